import type { Baseline, RunKey } from "./baseline.ts";
import { isOfCaller } from "./caller-run.ts";
import { runIdOf } from "./memory.ts";
import { isComplete, orderedRuns } from "./window.ts";

/** The runs with which one is compared to find what changed before it; null where none is known that came before. */
export interface LookBack {
  /** By what changed since then a host is suspicious. */
  readonly near: RunKey;
  /** What changed since then is named. */
  readonly far: RunKey;
}

// Code that came in with a dependency may sleep for a run or a day, and then call.
const near = { runs: 2, days: 1 } as const;
// It may sleep longer; of what happened since, people are told.
const far = { runs: 25, days: 30 } as const;

/**
 * Finds the runs to look back to from a run that began at `at` (ISO 8601 UTC): complete ones, so many runs and days before at least;
 * where there are none so old the oldest. Runs of other repositories, whose commits are others, only where there is nothing else.
 */
export function findLookBack(baseline: Pick<Baseline, "runs">, key: RunKey, at: string): LookBack | null {
  const begun = Date.parse(at);
  const id = runIdOf(key);
  const earlier = orderedRuns(baseline).filter(
    ([other, run]) => runIdOf(other) !== id && run.legs.size > 0 && Date.parse(run.at) < begun,
  );
  const own = earlier.filter(([other]) => !isOfCaller(other));
  const comparable = own.length > 0 ? own : earlier;
  const complete = comparable.filter(([, run]) => isComplete(run));
  const runs = complete.length > 0 ? complete : comparable.slice(0, 1);
  const oldest = runs[0]?.[0];
  if (oldest === undefined) return null;
  const find = (least: { readonly runs: number; readonly days: number }): RunKey =>
    runs.findLast(
      ([, run], index) =>
        runs.length - index >= least.runs && begun - Date.parse(run.at) >= least.days * 86_400_000,
    )?.[0] ?? oldest;
  return { near: find(near), far: find(far) };
}
