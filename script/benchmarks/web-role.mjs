// The web role as a process of its own. Settings come as JSON.
import { createLog } from "../../dist/log.js";
import { start } from "../../dist/main.js";

const { environment } = JSON.parse(process.argv[2] ?? "");
const { port } = await start({ environment, role: "web", log: createLog("silent") });
process.send?.(port);
