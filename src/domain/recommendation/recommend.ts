import { type Baseline, groupByEndpoint, type RunKey } from "../baseline/baseline.ts";
import { type Decided, settleDecisions } from "../baseline/decided.ts";
import { recallEndpoints } from "../baseline/recall.ts";
import { ranksOf, timelineOf } from "../baseline/timeline.ts";
import { isAlwaysReachable } from "../endpoint/address.ts";
import { compareEndpoints, formatEndpoint } from "../endpoint/endpoint.ts";
import { covers, scopeOf } from "../endpoint/scope.ts";
import type { Candidate } from "./candidate.ts";
import { type Draft, draftDecided, draftName, draftPattern } from "./draft.ts";
import { createFlagging } from "./entry-flags.ts";
import {
  defaultRecommendOptions,
  type Hold,
  type LeftOut,
  type LeftOutReason,
  type Recommendation,
  type RecommendOptions,
} from "./recommendation.ts";
import { findRotatingGroups, firstRank } from "./rotating-hosts.ts";
import { splitEndpoints } from "./split-endpoints.ts";

export type { Flag } from "./entry-flags.ts";

/** Computes the recommendation from a baseline (already cut to its window) and what it remembers. */
export function recommend(
  baseline: Baseline,
  {
    wildcards,
    decisions,
    resolutions,
    steps = null,
    arrivals = {},
  }: RecommendOptions = defaultRecommendOptions,
): Recommendation {
  const order = ranksOf(timelineOf(baseline));
  const decided = settleDecisions(decisions);
  const split = splitEndpoints({ endpoints: recallEndpoints(baseline, steps) }, decided, arrivals);
  const byHand = draftDecided(split.candidates, decided, split.leftOut, order);
  const learned = draftLearned(byHand.rest, wildcards, order);
  const drafts = [...byHand.drafts, ...learned.drafts].sort(compareEndpoints);

  const leftOut = new Map<string, Pick<LeftOut, "reason" | "decision">>(split.leftOut);
  const leave = (endpoint: string, reason: LeftOutReason): void => {
    leftOut.set(endpoint, { reason, decision: null });
  };
  for (const endpoint of learned.leftOut) leave(endpoint, "rotating-host");
  const isThrough = createLetsThrough(drafts);
  for (const host of baseline.resolvedOnly.keys())
    if (!split.hosts.has(host) && !isThrough(host)) leave(host, "resolved-only");
  for (const address of baseline.addresses.keys()) leave(address, "address-without-name");
  const listed: Draft[] = [];
  for (const draft of drafts)
    if (resolutions.get(draft.host) === "missing") leave(formatEndpoint(draft), "does-not-resolve");
    else listed.push(draft);

  const flagsOf = createFlagging(baseline, listed, arrivals);
  return {
    entries: listed.map((draft) => ({
      text: formatEndpoint(draft),
      ...flagsOf(draft),
      covers: draft.members.map(formatEndpoint).sort(),
      sighting: draft.sighting,
      since: draft.since,
      decision: draft.decision,
    })),
    leftOut: [...leftOut]
      .map(([endpoint, { reason, decision }]) => ({
        endpoint,
        reason,
        decision,
        ...(reason === "new-after-dependency-change" && {
          changed: arrivals[endpoint]?.justBefore ?? [],
          since: firstRank(split.waiting.get(endpoint) ?? new Set(), order),
        }),
      }))
      .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1)),
    holds: [
      ...learned.holds,
      ...listed.flatMap((draft) => findHolds(draft, decided, resolutions)),
      ...[...baseline.addresses.keys()].filter(holdsJob).map(holdAddress),
      ...findMasked(baseline),
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

/** The names that were called and that GitHub has masked: what they are, no list can say. */
function findMasked(baseline: Baseline): readonly Hold[] {
  return [...groupByEndpoint(baseline)].flatMap(([endpoint, sightings]): Hold[] =>
    sightings.has("masked") ? [{ code: "masked-name", endpoint }] : [],
  );
}

function holdAddress(endpoint: string): Hold {
  return { code: "address-without-name", endpoint };
}

/** A call without a name cannot be allowed. DNS is answered by the agent, and the platform's addresses are always reachable. */
function holdsJob(addressAndPort: string): boolean {
  const colon = addressAndPort.lastIndexOf(":");
  return !addressAndPort.endsWith(":53") && !isAlwaysReachable(addressAndPort.slice(0, colon));
}
