import type { JobOutcome, RunOutcome } from "./outcome.ts";

/** How many runs had the same thing become of them. */
export interface RunTally {
  readonly result: JobOutcome["result"];
  /** Null where everything was learned. */
  readonly reason: string | null;
  readonly runs: number;
  /** The workflow files of these runs, sorted. */
  readonly paths: readonly string[];
  readonly newest: { readonly runId: number; readonly attempt: number };
}

const order: readonly JobOutcome["result"][] = ["learned", "incomplete", "not-learned"];

/**
 * Counts runs, given newest first, by what became of them: what was learned first, then the more frequent before the less. A
 * run whose jobs fared differently counts once for each way.
 */
export function tallyRuns(outcomes: readonly RunOutcome[]): readonly RunTally[] {
  const tallies = new Map<string, RunTally>();
  for (const outcome of outcomes) {
    for (const [key, { result, reason }] of whatBecameOf(outcome)) {
      const { runId, attempt, path } = outcome;
      const { runs = 0, paths = [], newest = { runId, attempt } } = tallies.get(key) ?? {};
      const all = paths.includes(path) ? paths : [...paths, path].sort();
      tallies.set(key, { result, reason, runs: runs + 1, paths: all, newest });
    }
  }
  return [...tallies.values()].sort(
    (a, b) =>
      order.indexOf(a.result) - order.indexOf(b.result) ||
      b.runs - a.runs ||
      ((a.reason ?? "") < (b.reason ?? "") ? -1 : 1),
  );
}

function whatBecameOf(outcome: RunOutcome): ReadonlyMap<string, Pick<JobOutcome, "result" | "reason">> {
  const { notLearned, jobs } = outcome;
  const reason = notLearned ?? (jobs.length === 0 ? "no-guarded-job-ran" : null);
  const fates = reason === null ? jobs : [{ result: "not-learned", reason } as const];
  return new Map(fates.map((fate) => [`${fate.result} ${fate.reason ?? ""}`, fate]));
}
