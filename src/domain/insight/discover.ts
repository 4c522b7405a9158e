import type { JobPage } from "./job-page.ts";
import type { KnownRuns } from "./known-runs.ts";
import type { KeyedRun, RunSource } from "./shown-run.ts";

/** How many endpoints that a list could hold were known after each of the shown runs of a source. What the agent allows by itself does not count. */
export function discover(
  runs: readonly KeyedRun[],
  teacher: RunSource | null,
  known: KnownRuns | null,
): JobPage["discovery"] {
  if (teacher === null || known === null) return [];
  const added = new Array<number>(known.timeline.length).fill(0);
  for (const rank of known.first.values()) added[rank] = (added[rank] ?? 0) + 1;
  let sum = 0;
  const after = added.map((count) => {
    sum += count;
    return sum;
  });
  return [...runs.entries()].flatMap(([place, { key, from }]) => {
    const rank = from === teacher ? known.ranks.get(key) : undefined;
    return rank === undefined ? [] : [{ place, known: after[rank] ?? 0 }];
  });
}
