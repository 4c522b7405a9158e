import { type GuardPolicy, hostsOf } from "../guard/guard-policy.ts";
import type { Obstacle } from "./job-assessment.ts";

/**
 * What of the list that the file has already would turn all enforcement off: hosts that do not resolve, or may not. An edit adds to
 * a list and takes nothing away, so people have to.
 */
export function findDeadEntries(guard: GuardPolicy, resolutions: Resolutions): readonly Obstacle[] {
  const dead: Obstacle[] = [];
  for (const host of hostsOf(guard)) {
    const resolution = resolutions.get(host);
    if (resolution === "missing") dead.push(missingHost(host));
    if (resolution === "unanswered") dead.push(unansweredHost(host));
  }
  return dead;
}

function missingHost(host: string): Obstacle {
  return {
    code: "listed-host-missing",
    message: `the list in the file names ${host}, which does not resolve: Harden-Runner would then block nothing at all`,
    lift: `taking ${host} out of the list`,
  };
}

function unansweredHost(host: string): Obstacle {
  return {
    code: "host-unanswered",
    message: `no resolver could say whether ${host} resolves`,
    lift: "an answer when it is asked again",
  };
}

/** What is known of hosts that do not simply resolve. */
export type Resolutions = ReadonlyMap<string, "missing" | "unanswered">;
