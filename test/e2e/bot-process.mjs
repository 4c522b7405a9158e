// The bot as a process of its own, so that a test can kill it. Its options come as JSON in the first argument; it tells its parent its
// port when it has started, and, whenever it is asked, for how many ms its event loop was held at most since, how much of such a
// time its thread was at work (the rest it waited for a processor that others had), and how long a request waited for its answer.

import { subscribe } from "node:diagnostics_channel";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { start } from "../../dist/apps/server/main.js";
import { createLog } from "../../dist/environment/log.js";

// Its clock can be set by its parent, and goes on from there.
const RealDate = Date;
let offset = 0;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offset);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offset;
  }
};
const { environment, pace, role } = JSON.parse(process.argv[2] ?? "");
const { port } = await start({ environment, role, log: createLog("silent"), pace });
const resolution = 5;
const most = { held: 0, working: 0, answering: 0 };
const begun = new WeakMap();
subscribe("http.server.request.start", ({ request }) => begun.set(request, performance.now()));
subscribe("http.server.response.finish", ({ request }) => {
  most.answering = Math.max(most.answering, performance.now() - (begun.get(request) ?? performance.now()));
});
let last = { at: performance.now(), cpu: readWork() };
setInterval(() => {
  const now = { at: performance.now(), cpu: readWork() };
  most.held = Math.max(most.held, now.at - last.at - resolution);
  most.working = Math.max(most.working, now.cpu - last.cpu);
  last = now;
}, resolution).unref();
process.on("message", async (asked) => {
  if (asked === "held?") process.send?.({ ...most, memory: process.resourceUsage().maxRSS / 1e3 });
  else if (asked === "memory?") process.send?.(await readMemory());
  else offset = asked.now - RealDate.now();
});
process.send?.(port);

/** After collections: what lies outside of the heap is let go only after the first one found that nobody holds it. */
async function readMemory() {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  for (let times = 0; times < 3; times += 1) {
    collect();
    await nextTurn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / 1e6, resident: rss / 1e6 };
}

/** Processor time of this thread in ms; Node has told it since 22.19 and 23.9. */
function readWork() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e3;
}
