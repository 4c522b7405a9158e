import { formatEndpoint } from "../harden-runner/endpoint.ts";
import type { Observation } from "../harden-runner/observation.ts";

/** One executed run: `<run id>/<attempt>`. */
export type RunKey = string;

/** How one leg of a job (its display name; a job without matrix has one leg) ended in one run. */
export interface LegRun {
  /** The record was complete and the job succeeded, so an endpoint that is not in it was not called. */
  readonly complete: boolean;
}

/** A run of the job as far as it was observed. */
export interface ObservedRun {
  /** When it began, ISO 8601 UTC. */
  readonly at: string;
  /** The events that started it (`push`, `schedule`, …), as far as known: one, or none from a log alone. */
  readonly events: ReadonlySet<string>;
  readonly legs: ReadonlyMap<string, LegRun>;
}

/** Where and how an endpoint or address was seen. First and last run follow from `runs`. */
export interface Sighting {
  readonly runs: ReadonlySet<RunKey>;
  readonly processes: ReadonlySet<string>;
  /** The steps in whose time it was called, as far as known. */
  readonly steps: ReadonlySet<string>;
  /** Called by its own name in some run; otherwise only its address was, under the names in `sharedWith`. */
  readonly called: boolean;
  readonly sharedWith: ReadonlySet<string>;
  /** The agent allowed it by itself in every run in which it was seen. */
  readonly implicit: boolean;
}

/** All that has been learned about one job id. Maps and sets are sorted, so equal baselines have equal bytes. */
export interface Baseline {
  readonly runs: ReadonlyMap<RunKey, ObservedRun>;
  /** Keyed `host:port`. */
  readonly endpoints: ReadonlyMap<string, Sighting>;
  /** Calls without a usable name, keyed `address:port`. */
  readonly addresses: ReadonlyMap<string, Sighting>;
  /** Names that resolved and whose addresses nobody called, with the runs in which they did. */
  readonly resolvedOnly: ReadonlyMap<string, ReadonlySet<RunKey>>;
}

/** Nothing learned yet: the neutral element of `mergeBaselines`. */
export const emptyBaseline: Baseline = {
  runs: new Map(),
  endpoints: new Map(),
  addresses: new Map(),
  resolvedOnly: new Map(),
};

const none: ReadonlySet<string> = new Set();

/** What GitHub says about the run and job behind an observation. */
export interface RunFacts {
  /** 1 where only the log is at hand. */
  readonly attempt: number;
  readonly event: string | null;
  /** A failed or cancelled job adds what it called, but was not complete. */
  readonly succeeded: boolean;
}

/** What is known of a run of which only the log is at hand. */
export const factsOfLogAlone: RunFacts = { attempt: 1, event: null, succeeded: true };

/**
 * What one observation alone teaches. Null where it teaches nothing: no record at all, or one that cannot be told from
 * a forged one and has no run to count against.
 */
export function baselineOf(observation: Observation, run: RunFacts): Baseline | null {
  const { runId, at, status } = observation;
  if (status === "not-recorded" || runId === null || at === null) return null;
  const key = `${runId}/${run.attempt}`;
  const runs = new Set([key]);
  const leg = observation.jobName ?? "";
  return sortBaseline({
    runs: new Map([
      [
        key,
        {
          at,
          events: new Set(run.event === null ? [] : [run.event]),
          legs: new Map([[leg, { complete: status === "recorded" && run.succeeded }]]),
        },
      ],
    ]),
    endpoints: new Map(
      observation.endpoints.map((endpoint) => [
        formatEndpoint(endpoint),
        {
          runs,
          processes: new Set(endpoint.processes),
          steps: new Set(endpoint.steps),
          called: endpoint.via === "called",
          sharedWith: new Set(endpoint.sharedWith),
          implicit: endpoint.implicit,
        },
      ]),
    ),
    addresses: new Map(
      observation.addresses.map(({ ip, port, processes }) => [
        `${ip}:${port}`,
        { runs, processes: new Set(processes), steps: none, called: true, sharedWith: none, implicit: false },
      ]),
    ),
    resolvedOnly: new Map(observation.resolvedOnly.map((host) => [host, runs])),
  });
}

/** Joins two baselines. Commutative, associative and idempotent; the result is sorted whatever the order. */
export function mergeBaselines(a: Baseline, b: Baseline): Baseline {
  return {
    runs: mergeMaps(a.runs, b.runs, mergeRuns),
    endpoints: mergeMaps(a.endpoints, b.endpoints, mergeSightings),
    addresses: mergeMaps(a.addresses, b.addresses, mergeSightings),
    resolvedOnly: mergeMaps(a.resolvedOnly, b.resolvedOnly, mergeSets),
  };
}

function sortBaseline(baseline: Baseline): Baseline {
  return mergeBaselines(emptyBaseline, baseline);
}

function mergeRuns(a: ObservedRun, b: ObservedRun): ObservedRun {
  return {
    at: a.at < b.at ? a.at : b.at,
    events: mergeSets(a.events, b.events),
    // A leg that was read twice, once from a cut log, is complete: nothing that was read is unread again.
    legs: mergeMaps(a.legs, b.legs, (x, y) => ({ complete: x.complete || y.complete })),
  };
}

function mergeSightings(a: Sighting, b: Sighting): Sighting {
  return {
    runs: mergeSets(a.runs, b.runs),
    processes: mergeSets(a.processes, b.processes),
    steps: mergeSets(a.steps, b.steps),
    called: a.called || b.called,
    sharedWith: mergeSets(a.sharedWith, b.sharedWith),
    implicit: a.implicit && b.implicit,
  };
}

function mergeMaps<V>(
  a: ReadonlyMap<string, V>,
  b: ReadonlyMap<string, V>,
  merge: (x: V, y: V) => V,
): ReadonlyMap<string, V> {
  const merged = new Map(a);
  for (const [key, value] of b) {
    const known = merged.get(key);
    merged.set(key, known === undefined ? value : merge(known, value));
  }
  return new Map([...merged].sort(([x], [y]) => (x < y ? -1 : 1)));
}

function mergeSets(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a, ...b].sort());
}
