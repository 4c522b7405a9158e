// A worker as a process of its own, so that a test can kill it. Its options come as JSON in the first argument; it tells its parent when it has started.

import { start } from "../../dist/apps/server/main.js";
import { createLog } from "../../dist/environment/log.js";

const { environment, pace } = JSON.parse(process.argv[2] ?? "");
await start({ environment, role: "worker", log: createLog("silent"), pace });
process.send?.("started");
