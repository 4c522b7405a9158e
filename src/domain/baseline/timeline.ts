import { type Baseline, isRefusalKey, type ObservedRun, type RunKey } from "./baseline.ts";
import type { Remembered } from "./memory.ts";

/** A run of which something is known. */
export interface TimedRun {
  readonly key: RunKey;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** Null for one that has left the window. */
  readonly run: ObservedRun | null;
}

/** The runs in the window and those that are remembered for the endpoints that they called, oldest first. */
export function timelineOf({ runs, memory }: Pick<Baseline, "runs" | "memory">): readonly TimedRun[] {
  const known = new Map<RunKey, TimedRun>();
  for (const [key, run] of runs) known.set(key, { key, at: Date.parse(run.at), run });
  for (const [name, { first, newest }] of memory.endpoints)
    for (const { run: key, at } of isRefusalKey(name) ? [] : [first, ...newest])
      if (!known.has(key)) known.set(key, { key, at: at * 1_000, run: null });
  return [...known.values()].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

/** The place of each run of a timeline. */
export function ranksOf(timeline: readonly TimedRun[]): ReadonlyMap<RunKey, number> {
  return new Map(timeline.map(({ key }, rank) => [key, rank]));
}

/** The keys of the runs that are remembered of one thing. */
export function rememberedRuns({ first, newest }: Remembered): readonly RunKey[] {
  return [first.run, ...newest.map(({ run }) => run)];
}
