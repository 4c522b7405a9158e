import { formatEndpoint, parseEndpoint } from "../endpoint/endpoint.ts";
import { covers, scopeOf } from "../endpoint/scope.ts";
import { findUnlistable } from "../endpoint/unlistable.ts";
import {
  type Baseline,
  groupByEndpoint,
  isRefusal,
  mergeSightings,
  neverSeen,
  type RunKey,
  type Sighting,
  type SightingKind,
} from "./baseline.ts";
import type { Decided } from "./decided.ts";
import { orderedRuns } from "./window.ts";

/** What is to be done about an endpoint that block mode refused. */
export type MissVerdict =
  /** The job needs it: it failed a job, or was refused several times, or somebody allowed it. */
  | "repair"
  /** Refused, but so seldom and without harm that it may be nothing. */
  | "waiting"
  /** It may be the attack that the list is for: a person has to look. */
  | "suspicious"
  /** The same, as only runs of pull requests, forks or bots wanted it. */
  | "unproven"
  /** The list of the very run has it, so no list helps. */
  | "listed"
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
  /** The listed host whose place it took, as is known of it; null where it took none. */
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
  /** The listed host whose place another one took. */
  findMovedFrom(host: string): string | null;
  readonly decided: Decided;
}

/** So often a harmless refusal is no accident any more. */
const oftenEnough = 3;
// What services of the runner image look up whatever the job does.
const ofRunnerImage: ReadonlySet<string> = new Set(["api.snapcraft.io", "docker.io"]);

/** Whether the runner image itself looks up a refused endpoint, `host:port`, whatever the job does. */
export function isOfRunnerImage(endpoint: string): boolean {
  return ofRunnerImage.has(endpoint.slice(0, endpoint.lastIndexOf(":")));
}

/** Finds what block mode refused a job and what is to be done about it, sorted by endpoint. What was called since is no miss any more. */
export function findMisses({ baseline, trial, unproven }: MissSources, rules: MissRules): readonly Miss[] {
  const [proven, tried, others] = [
    listRefusals(baseline, { untilCalled: true }),
    // What a trial's second round called is on the list only because its first was refused it.
    listRefusals(trial, { untilCalled: false }),
    listRefusals(unproven, { untilCalled: true }),
  ];
  const called = new Set(baseline.endpoints.keys());
  const misses: Miss[] = [];
  for (const name of [...new Set([...proven.keys(), ...tried.keys(), ...others.keys()])].sort()) {
    const refusals = joinRefusals(proven.get(name), tried.get(name));
    const isUnproven = refusals.size === 0;
    // What the default branch calls freely is for its own list to let through.
    if (isUnproven && called.has(name)) continue;
    const miss = judge(name, isUnproven ? (others.get(name) ?? new Map()) : refusals, { isUnproven, rules });
    const isFromTrial = !proven.has(name) && tried.has(name);
    if (miss !== null) misses.push({ ...miss, isFromTrial, seenIn: null });
  }
  return misses;
}

type Refusals = ReadonlyMap<SightingKind, Sighting>;

/** The refusals of each endpoint, without those before it was last called. */
function listRefusals(
  baseline: Baseline,
  { untilCalled }: { readonly untilCalled: boolean },
): ReadonlyMap<string, Refusals> {
  const order = new Map(orderedRuns(baseline).map(([key], rank) => [key, rank]));
  const rankOf = (key: RunKey): number => order.get(key) ?? -1;
  const refused = new Map<string, Refusals>();
  for (const [name, sightings] of groupByEndpoint(baseline)) {
    const lastCall = untilCalled
      ? Math.max(-1, ...[...(sightings.get("called")?.runs ?? [])].map(rankOf))
      : -1;
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
  { isUnproven, rules }: { readonly isUnproven: boolean; readonly rules: MissRules },
): Omit<Miss, "isFromTrial" | "seenIn"> | null {
  if (isOfRunnerImage(name)) return null;
  const endpoint = parseEndpoint(name);
  const movedFrom = endpoint === null ? null : rules.findMovedFrom(endpoint.host);
  const { runs, steps, processes } = [...refusals.values()].reduce(mergeSightings, neverSeen);
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
        changed: verdict === "suspicious" ? [...(refusals.get("suspicious")?.related ?? [])] : [],
        movedFrom,
      };

  function verdictOf(): MissVerdict | null {
    if (endpoint === null) return "address";
    if (refusals.has("blocklisted")) return "blocklisted";
    const isRefusedUnlisted = refusals.has("refused") || refusals.has("refused-failed");
    if (!isRefusedUnlisted) return "listed";
    if (rules.isListed(endpoint)) return null;
    const decision = rules.decided.of(endpoint);
    if (decision?.kind === "deny") return "denied";
    const unlistable = findUnlistable(endpoint);
    if (unlistable !== null) return unlistable === "runner-service" ? unlistable : "unlistable";
    const scope = scopeOf(endpoint.host, endpoint.port);
    const isAllowed = decision !== null || rules.decided.patterns.some((one) => covers(one.scope, scope));
    if (isAllowed) return "repair";
    if (isUnproven) return "unproven";
    if (refusals.has("suspicious") && movedFrom === null) return "suspicious";
    return failed.size > 0 || runs.size >= oftenEnough ? "repair" : "waiting";
  }
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
