import { isRefusalKey, type RunKey } from "../baseline/baseline.ts";
import { withRemembered } from "../baseline/recall.ts";
import { timelineOf } from "../baseline/timeline.ts";
import type { JobPage } from "./job-page.ts";
import type { KeyedRun, RunSource } from "./shown-run.ts";

/** How many endpoints that a list could hold were known after each of the shown runs of a source. What the agent allows by itself does not count. */
export function discover(runs: readonly KeyedRun[], teacher: RunSource | null): JobPage["discovery"] {
  if (teacher === null) return [];
  const timeline = timelineOf(teacher.baseline);
  const ranks = new Map<RunKey, number>(timeline.map(({ key }, rank) => [key, rank]));
  const found = new Map<string, number>();
  for (const [key, sighting] of withRemembered(teacher.baseline)) {
    const [endpoint = "", kind] = key.split(" ");
    if (isRefusalKey(key) || kind === "implicit" || kind === "always-reachable") continue;
    for (const run of sighting.runs) {
      const rank = ranks.get(run);
      if (rank !== undefined) found.set(endpoint, Math.min(rank, found.get(endpoint) ?? rank));
    }
  }
  const added = new Array<number>(timeline.length).fill(0);
  for (const rank of found.values()) added[rank] = (added[rank] ?? 0) + 1;
  let known = 0;
  const after = added.map((count) => {
    known += count;
    return known;
  });
  return [...runs.entries()].flatMap(([place, { key, from }]) => {
    const rank = from === teacher ? ranks.get(key) : undefined;
    return rank === undefined ? [] : [{ place, known: after[rank] ?? 0 }];
  });
}
