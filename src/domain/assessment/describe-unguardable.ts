import type { UnguardedLeg } from "../baseline/unguarded-legs.ts";
import { sayUnguardable } from "../text/sentences/unguardable.ts";
import type { Obstacle } from "./job-assessment.ts";

/** Says why no leg of a job can be held to a list: the first leg's cause, and how many others there are. */
export function describeUnguardable(legs: readonly UnguardedLeg[]): Obstacle {
  const [first] = legs;
  const code = first?.reason ?? "unsupported-runner";
  const others = new Set(legs.map(({ reason }) => reason)).size - 1;
  return { code, message: sayUnguardable(code, others) };
}
