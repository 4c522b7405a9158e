import { formatEndpoint, parseEndpoint } from "../endpoint/endpoint.ts";
import { isExfiltrationCapable } from "../endpoint/exfiltration-capable.ts";
import { covers, scopeOf } from "../endpoint/scope.ts";
import { findUnlistable } from "../endpoint/unlistable.ts";
import { type Arrivals, mustWait } from "./arrival.ts";
import {
  type Baseline,
  groupByEndpoint,
  isRefusal,
  mergeAllSightings,
  mergeSightings,
  type RunKey,
  type Sighting,
  type SightingKind,
} from "./baseline.ts";
import { rankByCreation } from "./created-order.ts";
import type { Decided } from "./decided.ts";
import { listHeldRuns } from "./held-runs.ts";
import { runIdOf } from "./memory.ts";
import { recallRefusals } from "./recall-refusals.ts";

/** What is to be done about an endpoint that block mode refused. */
export type MissVerdict =
  /** The job needs it: it failed the job, or somebody allowed it. */
  | "repair"
  /** The job succeeds without it: some refuse on purpose. A person has to say. */
  | "asked"
  /** One of many new names in one run that failed, as of a proxy that was out of order. It waits for a second such run. */
  | "burst"
  /** It may be the attack that the list is for: a person has to look. */
  | "suspicious"
  /** The same, as only runs of pull requests, forks, bots or other branches wanted it. */
  | "unproven"
  /** The list of the very run has it, so no list helps. */
  | "listed"
  /** GitHub masks a part of its name, so it is not known which it is. */
  | "masked"
  /** Called by its address; a list takes names only. */
  | "address"
  /** A list cannot hold it: another protocol, or a private name. */
  | "unlistable"
  /** GitHub's own runner service, which another version of Harden-Runner allows without a list. */
  | "runner-service"
  /** StepSecurity's global block list has it. */
  | "blocklisted"
  /** Somebody said no. */
  | "denied";

/** An endpoint that block mode refused a job, and that its list still lacks. */
export interface Miss {
  /** `host:port`, or an address alone. */
  readonly endpoint: string;
  readonly verdict: MissVerdict;
  /** The runs in which it was refused, and those of them in which the job failed. */
  readonly runs: ReadonlySet<RunKey>;
  readonly failed: ReadonlySet<RunKey>;
  readonly steps: readonly string[];
  readonly processes: readonly string[];
  /** What had changed when it was refused for the first time; only where it is suspicious. Foreign names. */
  readonly changed: readonly string[];
  /** The listed host whose place it took, or of which it is another door, as is known of it; null where it is neither. */
  readonly movedFrom: string | null;
  /** Only the bot's own trial of the list wanted it. */
  readonly isFromTrial: boolean;
  /** The other job of the file to which it happened, where this one only has the same list entry; else null. */
  readonly seenIn: string | null;
}

/** What was learned of a job, by whose runs they were. */
export interface MissSources {
  readonly baseline: Baseline;
  /** The runs of the bot's own pull request, in which its list is tried. */
  readonly trial: Baseline;
  /** Those of pull requests, forks and bots that teach nothing. */
  readonly unproven: Baseline;
}

/** By what they are judged. */
export interface MissRules {
  /** Whether the list as the file stands lets an endpoint through. */
  isListed(endpoint: { readonly host: string; readonly port: number }): boolean;
  /** The listed host whose place another one took, or of which it is another door. */
  findMovedFrom(host: string): string | null;
  readonly decided: Decided;
  /** The job is to block: that an endpoint is not refused any more only a run shows that was held to the list. */
  readonly isBlocking: boolean;
  /** What had changed when endpoints were first wanted, as far as known. */
  readonly arrivals: Arrivals;
}

/** Where a job has succeeded without a name, so many failed runs in a row say that now it does not; attempts of one run are one. */
const oftenEnough = 3;
/** More new names than a change of the job brings. */
const burstSize = 10;
// What services of the runner image look up whatever the job does.
const ofRunnerImage: ReadonlySet<string> = new Set(["api.snapcraft.io", "docker.io"]);

/** Whether the runner image itself looks up a refused endpoint, `host:port`, whatever the job does. */
export function isOfRunnerImage(endpoint: string): boolean {
  return ofRunnerImage.has(endpoint.slice(0, endpoint.lastIndexOf(":")));
}

/**
 * Finds what block mode refused a job and what is to be done about it, sorted by endpoint. What a newer run called since is no miss any more.
 * How new a run is follows from when it was created: what is run again has the file of its time.
 */
export function findMisses({ baseline, trial, unproven }: MissSources, rules: MissRules): readonly Miss[] {
  const order = rankByCreation(new Set([unproven, trial, baseline].flatMap((one) => [...listRuns(one)])));
  const { isBlocking } = rules;
  const [proven, tried, others] = [
    listRefusals(baseline, isBlocking ? "called-in-block" : "called"),
    // What a trial's second round called is on the list only because its first was refused it.
    listRefusals(trial, "never"),
    listRefusals(unproven, isBlocking ? "called-in-block" : "called"),
  ];
  const called = new Set(baseline.endpoints.keys());
  const misses: Miss[] = [];
  for (const name of [...new Set([...proven.keys(), ...tried.keys(), ...others.keys()])].sort()) {
    const refusals = joinRefusals(proven.get(name), tried.get(name));
    const isUnproven = refusals.size === 0;
    // What the default branch calls freely is for its own list to let through.
    if (isUnproven && called.has(name)) continue;
    const seen = isUnproven ? (others.get(name) ?? new Map()) : refusals;
    const miss = judge(name, seen, { isUnproven, rules, order });
    const isFromTrial = !proven.has(name) && tried.has(name);
    if (miss !== null) misses.push({ ...miss, isFromTrial, seenIn: null });
  }
  return misses.map(holdBursts(misses, rules));
}

/** A function that lets what many new names have in common wait: one run that failed, and no other in which they were wanted. */
function holdBursts(misses: readonly Miss[], { decided }: MissRules): (miss: Miss) => Miss {
  const isLone = ({ verdict, runs, endpoint, movedFrom }: Miss): boolean =>
    verdict === "repair" && runs.size === 1 && movedFrom === null && !isAllowed(endpoint, decided);
  const sizes = new Map<RunKey, number>();
  for (const { runs } of misses.filter(isLone))
    for (const run of runs) sizes.set(run, (sizes.get(run) ?? 0) + 1);
  return (miss) => {
    const isBurst = isLone(miss) && [...miss.runs].some((run) => (sizes.get(run) ?? 0) >= burstSize);
    return isBurst ? { ...miss, verdict: "burst" } : miss;
  };
}

/** Whether somebody allowed an endpoint, `host:port`, by its name or by a pattern. */
function isAllowed(name: string, decided: Decided): boolean {
  const endpoint = parseEndpoint(name);
  if (endpoint === null) return false;
  const decision = decided.of(endpoint);
  if (decision !== null) return decision.kind === "allow";
  const scope = scopeOf(endpoint.host, endpoint.port);
  return decided.patterns.some((one) => covers(one.scope, scope));
}

type Refusals = ReadonlyMap<SightingKind, Sighting>;

/** What ends a refusal: that the endpoint was called in a later run, or in one that was held to its list. */
type RefusalEnd = "called" | "called-in-block" | "never";

/** The refusals of each endpoint, without those that are over. Of a call in a run that is only remembered it is not known how it was held. */
function listRefusals(baseline: Baseline, end: RefusalEnd): ReadonlyMap<string, Refusals> {
  const order = rankByCreation(listRuns(baseline));
  const held = end === "called-in-block" ? listHeldRuns(baseline) : null;
  const mayCount = (run: RunKey): boolean => held === null || held.has(run) || !baseline.runs.has(run);
  const rankOf = (key: RunKey): number => order.get(key) ?? -1;
  const refused = new Map<string, Refusals>();
  for (const [name, sightings] of groupByEndpoint(recallRefusals(baseline))) {
    const calls = end === "never" ? [] : listCalls(name, sightings.get("called"), baseline);
    const lastCall = Math.max(-1, ...calls.filter(mayCount).map(rankOf));
    const kept = [...sightings].flatMap(([kind, sighting]) => {
      if (!isRefusal(kind)) return [];
      // What is listed may be both let through and refused in one run, at another address or port.
      const first = kind === "refused-listed" ? lastCall : lastCall + 1;
      const runs = new Set([...sighting.runs].filter((key) => rankOf(key) >= first));
      return runs.size === 0 ? [] : [[kind, { ...sighting, runs }] as const];
    });
    if (kept.length > 0) refused.set(name, new Map(kept));
  }
  return refused;
}

function listCalls(name: string, inWindow: Sighting | undefined, { memory }: Baseline): readonly RunKey[] {
  return [...(inWindow?.runs ?? []), ...(memory.endpoints.get(name)?.newest ?? []).map(({ run }) => run)];
}

/** The runs in the window and those that are remembered for what they called or were refused. */
function listRuns({ runs, memory }: Baseline): ReadonlySet<RunKey> {
  const remembered = [...memory.endpoints.values()].flatMap(({ newest }) => newest.map(({ run }) => run));
  return new Set([...runs.keys(), ...remembered]);
}

function joinRefusals(...all: readonly (Refusals | undefined)[]): Refusals {
  const joined = new Map<SightingKind, Sighting>();
  for (const [kind, sighting] of all.flatMap((refusals) => [...(refusals ?? [])])) {
    const known = joined.get(kind);
    joined.set(kind, known === undefined ? sighting : mergeSightings(known, sighting));
  }
  return joined;
}

function judge(
  name: string,
  refusals: Refusals,
  {
    isUnproven,
    rules,
    order,
  }: {
    readonly isUnproven: boolean;
    readonly rules: MissRules;
    /** The rank of each run in time. */
    readonly order: ReadonlyMap<RunKey, number>;
  },
): Omit<Miss, "isFromTrial" | "seenIn"> | null {
  if (isOfRunnerImage(name)) return null;
  const endpoint = parseEndpoint(name);
  const movedFrom = endpoint === null ? null : rules.findMovedFrom(endpoint.host);
  const { runs, steps, processes } = mergeAllSightings([...refusals.values()]);
  const failed = refusals.get("refused-failed")?.runs ?? new Set();
  const verdict = verdictOf();
  return verdict === null
    ? null
    : {
        endpoint: name,
        verdict,
        runs,
        failed,
        steps: [...steps],
        processes: [...processes],
        changed: verdict === "suspicious" ? listChanges() : [],
        movedFrom,
      };

  function listChanges(): readonly string[] {
    const justBefore = rules.arrivals[name]?.justBefore ?? [];
    return [...new Set([...(refusals.get("suspicious")?.related ?? []), ...justBefore])];
  }

  function verdictOf(): MissVerdict | null {
    if (endpoint === null) return refusals.has("masked-refused") ? "masked" : "address";
    const decision = rules.decided.of(endpoint);
    // Who denies it has looked at what wanted it.
    if (refusals.has("blocklisted")) return decision?.kind === "deny" ? "denied" : "blocklisted";
    const isRefusedUnlisted = refusals.has("refused") || refusals.has("refused-failed");
    if (!isRefusedUnlisted) return "listed";
    if (rules.isListed(endpoint)) return null;
    if (decision?.kind === "deny") return "denied";
    const unlistable = findUnlistable(endpoint);
    if (unlistable !== null) return unlistable === "runner-service" ? unlistable : "unlistable";
    if (isAllowed(name, rules.decided)) return "repair";
    if (isUnproven) return "unproven";
    const isSuspicious = refusals.has("suspicious") || mustWait(name, rules.arrivals);
    if (isSuspicious && !isTrustedMove(endpoint.host, movedFrom)) return "suspicious";
    const isMoved = isTrustedMove(endpoint.host, movedFrom) && failed.size > 0;
    return isMoved || isNeeded(runs, failed, order) ? "repair" : "asked";
  }
}

/** Whether a host is what a listed one is known to be now, and no place where anybody could have data sent to. */
export function isTrustedMove(host: string, movedFrom: string | null): boolean {
  return movedFrom !== null && !isExfiltrationCapable(host);
}

/**
 * Whether runs show that a job fails for want of an endpoint: each that was refused it failed; or the last three did, where some had
 * succeeded without it, which one failure for another reason does not show.
 */
function isNeeded(
  runs: ReadonlySet<RunKey>,
  failed: ReadonlySet<RunKey>,
  order: ReadonlyMap<RunKey, number>,
): boolean {
  if (failed.size === runs.size) return true;
  const newestFirst = [...runs].sort((a, b) => (order.get(b) ?? -1) - (order.get(a) ?? -1));
  const newest = new Map<string, RunKey>();
  for (const run of newestFirst) if (!newest.has(runIdOf(run))) newest.set(runIdOf(run), run);
  const last = [...newest.values()].slice(0, oftenEnough);
  return last.length === oftenEnough && last.every((run) => failed.has(run));
}

/** The baseline as if the refused endpoints that the job needs had been called. */
export function withRepairs(baseline: Baseline, misses: readonly Miss[]): Baseline {
  const endpoints = new Map(baseline.endpoints);
  for (const { endpoint, verdict, runs, steps, processes } of misses) {
    if (verdict !== "repair") continue;
    const parsed = parseEndpoint(endpoint);
    if (parsed === null) continue;
    const key = formatEndpoint(parsed);
    const sighting = {
      runs,
      steps: new Set(steps),
      processes: new Set(processes),
      related: new Set<string>(),
    };
    const known = endpoints.get(key);
    endpoints.set(key, known === undefined ? sighting : mergeSightings(known, sighting));
  }
  return { ...baseline, endpoints };
}
