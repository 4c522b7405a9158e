import type { UnguardableReason } from "../harden-runner/coverage.ts";
import { formatEndpoint } from "../harden-runner/endpoint.ts";
import type { Observation, ObservedEndpoint } from "../harden-runner/observation.ts";
import { mergeMaps, mergeSets } from "./merge-maps.ts";
import { ownerOf } from "./owner.ts";

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
  /** None where no leg of it was recorded. */
  readonly legs: ReadonlyMap<string, LegRun>;
}

/** Where and how an endpoint or address was seen. First and last run follow from `runs`. */
export interface Sighting {
  readonly runs: ReadonlySet<RunKey>;
  readonly processes: ReadonlySet<string>;
  /** The steps in whose time it was called, as far as known. */
  readonly steps: ReadonlySet<string>;
  /** The other names under which its address was called, where its own was not. */
  readonly sharedWith: ReadonlySet<string>;
}

/**
 * How an endpoint was seen. Each kind is a sighting of its own, for only some kinds put it on the list: one that was left out
 * for a month and then called is new on that day.
 *
 * - `called`: by its own name
 * - `shared-same-owner`, `shared-other-owner`: its address was called, under a name of the same registrable domain or only of others
 * - `implicit`: called, and allowed by the agent without a list
 * - `always-reachable`: called, at addresses that no list holds back
 */
export type SightingKind =
  | "called"
  | "shared-same-owner"
  | "shared-other-owner"
  | "implicit"
  | "always-reachable";

/** All that has been learned about one job id. Maps and sets are sorted, so equal baselines have equal bytes. */
export interface Baseline {
  readonly runs: ReadonlyMap<RunKey, ObservedRun>;
  /** Keyed as `endpointKey` says. */
  readonly endpoints: ReadonlyMap<string, Sighting>;
  /** Calls without a usable name, keyed `address:port`. */
  readonly addresses: ReadonlyMap<string, Sighting>;
  /** Names that resolved and whose addresses nobody called, with the runs in which they did. */
  readonly resolvedOnly: ReadonlyMap<string, ReadonlySet<RunKey>>;
  /** The steps that complete legs executed with success, by step key, with the runs in which they did. */
  readonly steps: ReadonlyMap<string, ReadonlySet<RunKey>>;
  /** The legs that Harden-Runner cannot hold to a list, keyed `<UnguardableReason> <leg>`, with the runs in which that was so. */
  readonly unguarded: ReadonlyMap<string, ReadonlySet<RunKey>>;
}

/** Nothing learned yet: the neutral element of `mergeBaselines`. */
export const emptyBaseline: Baseline = {
  runs: new Map(),
  endpoints: new Map(),
  addresses: new Map(),
  resolvedOnly: new Map(),
  steps: new Map(),
  unguarded: new Map(),
};

const none: ReadonlySet<string> = new Set();
const mostSteps = 1_000;

/** The key of a sighting: `host:port`, and for every kind but `called` a space and the kind. */
export function endpointKey(endpoint: string, kind: SightingKind): string {
  return kind === "called" ? endpoint : `${endpoint} ${kind}`;
}

/** The sightings of each endpoint, `host:port`, by kind. */
export function groupByEndpoint(
  baseline: Baseline,
): ReadonlyMap<string, ReadonlyMap<SightingKind, Sighting>> {
  const groups = new Map<string, Map<SightingKind, Sighting>>();
  for (const [key, sighting] of baseline.endpoints) {
    const [endpoint = "", kind = "called"] = key.split(" ");
    const group = groups.get(endpoint) ?? new Map<SightingKind, Sighting>();
    groups.set(endpoint, group.set(kind as SightingKind, sighting));
  }
  return groups;
}

function kindOf({ host, via, implicit, alwaysReachable, sharedWith }: ObservedEndpoint): SightingKind {
  if (implicit) return "implicit";
  if (alwaysReachable) return "always-reachable";
  if (via === "called") return "called";
  const owner = ownerOf(host);
  const isSame = owner !== null && sharedWith.some((other) => ownerOf(other) === owner);
  return isSame ? "shared-same-owner" : "shared-other-owner";
}

/** What GitHub says about the run and job behind an observation. */
export interface RunFacts {
  /** 1 where only the log is at hand. */
  readonly attempt: number;
  readonly event: string | null;
  /** A failed or cancelled job adds what it called, but was not complete. */
  readonly succeeded: boolean;
  /** The keys of the job's steps that succeeded; none from a log alone. */
  readonly executedSteps: readonly string[];
}

/** What is known of a run of which only the log is at hand. */
export const factsOfLogAlone: RunFacts = { attempt: 1, event: null, succeeded: true, executedSteps: [] };

/**
 * What one observation alone teaches. Null where it teaches nothing: no record at all, or one that cannot be told from
 * a forged one and has no run to count against. `unguarded` is why a leg that is recorded cannot be held to a list.
 */
export function baselineOf(
  observation: Observation,
  run: RunFacts,
  unguarded: UnguardableReason | null = null,
): Baseline | null {
  const { runId, at, status } = observation;
  if (status === "not-recorded" || runId === null || at === null) return null;
  const key = `${runId}/${run.attempt}`;
  const runs = new Set([key]);
  const leg = observation.jobName ?? "";
  const complete = status === "recorded" && run.succeeded;
  return sortBaseline({
    runs: new Map([
      [
        key,
        {
          at,
          events: eventsOf(run),
          legs: new Map([[leg, { complete }]]),
        },
      ],
    ]),
    endpoints: new Map(
      observation.endpoints.map((endpoint) => [
        endpointKey(formatEndpoint(endpoint), kindOf(endpoint)),
        {
          runs,
          processes: new Set(endpoint.processes),
          steps: new Set(endpoint.steps),
          sharedWith: new Set(endpoint.sharedWith),
        },
      ]),
    ),
    addresses: new Map(
      observation.addresses.map(({ ip, port, processes }) => [
        `${ip}:${port}`,
        { runs, processes: new Set(processes), steps: none, sharedWith: none },
      ]),
    ),
    resolvedOnly: new Map(observation.resolvedOnly.map((host) => [host, runs])),
    // What a job that broke off would have called in a step is not known.
    steps: new Map(complete ? run.executedSteps.slice(0, mostSteps).map((step) => [step, runs]) : []),
    unguarded: new Map(unguarded === null ? [] : [[unguardedKey(unguarded, leg), runs]]),
  });
}

/** What a run teaches of a leg that Harden-Runner does not even record: that it was so. `leg` is its display name. */
export function baselineOfUnguarded(
  run: {
    readonly runId: number;
    readonly attempt: number;
    /** ISO 8601 UTC. */
    readonly at: string;
    readonly event: string | null;
  },
  leg: string,
  reason: UnguardableReason,
): Baseline {
  const key = `${run.runId}/${run.attempt}`;
  return {
    ...emptyBaseline,
    runs: new Map([[key, { at: run.at, events: eventsOf(run), legs: new Map() }]]),
    unguarded: new Map([[unguardedKey(reason, leg), new Set([key])]]),
  };
}

function unguardedKey(reason: UnguardableReason, leg: string): string {
  return `${reason} ${leg}`;
}

function eventsOf({ event }: { readonly event: string | null }): ReadonlySet<string> {
  return new Set(event === null ? [] : [event]);
}

/** Joins two baselines. Commutative, associative and idempotent; the result is sorted whatever the order. */
export function mergeBaselines(a: Baseline, b: Baseline): Baseline {
  return {
    runs: mergeMaps(a.runs, b.runs, mergeRuns),
    endpoints: mergeMaps(a.endpoints, b.endpoints, mergeSightings),
    addresses: mergeMaps(a.addresses, b.addresses, mergeSightings),
    resolvedOnly: mergeMaps(a.resolvedOnly, b.resolvedOnly, mergeSets),
    steps: mergeMaps(a.steps, b.steps, mergeSets),
    unguarded: mergeMaps(a.unguarded, b.unguarded, mergeSets),
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

/** Joins what was seen of one thing. */
export function mergeSightings(a: Sighting, b: Sighting): Sighting {
  return {
    runs: mergeSets(a.runs, b.runs),
    processes: mergeSets(a.processes, b.processes),
    steps: mergeSets(a.steps, b.steps),
    sharedWith: mergeSets(a.sharedWith, b.sharedWith),
  };
}
