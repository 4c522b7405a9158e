import type { Baseline, RunKey, Sighting } from "../../../domain/baseline/baseline.ts";
import type { Remembered } from "../../../domain/baseline/memory.ts";

/** What one call of the merge script takes at most, in entries and the names that stand with them: about 20 ms of Redis. */
const mostOfSlice = 1_000;

/** First what says how the runs were enforced, so that no run is ever there without. */
const sets = ["enforcement", "unguarded", "steps", "actions", "resolvedOnly"] as const;
const sightings = ["addresses", "endpoints"] as const;
const memories = ["events", "legs", "steps", "endpoints"] as const;

/** A part of a baseline while it is made. */
type Slice = ReturnType<typeof makeSlice>;

/** Cuts a baseline into parts that are short to merge one after the other. Each part has all runs. */
export function sliceLearned(learned: Baseline, most = mostOfSlice): readonly Baseline[] {
  let slice = makeSlice(learned);
  const slices = [slice];
  let weight = 0;
  for (const entry of listEntries(learned)) {
    if (weight > 0 && weight + entry.weight > most) {
      slice = makeSlice(learned);
      slices.push(slice);
      weight = 0;
    }
    weight += entry.weight;
    entry.addTo(slice);
  }
  return slices;
}

/** The same runs as if none had been recorded completely. */
export function asIncomplete(learned: Baseline): Baseline {
  const runs = [...learned.runs].map(([key, run]) => {
    const legs = new Map([...run.legs.keys()].map((leg) => [leg, { complete: false }]));
    return [key, { ...run, legs }] as const;
  });
  return { ...learned, runs: new Map(runs) };
}

function* listEntries(
  learned: Baseline,
): Iterable<{ readonly weight: number; readonly addTo: (slice: Slice) => void }> {
  for (const table of sets)
    for (const [name, runs] of learned[table])
      yield { weight: 1, addTo: (slice) => slice[table].set(name, runs) };
  for (const table of sightings)
    for (const [name, sighting] of learned[table]) {
      const { processes, steps, related } = sighting;
      const weight = 1 + processes.size + steps.size + related.size;
      yield { weight, addTo: (slice) => slice[table].set(name, sighting) };
    }
  for (const kind of memories)
    for (const [name, seen] of learned.memory[kind])
      yield { weight: 1, addTo: (slice) => slice.memory[kind].set(name, seen) };
}

function makeSlice({ runs }: Baseline) {
  return {
    runs,
    endpoints: new Map<string, Sighting>(),
    addresses: new Map<string, Sighting>(),
    resolvedOnly: new Map<string, ReadonlySet<RunKey>>(),
    steps: new Map<string, ReadonlySet<RunKey>>(),
    unguarded: new Map<string, ReadonlySet<RunKey>>(),
    actions: new Map<string, ReadonlySet<RunKey>>(),
    enforcement: new Map<string, ReadonlySet<RunKey>>(),
    memory: {
      endpoints: new Map<string, Remembered>(),
      events: new Map<string, Remembered>(),
      legs: new Map<string, Remembered>(),
      steps: new Map<string, Remembered>(),
    },
  };
}
