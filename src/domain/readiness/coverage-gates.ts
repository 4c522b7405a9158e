import type { Baseline } from "../baseline/baseline.ts";
import { joinAttempts } from "../baseline/complete-runs.ts";
import { type Remembered, runIdOf } from "../baseline/memory.ts";
import { findUnguardedLegs } from "../baseline/unguarded-legs.ts";
import { seldomSeenWords } from "../text/sentences/gates.ts";
import { endsLike } from "../workflow/jobs/is-in-matrix.ts";
import { takeAffordable } from "../workflow/jobs/take-affordable.ts";
import type { Measured, Reason } from "./gate.ts";

/** Each leg and each event must have been seen so often. */
const fewestSightings = 2;

/** Whether every leg of the matrix was seen complete often enough. */
export function judgeLegs(measured: Measured): readonly Reason[] {
  const { unseen, once } = findRare(countLegs(measured));
  return [...explain("leg-unseen", unseen), ...explain("leg-seen-once", once)];
}

/**
 * Whether every event that starts the workflow was seen often enough, in whatever run that is remembered. Those that the file does not have
 * any more ask for nothing.
 */
export function judgeEvents({ baseline, expected, complete }: Measured): readonly Reason[] {
  const triggers = expected?.triggers ?? null;
  const events = new Set(expected?.events);
  for (const run of baseline.runs.values())
    for (const event of run.events) if (triggers === null || triggers.has(event)) events.add(event);
  const counts = new Map<string, number>();
  for (const event of events) {
    const runs = complete.filter(({ run }) => run.events.has(event)).map(({ id }) => id);
    counts.set(event, countWith(runs, baseline.memory.events.get(event)));
  }
  // Somebody has to start it by hand; one such run tells what it does.
  if ((counts.get(byHand) ?? 0) > 0) counts.delete(byHand);
  const { unseen, once } = findRare(counts);
  return [...explain("event-unseen", unseen), ...explain("event-seen-once", once)];
}

const byHand = "workflow_dispatch";

/** How many runs these and those that are remembered are. */
function countWith(ids: readonly string[], remembered: Remembered | undefined): number {
  return new Set([...ids, ...(remembered?.newest ?? []).map(({ run }) => runIdOf(run))]).size;
}

/** In how many runs each leg was complete: those of the file or, where it does not tell, those that were observed. */
function countLegs({ baseline, expected, failingLegs }: Measured): ReadonlyMap<string, number> {
  const runs = listLegRuns(baseline);
  const names = [...runs.keys()];
  const unguarded = new Set(findUnguardedLegs(baseline).unguarded.map(({ leg }) => leg));
  const failing = new Set(failingLegs.map(({ leg }) => leg));
  const legs = expected?.legs ?? null;
  const patterns = (legs ?? []).map(({ name }) => name);
  if (legs === null || takeAffordable(names, patterns).length < names.length) {
    const inWindow = new Set([...baseline.runs.values()].flatMap((run) => [...run.legs.keys()]));
    const observed = [...inWindow].filter((leg) => !unguarded.has(leg) && !failing.has(leg));
    // With one leg, the number of runs says it already.
    return new Map(observed.length > 1 ? observed.map((leg) => [leg, runs.get(leg)?.size ?? 0]) : []);
  }
  const counts = new Map<string, number>();
  for (const { label, name } of legs) {
    const fits = endsLike(name);
    const own = names.filter((leg) => !unguarded.has(leg) && fits(leg));
    const isLeftOut = own.length === 0 ? [...unguarded].some(fits) : own.some((leg) => failing.has(leg));
    if (!isLeftOut) counts.set(label, new Set(own.flatMap((leg) => [...(runs.get(leg) ?? [])])).size);
  }
  return counts;
}

/** Every leg that is known, by display name, with the runs that are known in which it was complete. */
function listLegRuns(baseline: Baseline): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const idsOf = (leg: string): Set<string> => {
    const ids = found.get(leg) ?? new Set<string>();
    found.set(leg, ids);
    return ids;
  };
  for (const { id, run } of joinAttempts(baseline))
    for (const [leg, { complete }] of run.legs) {
      const ids = idsOf(leg);
      if (complete) ids.add(id);
    }
  for (const [leg, { newest }] of baseline.memory.legs)
    for (const { run } of newest) idsOf(leg).add(runIdOf(run));
  return found;
}

function findRare(counts: ReadonlyMap<string, number>): {
  readonly unseen: readonly string[];
  readonly once: readonly string[];
} {
  const names = [...counts];
  return {
    unseen: names.filter(([, count]) => count === 0).map(([name]) => name),
    once: names.filter(([, count]) => count > 0 && count < fewestSightings).map(([name]) => name),
  };
}

function explain(code: keyof typeof seldomSeenWords, names: readonly string[]): readonly Reason[] {
  return names.length === 0 ? [] : [{ code, ...seldomSeenWords[code](names) }];
}
