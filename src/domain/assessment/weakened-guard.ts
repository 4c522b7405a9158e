import { restoreGuard, weakenedGuardWords } from "../text/sentences/weakened.ts";
import type { GuardStep } from "../workflow/guard-step.ts";
import type { Job } from "../workflow/workflow-file.ts";
import { findPair } from "../workflow/yaml-map.ts";
import type { Obstacle } from "./job-assessment.ts";

/** Where a guard step stands, as it is kept: its place among the steps, and `if` where it runs under a condition or may fail. */
export function guardPlaceOf({ guards: [guard] }: Pick<Job, "guards">): string | null {
  if (guard === undefined) return null;
  return `${guard.index}${isConditional(guard) ? " if" : ""}`;
}

/** Whether a guard step may not run, or may fail without the job. */
export function isConditional({ step }: GuardStep): boolean {
  return findPair(step, "if") !== null || findPair(step, "continue-on-error") !== null;
}

/** What is kept about a job while it blocks. */
interface Kept {
  readonly blockedAt: string | null;
  readonly returnedAt: string | null;
  readonly guardPlace: string | null;
}

/** Says by what the guard step of a job that blocked has come to hold it no more, or not all of it. */
export function describeWeakenedGuard(job: Pick<Job, "guards">, known: Kept | null): readonly Obstacle[] {
  if (known === null || known.blockedAt === null || known.returnedAt !== null) return [];
  const place = guardPlaceOf(job);
  if (place === null) return [say("guard-gone")];
  if (known.guardPlace === null) return [];
  const [before, now] = [known.guardPlace.split(" "), place.split(" ")];
  return [
    ...(Number(now[0]) > Number(before[0]) ? [say("guard-moved")] : []),
    ...(now[1] !== undefined && before[1] === undefined ? [say("guard-conditional")] : []),
  ];
}

function say(code: keyof typeof weakenedGuardWords): Obstacle {
  return { code, message: weakenedGuardWords[code], lift: restoreGuard };
}
