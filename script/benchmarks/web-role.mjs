// The web role as a process of its own. Settings come as JSON.

import { start } from "../../dist/apps/server/main.js";
import { createLog } from "../../dist/environment/log.js";

const { environment } = JSON.parse(process.argv[2] ?? "");
const { port } = await start({ environment, role: "web", log: createLog("silent") });
process.send?.(port);
