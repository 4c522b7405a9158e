// The bot as a process of its own, so that a test can kill it. Its options come as JSON in the first argument; it tells its parent its
// port when it has started, and, whenever it is asked, for how many ms its event loop was held at most since.

import { monitorEventLoopDelay } from "node:perf_hooks";
import { start } from "../../dist/apps/server/main.js";
import { createLog } from "../../dist/environment/log.js";

const { environment, pace, role } = JSON.parse(process.argv[2] ?? "");
const { port } = await start({ environment, role, log: createLog("silent"), pace });
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on("message", () => process.send?.(delay.max / 1e6));
process.send?.(port);
