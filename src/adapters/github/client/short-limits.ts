import { setTimeout as sleep } from "node:timers/promises";
import { classifyFailure } from "./failure.ts";
import type { Octokit } from "./octokit.ts";

/** A limit that ends within so many ms is waited for in place: to begin the whole task anew would cost more calls than it saves time. */
const shortLimit = 5_000;
/** So often for one call; who is told to wait again and again had better ask for less. */
const mostWaits = 3;

/** A plugin of Octokit's: a call that meets a short limit waits until it is over and is made again; of a longer one it fails. */
export function waitForShortLimits(octokit: Pick<Octokit, "hook">): void {
  octokit.hook.wrap("request", async (request, options) => {
    for (let waits = 0; ; waits += 1) {
      try {
        return await request(options);
      } catch (error) {
        const now = Date.now();
        const failure = classifyFailure(error, now);
        const end = failure.kind === "limit" ? failure.until : null;
        if (end === null || end - now > shortLimit || waits === mostWaits) throw error;
        await sleep(end - now);
      }
    }
  });
}
