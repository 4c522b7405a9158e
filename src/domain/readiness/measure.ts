import type { Baseline } from "../baseline/baseline.ts";
import { type CompleteRun, countCompleteRuns } from "../baseline/complete-runs.ts";
import { timelineOf } from "../baseline/timeline.ts";
import { defaultWindow } from "../baseline/window.ts";
import type { Recommendation } from "../recommendation/recommendation.ts";
import type { Measured } from "./gate.ts";
import { riskUpperBound } from "./risk.ts";

const day = 86_400_000;
/** So long a job must be known before its pace is. */
const paceDays = 30;

/** Counts what the gates look at. */
export function measure(
  baseline: Baseline,
  { entries, leftOut }: Recommendation,
  options: Pick<Measured, "settings" | "expected" | "changedAt" | "pullRequestSteps">,
): Measured {
  const { changedAt } = options;
  const timeline = timelineOf(baseline);
  const { complete, failingLegs } = countCompleteRuns(baseline);
  let lastAddition = -1;
  // A host that waits for a person's word is new too: block mode would refuse it. What only a trial asked for, none of these runs added.
  for (const { since = -1 } of [...entries, ...leftOut])
    if (Number.isFinite(since)) lastAddition = Math.max(lastAddition, since);
  if (changedAt !== null) {
    const changed = Date.parse(changedAt);
    lastAddition = Math.max(
      lastAddition,
      timeline.findLastIndex(({ at }) => at < changed),
    );
  }
  const counted = new Set(complete.map(({ key }) => key));
  const attempts = timeline.flatMap(({ key, run }, rank) => {
    const isCounted = counted.has(key);
    return run === null ? [] : [{ complete: isCounted, quiet: isCounted && rank > lastAddition }];
  });
  const quietRuns = attempts.filter(({ quiet }) => quiet).length;
  const firstAt = findFirst(baseline, complete);
  const lastAt = complete.length === 0 ? null : timeOf(complete.at(-1));
  const days = daysBetween(firstAt, lastAt);
  return {
    ...options,
    baseline,
    complete,
    attempts,
    failingLegs,
    firstAt,
    capacity: findCapacity(baseline, complete.length, days),
    entries: entries.filter(({ sighting }) => sighting.runs.size > 0).length,
    quietRuns,
    quietDays: daysBetween(timeline[lastAddition]?.at ?? firstAt, lastAt),
    days,
    risk: riskUpperBound(quietRuns),
  };
}

/** When the first complete run began, in the window or remembered. */
function findFirst({ memory }: Baseline, complete: readonly CompleteRun[]): number | null {
  const times = [...memory.legs.values()].map(({ first }) => first.at * 1_000);
  if (complete.length > 0) times.push(timeOf(complete[0]));
  return complete.length === 0 ? null : Math.min(...times);
}

/** See `Measured.capacity`: what a window that is full has, or what it will have at the pace so far. */
function findCapacity({ runs }: Baseline, complete: number, days: number): number | null {
  if (runs.size >= defaultWindow.runs || days >= defaultWindow.days) return complete;
  if (days < paceDays) return null;
  return Math.min(Math.floor((complete / days) * defaultWindow.days), defaultWindow.runs);
}

function timeOf(run: CompleteRun | undefined): number {
  return Date.parse(run?.run.at ?? "");
}

/** With one decimal; 0 where there is no such run, or where the second was before the first. */
function daysBetween(first: number | null, last: number | null): number {
  if (first === null || last === null) return 0;
  return Math.max(0, Math.round(((last - first) / day) * 10) / 10);
}
