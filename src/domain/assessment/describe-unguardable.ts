import type { UnguardedLeg } from "../baseline/unguarded-legs.ts";
import { beginOf } from "../harden-runner/version-table.ts";
import { asUnread } from "../record/reasons.ts";
import { sayUnguardable, sayUnreadLift } from "../text/sentences/unguardable.ts";
import type { Obstacle } from "./job-assessment.ts";

/** Says why no list can be made for some legs of a job: the first leg's cause, and how many others there are. */
export function describeUnguardable(legs: readonly UnguardedLeg[]): Obstacle {
  const [first] = legs;
  const code = first?.reason ?? "unsupported-runner";
  const others = new Set(legs.map(({ reason }) => reason)).size - 1;
  const message = sayUnguardable(code, others);
  return asUnread(code) === null
    ? { code, message }
    : { code, message, lift: sayUnreadLift(beginOf("windows-macos-block")) };
}
