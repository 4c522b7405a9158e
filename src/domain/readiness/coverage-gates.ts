import type { Baseline } from "../baseline/baseline.ts";
import { findUnguardedLegs } from "../baseline/unguarded-legs.ts";
import { sayNeverExecuted, seldomSeenWords } from "../text/sentences/gates.ts";
import { anything, matchesName, type NamePattern, sizeOf, textPart } from "../workflow/name-pattern.ts";
import type { Measured, Reason } from "./gate.ts";

/** Each leg and each event must have been seen so often. */
const fewestSightings = 2;
// Names that differ in each run pile up. So much work takes a second or two; no real job needs a tenth of it.
const mostWork = 20_000_000;

/** Whether every step that the job must execute was executed: what a step calls that never ran, no run shows. */
export function judgeSteps({ baseline, expected, complete }: Measured): readonly Reason[] {
  // Without a complete run all were never executed, which says nothing.
  if (expected === null || complete.length === 0) return [];
  const patterns = expected.steps.map(({ keys }) => keys);
  const executed = takeAffordable([...baseline.steps.keys()], patterns);
  const missing = expected.steps
    .filter(({ keys }) => !executed.some((key) => matchesName(keys, key)))
    .map(({ label }) => label);
  if (missing.length === 0) return [];
  return [{ code: "step-never-executed", ...sayNeverExecuted(missing, complete.length) }];
}

/** Whether every leg of the matrix was seen complete often enough. */
export function judgeLegs(measured: Measured): readonly Reason[] {
  const { unseen, once } = findRare(countLegs(measured));
  return [...explain("leg-unseen", unseen), ...explain("leg-seen-once", once)];
}

/** Whether every event that starts the workflow was seen often enough. */
export function judgeEvents({ baseline, expected, complete }: Measured): readonly Reason[] {
  const counts = new Map<string, number>((expected?.events ?? []).map((event) => [event, 0]));
  for (const { events } of baseline.runs.values()) for (const event of events) counts.set(event, 0);
  for (const { events } of complete)
    for (const event of events) counts.set(event, (counts.get(event) ?? 0) + 1);
  const { unseen, once } = findRare(counts);
  return [...explain("event-unseen", unseen), ...explain("event-seen-once", once)];
}

/** In how many runs each leg was complete: those of the file or, where it does not tell, those that were observed. */
function countLegs({ baseline, expected }: Measured): ReadonlyMap<string, number> {
  const complete = countComplete(baseline);
  const unguarded = new Set(findUnguardedLegs(baseline).unguarded.map(({ leg }) => leg));
  const guarded = [...complete.keys()].filter((leg) => !unguarded.has(leg));
  const legs = expected?.legs ?? null;
  const affordable = takeAffordable(
    [...complete.keys()],
    (legs ?? []).map(({ name }) => name),
  );
  if (legs === null || affordable.length < complete.size) {
    // With one leg, the number of runs says it already.
    return new Map(guarded.length > 1 ? guarded.map((leg) => [leg, complete.get(leg) ?? 0]) : []);
  }
  const counts = new Map<string, number>();
  for (const { label, name } of legs) {
    const fits = endsLike(name);
    const own = guarded.filter(fits);
    if (own.length === 0 && [...unguarded].some(fits)) continue;
    counts.set(label, countRuns(baseline, new Set(own)));
  }
  return counts;
}

/** The legs that were recorded, with the number of runs in which they were complete. */
function countComplete({ runs }: Baseline): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { legs } of runs.values())
    for (const [leg, { complete }] of legs) counts.set(leg, (counts.get(leg) ?? 0) + (complete ? 1 : 0));
  return counts;
}

/** The runs in which one of some legs was complete. */
function countRuns({ runs }: Baseline, wanted: ReadonlySet<string>): number {
  let count = 0;
  for (const { legs } of runs.values()) {
    const found = [...legs].some(([leg, { complete }]) => complete && wanted.has(leg));
    if (found) count += 1;
  }
  return count;
}

/** Whether a display name is what the pattern describes, or that after the names of callers. */
function endsLike(pattern: NamePattern): (name: string) => boolean {
  const called = [anything, textPart(" / "), ...pattern];
  return (name) => matchesName(pattern, name) || matchesName(called, name);
}

/** The first names, as many as can be compared with all patterns. */
function takeAffordable(names: readonly string[], patterns: readonly NamePattern[]): readonly string[] {
  let size = 0;
  for (const pattern of patterns) size += sizeOf(pattern);
  let work = 0;
  return names.filter((name) => {
    // A comparison costs something however short the name is.
    work += size * (name.length + 100);
    return work <= mostWork;
  });
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
