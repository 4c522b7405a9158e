import { isRefusal, type RunKey, type SightingKind } from "../baseline/baseline.ts";
import { runIdOf } from "../baseline/memory.ts";
import { withRemembered } from "../baseline/recall.ts";
import { type TimedRun, timelineOf } from "../baseline/timeline.ts";
import type { RunSource } from "./shown-run.ts";

/** The runs of a source in order of time, and which of them called each endpoint. */
export interface KnownRuns {
  readonly timeline: readonly TimedRun[];
  readonly ranks: ReadonlyMap<RunKey, number>;
  /** Recorded runs in the window; attempts of one run are one. */
  readonly recorded: number;
  /** Null for an endpoint that no run called. */
  of(endpoint: string): EndpointRuns | null;
  /** By endpoint that a list could hold, the place of the first run that called it: what the agent allows by itself is not in it. */
  readonly first: ReadonlyMap<string, number>;
}

/** Which runs called an endpoint: the places of the first and the last, and how many of the recorded ones. */
interface EndpointRuns {
  readonly first: number;
  readonly last: number;
  readonly runs: number;
}

/** Counts once what several parts of a page ask for. */
export function countKnownRuns({ baseline }: RunSource): KnownRuns {
  const timeline = timelineOf(baseline);
  const ranks = new Map(timeline.map(({ key }, rank) => [key, rank]));
  const ids = new Map<string, number>();
  // The number of the run of each place; -1 for one of which no record is left.
  const numbers = timeline.map(({ key, run }) => {
    if (run === null || run.legs.size === 0) return -1;
    const id = runIdOf(key);
    const number = ids.get(id) ?? ids.size;
    ids.set(id, number);
    return number;
  });
  const called = new Map<string, Set<number>>();
  const first = new Map<string, number>();
  const add = (endpoint: string, runs: Iterable<RunKey>, mayBeListed: boolean): void => {
    const places = called.get(endpoint) ?? new Set<number>();
    called.set(endpoint, places);
    for (const run of runs) {
      const rank = ranks.get(run);
      if (rank === undefined) continue;
      places.add(rank);
      if (mayBeListed && rank < (first.get(endpoint) ?? Number.POSITIVE_INFINITY)) first.set(endpoint, rank);
    }
  };
  for (const [key, { runs }] of withRemembered(baseline)) {
    const [endpoint = "", kind = "called"] = key.split(" ");
    if (isRefusal(kind as SightingKind)) continue;
    add(endpoint, runs, kind !== "implicit" && kind !== "always-reachable");
  }
  for (const [address, { runs }] of baseline.addresses) add(address, runs, false);
  return {
    timeline,
    ranks,
    recorded: ids.size,
    first,
    of(endpoint) {
      const places = called.get(endpoint);
      if (places === undefined || places.size === 0) return null;
      let [from, to] = [Number.POSITIVE_INFINITY, -1];
      const seen = new Set<number>();
      for (const place of places) {
        from = Math.min(from, place);
        to = Math.max(to, place);
        const number = numbers[place] ?? -1;
        if (number >= 0) seen.add(number);
      }
      return { first: from, last: to, runs: seen.size };
    },
  };
}
