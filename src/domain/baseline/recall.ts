import { type Baseline, isRefusalKey, type RunKey, type Sighting } from "./baseline.ts";
import type { Memory, Remembered } from "./memory.ts";
import { markOf } from "./step-mark.ts";
import { rememberedRuns } from "./timeline.ts";

const none: ReadonlySet<string> = new Set();
/** So long after it was last called an endpoint is one of the job's, whatever else ran since. */
const recalledDays = 90;

/**
 * The endpoints of a baseline with those that have left the window and still are the job's: last called 90 days ago or less, or longer if
 * one of the steps that called it has not run since. `steps` are the keys of the steps that the workflow file has; null where it is not at
 * hand, and then those that ever ran count. Each has the runs that are remembered, beside those in the window.
 */
export function recallEndpoints(
  { runs, endpoints, memory }: Baseline,
  steps: readonly string[] | null,
): ReadonlyMap<string, Sighting> {
  if (memory.endpoints.size === 0) return endpoints;
  const oldest = newestTime(runs) - recalledDays * 86_400;
  const lastRuns = readLastRuns(memory, steps);
  const recalled = new Map<string, Sighting>();
  for (const [key, remembered] of memory.endpoints) {
    if (isRefusalKey(key)) continue;
    const known = endpoints.get(key);
    if (known === undefined && !isStillNeeded(remembered, oldest, lastRuns)) continue;
    const seen: ReadonlySet<RunKey> = new Set([...(known?.runs ?? []), ...rememberedRuns(remembered)]);
    recalled.set(key, known === undefined ? unseen(seen) : { ...known, runs: seen });
  }
  for (const [key, sighting] of endpoints) if (!recalled.has(key)) recalled.set(key, sighting);
  return new Map([...recalled].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unseen(runs: ReadonlySet<RunKey>): Sighting {
  return { runs, processes: none, steps: none, related: none };
}

function isStillNeeded(
  { newest, steps }: Remembered,
  oldest: number,
  lastRuns: ReadonlyMap<string, number>,
): boolean {
  const last = newest[0]?.at ?? 0;
  if (last >= oldest) return true;
  return [...steps].some((mark) => {
    const ran = lastRuns.get(mark);
    return ran !== undefined && ran <= last;
  });
}

/** When each step of the file last ran, by its mark. */
function readLastRuns(memory: Memory, steps: readonly string[] | null): ReadonlyMap<string, number> {
  const inFile = steps === null ? null : new Set(steps);
  const last = new Map<string, number>();
  for (const [key, { newest }] of memory.steps)
    if (inFile === null || inFile.has(key)) last.set(markOf(key), newest[0]?.at ?? 0);
  return last;
}

/** In seconds. */
function newestTime(runs: Baseline["runs"]): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { at } of runs.values()) newest = Math.max(newest, Date.parse(at) / 1_000);
  return newest;
}
