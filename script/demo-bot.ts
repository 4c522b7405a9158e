/**
 * The bot of `script/demo`, as a process of its own: `egress serve`, but it waits seconds, where the service waits two minutes, for more
 * runs to come before it looks at a proposal again.
 */
import { once } from "node:events";
import { start } from "../src/apps/server/main.ts";
import { readEnvironment } from "../src/environment/environment.ts";
import { createLog } from "../src/environment/log.ts";

const told = once(process, "SIGTERM");
const { app, ...environment } = readEnvironment(process.env);
if (app === null) throw new Error("the demo named no App");
const running = await start({
  environment: { ...environment, app },
  role: "all",
  log: createLog("info"),
  pace: { quietDelay: 5_000 },
});
await told;
await running.close();
process.exit(0);
