import { type Baseline, isRefusalKey, neverSeen, type RunKey } from "./baseline.ts";
import { defaultWindow } from "./window.ts";

/**
 * A baseline with the refusals that are remembered beyond its runs, as far as they are not older than its days: a job that runs often must
 * not forget what its weekly run was refused. Of these only the runs are known.
 */
export function recallRefusals(baseline: Baseline): Baseline {
  const oldest = newestTime(baseline) - defaultWindow.days * 86_400_000;
  const endpoints = new Map(baseline.endpoints);
  for (const [key, { newest }] of baseline.memory.endpoints) {
    if (!isRefusalKey(key)) continue;
    const recalled = newest
      .filter(({ run, at }) => !baseline.runs.has(run) && at * 1_000 >= oldest)
      .map(({ run }) => run);
    if (recalled.length === 0) continue;
    const known = endpoints.get(key) ?? neverSeen;
    endpoints.set(key, { ...known, runs: new Set<RunKey>([...recalled, ...known.runs]) });
  }
  return { ...baseline, endpoints };
}

function newestTime({ runs }: Baseline): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { at } of runs.values()) newest = Math.max(newest, Date.parse(at));
  return newest;
}
