import type { ReadinessSettings } from "../../../src/baseline/readiness.ts";

/** For each entry of a list so many runs that called nothing new: see docs/readiness.md for how that was found. */
const quietRunsPerEntry = 8;
/** However long the list, no more than so many times what `quiet-runs` asks of the shortest. */
const mostTimes = 10;

/** A list that may be too young for its length. */
export interface ListAge {
  /** Entries of the recommendation, a pattern being one. */
  readonly entries: number;
  /** Complete runs since something was last added to it. */
  readonly quietRuns: number;
  readonly settings: Pick<ReadinessSettings, "quietRuns">;
}

/** That a list is too young for its length. */
export interface YoungList {
  readonly code: "list-too-young";
  /** What is missing, with the numbers. */
  readonly message: string;
  /** What would lift it. */
  readonly lift: string;
}

/**
 * How many complete runs in a row must have called nothing new before a list of so many entries is likely to hold: the more
 * a job calls, the more it has that it calls only now and then. Grows with `quiet-runs` of the settings; 0 asks for none.
 */
export function quietRunsNeeded({ entries, settings }: Pick<ListAge, "entries" | "settings">): number {
  return Math.min(entries * quietRunsPerEntry, settings.quietRuns * mostTimes);
}

/** Judges whether a list has been quiet for as long as its length demands. */
export function judgeListAge(list: ListAge): readonly YoungList[] {
  const { entries, quietRuns } = list;
  const needed = quietRunsNeeded(list);
  const missing = needed - quietRuns;
  if (missing <= 0) return [];
  const what = entries === 1 ? "1 entry" : `${entries} entries`;
  return [
    {
      code: "list-too-young",
      message: `${quietRuns} of ${needed} complete runs since the last new endpoint, as many as a list of ${what} needs`,
      lift: `${missing} more complete ${missing === 1 ? "run that calls" : "runs that call"} nothing new`,
    },
  ];
}
