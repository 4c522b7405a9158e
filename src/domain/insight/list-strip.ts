import { type Baseline, isRefusalKey, type RunKey } from "../baseline/baseline.ts";
import { withRemembered } from "../baseline/recall.ts";
import { timelineOf } from "../baseline/timeline.ts";
import type { JobLine } from "./repository-page.ts";
import { listShownRuns, type RunSource } from "./shown-run.ts";

/** How the last runs of a job were, oldest first: what was refused comes before what was new, and that before how it ended. */
export function listStrip(source: RunSource, most: number): JobLine["strip"] {
  const refused = new Set<RunKey>();
  for (const [key, { runs }] of source.baseline.endpoints)
    if (isRefusalKey(key)) for (const run of runs) refused.add(run);
  const fresh = findFresh(source.baseline);
  return listShownRuns([source], most).map(({ key, shown }) => {
    const { id, at, enforcement, hasFailed, isComplete } = shown;
    const cell = refused.has(key)
      ? "refused"
      : fresh.has(key)
        ? "fresh"
        : hasFailed
          ? "failed"
          : enforcement === "enforced"
            ? "blocked"
            : isComplete || enforcement === "audit"
              ? "recorded"
              : "unknown";
    return { id, at, cell };
  });
}

/** The runs that first called something, but for the first of all. */
function findFresh(baseline: Baseline): ReadonlySet<RunKey> {
  const timeline = timelineOf(baseline).map(({ key }) => key);
  const ranks = new Map(timeline.map((key, rank) => [key, rank]));
  const first = new Map<string, number>();
  for (const [key, { runs }] of withRemembered(baseline)) {
    const [endpoint = "", kind] = key.split(" ");
    if (isRefusalKey(key) || kind === "implicit" || kind === "always-reachable") continue;
    for (const run of runs) {
      const rank = ranks.get(run);
      if (rank !== undefined) first.set(endpoint, Math.min(rank, first.get(endpoint) ?? rank));
    }
  }
  return new Set([...first.values()].flatMap((rank) => (rank === 0 ? [] : (timeline[rank] ?? []))));
}
