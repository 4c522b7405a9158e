import type { Baseline, RunKey, Sighting } from "../baseline/baseline.ts";
import { covers, type Decided, scopeOf, settleDecisions } from "../baseline/decided.ts";
import type { Decision } from "../baseline/decision.ts";
import { orderedRuns } from "../baseline/window.ts";
import { isAlwaysReachable } from "../endpoint/address.ts";
import { compareEndpoints, formatEndpoint } from "../endpoint/endpoint.ts";
import type { Candidate, Unlistable } from "./candidate.ts";
import { type Draft, draftDecided, draftName, draftPattern } from "./draft.ts";
import { createFlagging, type Flag } from "./entry-flags.ts";
import { siftEndpoints } from "./part-endpoints.ts";
import { findRotatingGroups } from "./rotating-hosts.ts";

export type { Flag } from "./entry-flags.ts";

/** What a recommendation obeys beside what was called. */
export interface RecommendOptions {
  /** Whether rotating hosts may become a pattern: only if it was allowed, never, or by themselves. */
  readonly wildcards: "ask" | "never" | "allow";
  readonly decisions: readonly Decision[];
  /** By host: those that do not resolve, and those of which no resolver would say. */
  readonly resolutions: ReadonlyMap<string, "missing" | "unanswered">;
}

export const defaultRecommendOptions: RecommendOptions = {
  wildcards: "allow",
  decisions: [],
  resolutions: new Map(),
};

/** Why something that was observed is not in the list. */
export type LeftOutReason =
  | Unlistable
  | "resolved-only"
  | "address-without-name"
  | "rotating-host"
  | "denied"
  | "does-not-resolve";

/** Why a job cannot be switched to block mode with this list. `endpoint` may be a pattern with its port. */
export type Hold =
  | { readonly code: "address-without-name" | "wildcard-not-confirmed"; readonly endpoint: string }
  /** No resolver said whether it resolves. */
  | { readonly code: "host-unanswered"; readonly endpoint: string }
  /** `isForbidden`: the settings allow no wildcard; otherwise any would let strangers in. */
  | {
      readonly code: "rotating-host-without-pattern";
      readonly endpoint: string;
      readonly isForbidden: boolean;
    }
  /** The pattern would let through what somebody denied. */
  | { readonly code: "denied-name-in-pattern"; readonly endpoint: string; readonly denied: string };

/** One entry of the allow-list, `host:port` or `prefix*suffix:port`. */
export interface Entry {
  readonly text: string;
  readonly flags: readonly Flag[];
  /** The endpoints behind it: itself, or those that a pattern stands for. */
  readonly covers: readonly string[];
  /** What put it on the list, joined over the endpoints behind it; empty for what was allowed and never called. */
  readonly sighting: Sighting;
  /** The rank, among the runs in order of time, of the run from which on the entry was in the list; -1 for before all. */
  readonly since: number;
  /** The allow of exactly this entry. */
  readonly decision: Decision | null;
}

/** Something that was observed, or allowed, and is not in the list. */
export interface LeftOut {
  readonly endpoint: string;
  readonly reason: LeftOutReason;
  /** The deny that concerns it. */
  readonly decision: Decision | null;
}

/** The allow-list computed from a baseline, with what was left out and why. Both are sorted. */
export interface Recommendation {
  readonly entries: readonly Entry[];
  readonly leftOut: readonly LeftOut[];
  readonly holds: readonly Hold[];
}

/** Computes the recommendation from a baseline (already cut to its window). */
export function recommend(
  baseline: Baseline,
  { wildcards, decisions, resolutions }: RecommendOptions = defaultRecommendOptions,
): Recommendation {
  const order = new Map(orderedRuns(baseline).map(([key], rank) => [key, rank]));
  const decided = settleDecisions(decisions);
  const sifted = siftEndpoints(baseline, decided);
  const byHand = draftDecided(sifted.candidates, decided, sifted.leftOut, order);
  const learned = draftLearned(byHand.rest, wildcards, order);
  const drafts = [...byHand.drafts, ...learned.drafts].sort(compareEndpoints);

  const leftOut = new Map<string, Omit<LeftOut, "endpoint">>(sifted.leftOut);
  const leave = (endpoint: string, reason: LeftOutReason): void => {
    leftOut.set(endpoint, { reason, decision: null });
  };
  for (const endpoint of learned.leftOut) leave(endpoint, "rotating-host");
  const isThrough = createLetsThrough(drafts);
  for (const host of baseline.resolvedOnly.keys())
    if (!sifted.hosts.has(host) && !isThrough(host)) leave(host, "resolved-only");
  for (const address of baseline.addresses.keys()) leave(address, "address-without-name");
  const listed: Draft[] = [];
  for (const draft of drafts)
    if (resolutions.get(draft.host) === "missing") leave(formatEndpoint(draft), "does-not-resolve");
    else listed.push(draft);

  const flagsOf = createFlagging(baseline);
  return {
    entries: listed.map((draft) => ({
      text: formatEndpoint(draft),
      flags: flagsOf(draft),
      covers: draft.members.map(formatEndpoint).sort(),
      sighting: draft.sighting,
      since: draft.since,
      decision: draft.decision,
    })),
    leftOut: [...leftOut]
      .map(([endpoint, { reason, decision }]) => ({ endpoint, reason, decision }))
      .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1)),
    holds: [
      ...learned.holds,
      ...listed.flatMap((draft) => findHolds(draft, decided, resolutions)),
      ...[...baseline.addresses.keys()].filter(holdsJob).map(holdAddress),
    ],
  };
}

/** The entries that follow from what was called alone. */
function draftLearned(
  candidates: readonly Candidate[],
  wildcards: RecommendOptions["wildcards"],
  order: ReadonlyMap<RunKey, number>,
): {
  readonly drafts: readonly Draft[];
  readonly leftOut: readonly string[];
  readonly holds: readonly Hold[];
} {
  const drafts: Draft[] = [];
  const leftOut: string[] = [];
  const holds: Hold[] = [];
  const grouped = new Set<Candidate>();
  for (const { members, pattern, port, since } of findRotatingGroups(candidates, order)) {
    for (const member of members) grouped.add(member);
    if (pattern !== null && wildcards !== "never") {
      drafts.push(draftPattern({ host: pattern, port }, members, since, null));
      if (wildcards === "ask") holds.push({ code: "wildcard-not-confirmed", endpoint: `${pattern}:${port}` });
      continue;
    }
    const names = members.map(formatEndpoint).sort();
    leftOut.push(...names);
    const [endpoint = ""] = names;
    holds.push({ code: "rotating-host-without-pattern", endpoint, isForbidden: pattern !== null });
  }
  for (const candidate of candidates)
    if (!grouped.has(candidate)) drafts.push(draftName(candidate, candidate, null, order));
  return { drafts, leftOut, holds };
}

/** What speaks against an entry that is in the list. */
function findHolds(
  draft: Draft,
  decided: Decided,
  resolutions: RecommendOptions["resolutions"],
): readonly Hold[] {
  const endpoint = formatEndpoint(draft);
  const holds: Hold[] = [];
  if (resolutions.get(draft.host) === "unanswered") holds.push({ code: "host-unanswered", endpoint });
  const scope = scopeOf(draft.host, draft.port);
  const denial = scope.suffix === null ? null : decided.findDenialWithin(scope);
  if (denial !== null) holds.push({ code: "denied-name-in-pattern", endpoint, denied: denial.endpoint });
  return holds;
}

/** A function that tells whether an entry lets a name through, at its port. */
function createLetsThrough(drafts: readonly Draft[]): (name: string) => boolean {
  const names = new Set(drafts.map(({ host }) => host));
  const patterns = drafts
    .map(({ host, port }) => scopeOf(host, port))
    .filter((scope) => scope.suffix !== null);
  return (name) =>
    names.has(name) || patterns.some((pattern) => covers(pattern, scopeOf(name, pattern.port)));
}

function holdAddress(endpoint: string): Hold {
  return { code: "address-without-name", endpoint };
}

/** A call without a name cannot be allowed. DNS is answered by the agent, and the platform's addresses are always reachable. */
function holdsJob(addressAndPort: string): boolean {
  const colon = addressAndPort.lastIndexOf(":");
  return !addressAndPort.endsWith(":53") && !isAlwaysReachable(addressAndPort.slice(0, colon));
}
