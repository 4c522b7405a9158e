import type { Baseline, ObservedRun, RunKey, Sighting } from "./baseline.ts";

/** How much history counts: at most so many runs, none older than so many days before the newest. */
export interface Window {
  readonly runs: number;
  readonly days: number;
}

export const defaultWindow: Window = { runs: 200, days: 90 };

/** The runs of a baseline, oldest first. */
export function orderedRuns(baseline: Pick<Baseline, "runs">): readonly (readonly [RunKey, ObservedRun])[] {
  return [...baseline.runs].sort(([a, x], [b, y]) =>
    x.at === y.at ? (a < b ? -1 : 1) : x.at < y.at ? -1 : 1,
  );
}

/** Whether nothing that the run called can be missing: some leg of it was observed, and every such leg was complete. */
export function isComplete({ legs }: ObservedRun): boolean {
  return legs.size > 0 && [...legs.values()].every(({ complete }) => complete);
}

/** Whether some run was recorded, or tells why it cannot be: not only that it ended. */
export function hasTaught({ runs, unguarded }: Baseline): boolean {
  return unguarded.size > 0 || [...runs.values()].some(({ legs }) => legs.size > 0);
}

/** A baseline as if only the runs in the window had been observed, but for what is remembered. */
export function withinWindow(baseline: Baseline, window: Window): Baseline {
  const ordered = orderedRuns(baseline);
  const newest = ordered.at(-1)?.[1].at;
  if (newest === undefined) return baseline;
  const oldest = Date.parse(newest) - window.days * 86_400_000;
  const kept = new Map(ordered.slice(-window.runs).filter(([, run]) => Date.parse(run.at) >= oldest));
  if (kept.size === baseline.runs.size) return baseline;
  const keepRuns = (runs: ReadonlySet<RunKey>): ReadonlySet<RunKey> =>
    new Set([...runs].filter((run) => kept.has(run)));
  const keepSightings = (sightings: ReadonlyMap<string, Sighting>): Map<string, Sighting> =>
    new Map(
      [...sightings]
        .map(([key, sighting]) => [key, { ...sighting, runs: keepRuns(sighting.runs) }] as const)
        .filter(([, sighting]) => sighting.runs.size > 0),
    );
  const keepSets = (sets: ReadonlyMap<string, ReadonlySet<RunKey>>): Map<string, ReadonlySet<RunKey>> =>
    new Map(
      [...sets].map(([key, runs]) => [key, keepRuns(runs)] as const).filter(([, runs]) => runs.size > 0),
    );
  return {
    runs: new Map([...baseline.runs].filter(([key]) => kept.has(key))),
    endpoints: keepSightings(baseline.endpoints),
    addresses: keepSightings(baseline.addresses),
    resolvedOnly: keepSets(baseline.resolvedOnly),
    steps: keepSets(baseline.steps),
    unguarded: keepSets(baseline.unguarded),
    actions: keepSets(baseline.actions),
    enforcement: keepSets(baseline.enforcement),
    memory: baseline.memory,
  };
}
