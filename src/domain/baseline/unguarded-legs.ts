import type { UnguardableReason } from "../record/reasons.ts";
import type { Baseline, RunKey } from "./baseline.ts";
import { rankByCreation } from "./created-order.ts";

/** A leg (display name) that Harden-Runner cannot hold to a list where it runs. */
export interface UnguardedLeg {
  readonly leg: string;
  readonly reason: UnguardableReason;
  /** The newest run in which that was so. */
  readonly run: RunKey;
}

/** The legs of a job as their newest run shows them: those that cannot be guarded, sorted, and whether there is any other. */
export function findUnguardedLegs(baseline: Baseline): {
  readonly unguarded: readonly UnguardedLeg[];
  readonly hasGuarded: boolean;
} {
  const ranks = rankByCreation(baseline.runs.keys());
  const newest = new Map<
    string,
    { readonly rank: number; readonly run: RunKey; readonly reason: UnguardableReason | null }
  >();
  const note = (leg: string, runs: Iterable<RunKey>, reason: UnguardableReason | null): void => {
    for (const run of runs) {
      const rank = ranks.get(run) ?? -1;
      // A leg that is recorded and cannot be held is both in one run.
      const known = newest.get(leg);
      if (known === undefined || rank > known.rank || (rank === known.rank && reason !== null))
        newest.set(leg, { rank, run, reason });
    }
  };
  for (const [key, { legs }] of baseline.runs) for (const leg of legs.keys()) note(leg, [key], null);
  for (const [text, runs] of baseline.unguarded) {
    const space = text.indexOf(" ");
    note(text.slice(space + 1), runs, text.slice(0, space) as UnguardableReason);
  }
  const unguarded: UnguardedLeg[] = [];
  for (const [leg, { rank, run, reason }] of newest) {
    if (reason === null) continue;
    // Where StepSecurity could not be asked, the action installs its other agent for one run.
    const isOdd = reason === "unknown-agent" && wasRecorded(leg, rank - oddRuns);
    if (!isOdd) unguarded.push({ leg, reason, run });
  }
  return {
    unguarded: unguarded.sort((a, b) => (a.leg < b.leg ? -1 : 1)),
    hasGuarded: unguarded.length < newest.size,
  };

  /** Whether a leg was recorded in a run of some rank or a later one. */
  function wasRecorded(leg: string, from: number): boolean {
    return [...baseline.runs].some(([key, { legs }]) => legs.has(leg) && (ranks.get(key) ?? -1) >= from);
  }
}

/** So many runs by another agent may be an accident. */
const oddRuns = 2;
