import { type Baseline, isRefusalKey, neverSeen, type Sighting } from "./baseline.ts";
import type { Memory, Remembered } from "./memory.ts";
import { markOf } from "./step-mark.ts";
import { rememberedRuns } from "./timeline.ts";

/** So long after it was last called an endpoint is one of the job's, whatever else ran since. */
const recalledDays = 90;

/** The endpoints of a baseline with all calls that are remembered. Each has the runs that are remembered, beside those in the window. */
export function withRemembered({
  endpoints,
  memory,
}: Pick<Baseline, "endpoints" | "memory">): ReadonlyMap<string, Sighting> {
  if (memory.endpoints.size === 0) return endpoints;
  const all = new Map(endpoints);
  for (const [key, remembered] of memory.endpoints) {
    if (isRefusalKey(key)) continue;
    const known = endpoints.get(key) ?? neverSeen;
    const older = rememberedRuns(remembered).filter((run) => !known.runs.has(run));
    if (older.length > 0) all.set(key, { ...known, runs: new Set([...known.runs, ...older]) });
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The endpoints that are the job's: those of the window, and those that were called 90 days ago or less, or longer if one of the steps that
 * called it has not run since. `steps` are the keys of the steps that the workflow file has; null where it is not at hand, and then those
 * that ever ran count.
 */
export function recallEndpoints(
  baseline: Pick<Baseline, "runs" | "endpoints" | "memory">,
  steps: readonly string[] | null,
): ReadonlyMap<string, Sighting> {
  const { runs, endpoints, memory } = baseline;
  const oldest = newestTime(runs) - recalledDays * 86_400;
  const lastRuns = readLastRuns(memory, steps);
  return new Map(
    [...withRemembered(baseline)].filter(([key]) => {
      const remembered = memory.endpoints.get(key);
      return endpoints.has(key) || (remembered !== undefined && isStillNeeded(remembered, oldest, lastRuns));
    }),
  );
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
