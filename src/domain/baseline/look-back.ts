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
 * Finds the runs to look back to from a run that began at `at` (ISO 8601 UTC): so many runs and days before at least. Complete ones if there are any so
 * old, as another may not have come to the step; else any or the oldest complete one, whichever is older, as a job that has failed for weeks has no
 * complete one from before; else the oldest.
 * Runs of other repositories, whose commits are others, only where there is nothing else.
 */
export function findLookBack(baseline: Pick<Baseline, "runs">, key: RunKey, at: string): LookBack | null {
  const begun = Date.parse(at);
  const earlier = orderedRuns(baseline).filter(
    ([other, run]) => runIdOf(other) !== runIdOf(key) && run.legs.size > 0 && Date.parse(run.at) < begun,
  );
  const own = earlier.filter(([other]) => !isOfCaller(other));
  const comparable = own.length > 0 ? own : earlier;
  const complete = comparable.filter(([, run]) => isComplete(run));
  const [oldest] = comparable;
  if (oldest === undefined) return null;
  const findIn = (runs: typeof comparable, least: { readonly runs: number; readonly days: number }) =>
    runs.findLast(
      ([, run], index) =>
        runs.length - index >= least.runs && begun - Date.parse(run.at) >= least.days * 86_400_000,
    );
  const find = (least: typeof near | typeof far): RunKey => {
    const found = findIn(complete, least);
    if (found !== undefined) return found[0];
    const other = findIn(comparable, least) ?? oldest;
    const [first = other] = complete;
    return comparable.indexOf(first) < comparable.indexOf(other) ? first[0] : other[0];
  };
  return { near: find(near), far: find(far) };
}
