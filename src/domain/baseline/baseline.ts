import { formatEndpoint } from "../endpoint/endpoint.ts";
import { defaultPort } from "../endpoint/entry.ts";
import { ownerOf } from "../endpoint/owner.ts";
import type { Enforcement } from "../record/enforcement.ts";
import type { Observation, ObservedEndpoint, Refused } from "../record/observation.ts";
import type { UnguardableReason } from "../record/reasons.ts";
import type { Silence } from "../record/silence.ts";
import { emptyMemory, type Memory, memoryOf, mergeMemories } from "./memory.ts";
import { mergeMaps, mergeSets } from "./merge-maps.ts";

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
  /**
   * The other names under which its address was called, where its own was not; of a `suspicious` one, what had changed before: paths
   * of files, and actions.
   */
  readonly related: ReadonlySet<string>;
}

/**
 * How an endpoint was seen. Each kind is a sighting of its own, for only some kinds put it on the list: one that was left out
 * for a month and then called is new on that day.
 *
 * - `called`: by its own name
 * - `shared-same-owner`, `shared-other-owner`: its address was called, under a name of the same registrable domain or only of others
 * - `implicit`: called, and allowed by the agent without a list
 * - `always-reachable`: called, at addresses that no list holds back
 * - `masked`, `masked-refused`: called or refused under a name in which GitHub has masked a secret, of which the rest is kept
 * - `refused`, `refused-failed`: block mode refused it, in a job that did not fail or in one that did
 * - `blocklisted`: refused because StepSecurity's global block list names it, in audit mode too
 * - `refused-listed`: block mode refused it although the list of that very run names it
 * - `suspicious`: block mode refused it, and since the last run that did without it a dependency or an action had changed
 * - `dropped`: block mode dropped calls to this address, which had no name
 */
export type SightingKind =
  | "called"
  | "shared-same-owner"
  | "shared-other-owner"
  | "implicit"
  | "always-reachable"
  | "masked"
  | RefusalKind;

/** How block mode refused an endpoint: nothing that the job reached. */
export type RefusalKind =
  | "refused"
  | "refused-failed"
  | "refused-listed"
  | "blocklisted"
  | "suspicious"
  | "masked-refused"
  | "dropped";

export const refusalKinds: ReadonlySet<SightingKind> = new Set<SightingKind>([
  "refused",
  "refused-failed",
  "refused-listed",
  "blocklisted",
  "suspicious",
  "masked-refused",
  "dropped",
] satisfies RefusalKind[]);

/** Whether a sighting tells that block mode let nothing through. */
export function isRefusal(kind: SightingKind): kind is RefusalKind {
  return refusalKinds.has(kind);
}

/** Whether the sighting of a key, see `endpointKey`, tells that. */
export function isRefusalKey(key: string): boolean {
  const [, kind] = key.split(" ");
  return kind !== undefined && isRefusal(kind as SightingKind);
}

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
  /** The actions that the runner fetched for the job, `owner/name@ref sha`, with the runs in which it did. */
  readonly actions: ReadonlyMap<string, ReadonlySet<RunKey>>;
  /** Whether each leg was held to its list, and whether it failed, keyed as `enforcementKey` says, with the runs in which that was so. */
  readonly enforcement: ReadonlyMap<string, ReadonlySet<RunKey>>;
  /** When things were seen, also by runs that have left the window. */
  readonly memory: Memory;
}

/** Nothing learned yet: the neutral element of `mergeBaselines`. */
export const emptyBaseline: Baseline = {
  runs: new Map(),
  endpoints: new Map(),
  addresses: new Map(),
  resolvedOnly: new Map(),
  steps: new Map(),
  unguarded: new Map(),
  actions: new Map(),
  enforcement: new Map(),
  memory: emptyMemory,
};

const none: ReadonlySet<string> = new Set();
const mostSteps = 1_000;

/** The key of a sighting: `host:port`, and for every kind but `called` a space and the kind. */
export function endpointKey(endpoint: string, kind: SightingKind): string {
  return kind === "called" ? endpoint : `${endpoint} ${kind}`;
}

/** The sightings of each endpoint, `host:port`, or of an address that was dropped, by kind. */
export function groupByEndpoint(
  baseline: Pick<Baseline, "endpoints">,
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
  /** It failed, so what was refused may be the cause. */
  readonly failed: boolean;
  /** The keys of the job's steps that succeeded; none from a log alone. */
  readonly executedSteps: readonly string[];
  /** Refused endpoints, `host:port`, that were new right after a dependency or an action had changed, with what that was. */
  readonly suspects: ReadonlyMap<string, readonly string[]>;
  /** Of a job that may block, where its enforcement is unknown. */
  readonly silence?: Silence | null;
}

/** What is known of a run of which only the log is at hand. */
export const factsOfLogAlone: RunFacts = {
  attempt: 1,
  event: null,
  succeeded: true,
  failed: false,
  executedSteps: [],
  suspects: new Map(),
};

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
  return remember({
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
    endpoints: new Map([
      ...observation.endpoints.map((endpoint) => {
        const sighting = {
          runs,
          processes: new Set(endpoint.processes),
          steps: new Set(endpoint.steps),
          related: new Set(endpoint.sharedWith),
        };
        return [endpointKey(formatEndpoint(endpoint), kindOf(endpoint)), sighting] as const;
      }),
      ...sightRefusals(observation.refused, run, runs),
      ...(observation.masked ?? []).map(({ name, port, processes, steps, isRefused }) => {
        const sighting = { runs, processes: new Set(processes), steps: new Set(steps), related: none };
        return [endpointKey(`${name}:${port}`, isRefused ? "masked-refused" : "masked"), sighting] as const;
      }),
    ]),
    addresses: new Map(
      observation.addresses.map(({ ip, port, processes }) => [
        `${ip}:${port}`,
        { runs, processes: new Set(processes), steps: none, related: none },
      ]),
    ),
    resolvedOnly: new Map(observation.resolvedOnly.map((host) => [host, runs])),
    // What a job that broke off would have called in a step is not known.
    steps: new Map(complete ? run.executedSteps.slice(0, mostSteps).map((step) => [step, runs]) : []),
    unguarded: new Map(unguarded === null ? [] : [[unguardedKey(unguarded, leg), runs]]),
    actions: new Map(observation.actions.map((action) => [action, runs])),
    enforcement: enforcementOf({ enforcement: observation.enforcement, ...run }, leg, runs),
    memory: emptyMemory,
  });
}

function sightRefusals(
  all: readonly Refused[],
  facts: Pick<RunFacts, "failed" | "suspects">,
  runs: ReadonlySet<RunKey>,
): readonly (readonly [string, Sighting])[] {
  return all.flatMap((refused) => {
    const [processes, steps] = [new Set(refused.processes), new Set(refused.steps)];
    return listRefusals(refused, facts).map(
      ([key, changed]) => [key, { runs, processes, steps, related: new Set(changed) }] as const,
    );
  });
}

/** The keys of the sightings that tell of a refusal, with what makes it suspicious. */
function listRefusals(
  refused: Refused,
  { failed, suspects }: Pick<RunFacts, "failed" | "suspects">,
): readonly (readonly [string, readonly string[]])[] {
  if ("ip" in refused) return [[endpointKey(refused.ip, "dropped"), []]];
  return refusedEndpoints(refused).flatMap((endpoint) => {
    if (refused.isBlocklisted) return [[endpointKey(endpoint, "blocklisted"), []] as const];
    if (refused.isListed) return [[endpointKey(endpoint, "refused-listed"), []] as const];
    const refusal = [endpointKey(endpoint, failed ? "refused-failed" : "refused"), []] as const;
    const changed = suspects.get(endpoint);
    return changed === undefined
      ? [refusal]
      : [refusal, [endpointKey(endpoint, "suspicious"), changed] as const];
  });
}

/** A refused host with each port that was tried. The agent names none where nothing went on to the sinkhole; most are HTTPS. */
export function refusedEndpoints({
  host,
  ports,
}: Pick<Extract<Refused, { host: string }>, "host" | "ports">): readonly string[] {
  return (ports.length === 0 ? [defaultPort] : ports).map((port) => formatEndpoint({ host, port }));
}

/**
 * The key for a leg in `Baseline.enforcement`: `audit`, `enforced` or the cause, with `:` and its detail, then a space and the leg. Where
 * it is not known and the job may block, `unknown` or `died` with `:` and the reason. Beside it stands `failed` and the leg where it failed.
 */
export function enforcementKey(enforcement: Enforcement | Silence, leg: string): string | null {
  switch (enforcement.state) {
    case "died":
      return `died:${enforcement.reason} ${leg}`;
    case "unknown":
      return "reason" in enforcement ? `unknown:${enforcement.reason} ${leg}` : null;
    case "audit":
    case "enforced":
      return `${enforcement.state} ${leg}`;
    case "not-enforced": {
      const { cause, detail } = enforcement;
      return `${cause}${detail === null ? "" : `:${detail}`} ${leg}`;
    }
  }
}

function enforcementOf(
  {
    enforcement,
    silence = null,
    failed,
  }: Pick<RunFacts, "silence" | "failed"> & { readonly enforcement: Enforcement },
  leg: string,
  runs: ReadonlySet<RunKey>,
): ReadonlyMap<string, ReadonlySet<RunKey>> {
  const known = enforcement.state === "unknown" && silence !== null ? silence : enforcement;
  const keys = [enforcementKey(known, leg), failed ? `failed ${leg}` : null];
  return new Map(keys.flatMap((key) => (key === null ? [] : [[key, runs] as const])));
}

/** What a run teaches of a leg that was not recorded: why, as far as known, and what was refused. `leg` is its display name. */
export function baselineWithoutRecord(
  run: {
    readonly runId: number;
    readonly attempt: number;
    /** ISO 8601 UTC. */
    readonly at: string;
    readonly event: string | null;
  },
  leg: string,
  {
    unguarded,
    enforcement,
    refused = [],
    failed = false,
    suspects = new Map(),
    silence = null,
  }: Partial<Pick<RunFacts, "failed" | "suspects" | "silence">> & {
    readonly unguarded: UnguardableReason | null;
    readonly enforcement: Enforcement;
    readonly refused?: readonly Refused[];
  },
): Baseline {
  const key = `${run.runId}/${run.attempt}`;
  const runs = new Set([key]);
  // Sorted; what left no record is not remembered beyond the window.
  return mergeBaselines(emptyBaseline, {
    ...emptyBaseline,
    runs: new Map([[key, { at: run.at, events: eventsOf(run), legs: new Map() }]]),
    endpoints: new Map(sightRefusals(refused, { failed, suspects }, runs)),
    unguarded: new Map(unguarded === null ? [] : [[unguardedKey(unguarded, leg), runs]]),
    enforcement: enforcementOf({ enforcement, silence, failed }, leg, runs),
  });
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
    actions: mergeMaps(a.actions, b.actions, mergeSets),
    enforcement: mergeMaps(a.enforcement, b.enforcement, mergeSets),
    memory: mergeMemories(a.memory, b.memory),
  };
}

/** What one run taught of a leg, where something that another job of its name called is not known. */
export function asIncomplete(baseline: Baseline): Baseline {
  const runs = [...baseline.runs].map(([key, run]) => {
    const legs = new Map([...run.legs.keys()].map((leg) => [leg, { complete: false }]));
    return [key, { ...run, legs }] as const;
  });
  return remember({ ...baseline, runs: new Map(runs), memory: emptyMemory });
}

/** A baseline, sorted, with what is to be remembered of it. */
function remember(baseline: Baseline): Baseline {
  return mergeBaselines({ ...emptyBaseline, memory: memoryOf(baseline) }, baseline);
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
    related: mergeSets(a.related, b.related),
  };
}

/** The same of many at once, which is sorted once. */
export function mergeAllSightings(all: readonly Sighting[]): Sighting {
  const join = (of: (sighting: Sighting) => ReadonlySet<string>): ReadonlySet<string> => {
    const joined = new Set<string>();
    for (const sighting of all) for (const one of of(sighting)) joined.add(one);
    return new Set([...joined].sort());
  };
  return {
    runs: join(({ runs }) => runs),
    processes: join(({ processes }) => processes),
    steps: join(({ steps }) => steps),
    related: join(({ related }) => related),
  };
}

const nothing: ReadonlySet<string> = new Set();

/** Of what was allowed and never called. */
export const neverSeen: Sighting = { runs: nothing, processes: nothing, steps: nothing, related: nothing };
