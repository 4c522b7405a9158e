import { isRefusalKey, type RunKey } from "../baseline/baseline.ts";
import { countKnownRuns } from "./known-runs.ts";
import type { JobLine } from "./repository-page.ts";
import { listShownRuns, type RunSource } from "./shown-run.ts";

/** How the last runs of a job were, oldest first: what was refused comes before what was new, and that before how it ended. */
export function listStrip(source: RunSource, most: number): JobLine["strip"] {
  const refused = new Set<RunKey>();
  for (const [key, { runs }] of source.baseline.endpoints)
    if (isRefusalKey(key)) for (const run of runs) refused.add(run);
  const fresh = findFresh(source);
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
function findFresh(source: RunSource): ReadonlySet<RunKey> {
  const { timeline, first } = countKnownRuns(source);
  return new Set([...first.values()].flatMap((rank) => (rank === 0 ? [] : (timeline[rank]?.key ?? []))));
}
