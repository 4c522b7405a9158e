import type { Baseline, LegRun, ObservedRun } from "./baseline.ts";
import { runIdOf } from "./memory.ts";
import { mergeMaps, mergeSets } from "./merge-maps.ts";
import { orderedRuns } from "./window.ts";

/** A leg that hardly ever succeeds beside others that do. */
export interface FailingLeg {
  /** Its display name. */
  readonly leg: string;
  /** In how many runs it was complete, of those that had it. */
  readonly complete: number;
  readonly runs: number;
}

/** A run with all its attempts of which nothing that it called can be missing. */
export interface CompleteRun {
  readonly id: string;
  /** Its first attempt. */
  readonly key: string;
  readonly run: ObservedRun;
}

// A leg hardly ever succeeds where it does so many times more seldom than the best leg, in so many runs at least.
const fewestRuns = 10;
const timesLess = 5;
// One that never did, as far as is remembered, is known by fewer.
const fewestWithoutSuccess = 3;

type Observed = Pick<Baseline, "runs" | "memory">;

function findFailing(joined: readonly CompleteRun[], { memory }: Observed): readonly FailingLeg[] {
  const counts = new Map<string, { complete: number; runs: number }>();
  for (const { run } of joined)
    for (const [leg, { complete }] of run.legs) {
      const known = counts.get(leg) ?? { complete: 0, runs: 0 };
      counts.set(leg, { complete: known.complete + (complete ? 1 : 0), runs: known.runs + 1 });
    }
  const all = [...counts].map(([leg, count]) => ({ leg, ...count }));
  // Beside the one that was complete most often: where all fail it is the job that fails.
  const best = all.reduce((one, other) => (other.complete > one.complete ? other : one), {
    complete: 0,
    runs: 1,
  });
  return all
    .filter(({ leg, complete, runs }) => {
      const least = complete > 0 || memory.legs.has(leg) ? fewestRuns : fewestWithoutSuccess;
      return runs >= least && (complete / runs) * timesLess < best.complete / best.runs;
    })
    .sort((a, b) => (a.leg < b.leg ? -1 : 1));
}

/** A function that tells whether nothing that an attempt called can be missing, but for legs that hardly ever succeed. */
export function createIsComplete(baseline: Observed): (run: ObservedRun) => boolean {
  const failing = new Set(findFailing(joinAttempts(baseline), baseline).map(({ leg }) => leg));
  return ({ legs }) => isWhole(legs, failing);
}

/** The complete runs of a baseline, and the legs that none of them had to have complete. */
export interface RunCount {
  /** Oldest first. */
  readonly complete: readonly CompleteRun[];
  /** Sorted. */
  readonly failingLegs: readonly FailingLeg[];
}

/**
 * Counts the complete runs; attempts of one run are one. Several runs that broke off count as one from the run on with which each of its
 * legs was complete in one of them. No run waits for legs that hardly ever succeed, as an experiment with `continue-on-error` does.
 */
export function countCompleteRuns(baseline: Observed): RunCount {
  const joined = joinAttempts(baseline);
  const failingLegs = findFailing(joined, baseline);
  const failing = new Set(failingLegs.map(({ leg }) => leg));
  const complete: CompleteRun[] = [];
  const covered = new Set<string>();
  for (const run of joined) {
    const legs = [...run.run.legs].filter(([leg]) => !failing.has(leg));
    if (isWhole(run.run.legs, failing)) {
      complete.push(run);
      continue;
    }
    for (const [leg, { complete: isDone }] of legs) if (isDone) covered.add(leg);
    if (legs.length === 0 || !legs.every(([leg]) => covered.has(leg))) continue;
    complete.push(run);
    covered.clear();
  }
  return { complete, failingLegs };
}

/** The complete runs, oldest first. */
export function listCompleteRuns(baseline: Observed): readonly CompleteRun[] {
  return countCompleteRuns(baseline).complete;
}

function isWhole(legs: ReadonlyMap<string, LegRun>, failing: ReadonlySet<string>): boolean {
  let seen = 0;
  for (const [leg, { complete }] of legs) {
    if (failing.has(leg)) continue;
    if (!complete) return false;
    seen += 1;
  }
  return seen > 0;
}

/** The runs in order of their first attempts, each with what all of them showed: a later attempt may run only what had failed. */
export function joinAttempts({ runs }: Pick<Baseline, "runs">): readonly CompleteRun[] {
  const joined = new Map<string, CompleteRun>();
  for (const [key, run] of orderedRuns({ runs })) {
    const id = runIdOf(key);
    const known = joined.get(id);
    joined.set(id, known === undefined ? { id, key, run } : { ...known, run: join(known.run, run) });
  }
  return [...joined.values()];
}

function join(first: ObservedRun, later: ObservedRun): ObservedRun {
  return {
    at: first.at,
    events: mergeSets(first.events, later.events),
    legs: mergeMaps(first.legs, later.legs, (a, b) => ({ complete: a.complete || b.complete })),
  };
}

/** How many runs these keys are of: attempts of one run are one. */
export function countRuns(keys: Iterable<string>): number {
  return new Set([...keys].map(runIdOf)).size;
}
