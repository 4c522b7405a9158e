/**
 * The web role as a process of its own, for `script/bench pages`. Its settings come as JSON, with keys in base64. Told `cpu`, it tells what
 * processor time it has used, in ms.
 */
import { start } from "../../src/apps/server/main.ts";
import { createLog } from "../../src/environment/log.ts";
import { readPageSettings } from "../../src/environment/page-settings.ts";

const { environment, pages } = JSON.parse(process.argv[2] ?? "");
const { port } = await start({
  environment: { ...environment, pages: readPageSettings(pages) },
  role: "web",
  log: createLog("error"),
});
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1_000);
});
process.send?.(port);
