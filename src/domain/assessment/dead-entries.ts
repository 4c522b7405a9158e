import { type GuardPolicy, hostsOf } from "../guard/guard-policy.ts";
import { sayMissingHost, sayUnansweredHost } from "../text/sentences/obstacles.ts";
import type { Obstacle } from "./job-assessment.ts";

/**
 * What of the list that the file has already would turn all enforcement off: hosts that do not resolve, or may not. An edit adds to
 * a list and takes nothing away, so people have to.
 */
export function findDeadEntries(guard: GuardPolicy, resolutions: Resolutions): readonly Obstacle[] {
  const dead: Obstacle[] = [];
  for (const host of hostsOf(guard)) {
    const resolution = resolutions.get(host);
    if (resolution === "missing") dead.push({ code: "listed-host-missing", ...sayMissingHost(host) });
    if (resolution === "unanswered") dead.push({ code: "host-unanswered", ...sayUnansweredHost(host) });
  }
  return dead;
}

/** What is known of hosts that do not simply resolve. */
export type Resolutions = ReadonlyMap<string, "missing" | "unanswered">;
