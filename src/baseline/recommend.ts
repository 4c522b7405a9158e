import { isAlwaysReachable } from "../harden-runner/address.ts";
import { compareEndpoints, type Endpoint, formatEndpoint, parseEndpoint } from "../harden-runner/endpoint.ts";
import {
  type Baseline,
  groupByEndpoint,
  mergeSightings,
  type RunKey,
  type Sighting,
  type SightingKind,
} from "./baseline.ts";
import { isExfiltrationCapable } from "./exfiltration-capable.ts";
import { findRotatingGroups, firstRank } from "./wildcard.ts";
import { orderedRuns } from "./window.ts";

/** What a reviewer should look at before allowing an entry. */
export type Flag = "resolved-shared-address" | "rotating-host" | "rare" | "exfiltration-capable";

/** Why something that was observed is not in the list. */
export type LeftOutReason =
  | "implicit"
  | "always-reachable"
  | "not-tcp"
  | "private-name"
  | "shared-address-other-owner"
  | "resolved-only"
  | "address-without-name"
  | "rotating-host";

/** Why a job cannot be switched to block mode with any list. */
export interface Hold {
  readonly code: "address-without-name" | "rotating-host-without-pattern";
  readonly endpoint: string;
}

/** One entry of the allow-list, `host:port` or `prefix*suffix:port`. */
export interface Entry {
  readonly text: string;
  readonly flags: readonly Flag[];
  /** The endpoints behind it: itself, or those that a pattern stands for. */
  readonly covers: readonly string[];
  /** What put it on the list, joined over the endpoints behind it. */
  readonly sighting: Sighting;
  /** The rank, among the runs in order of time, of the run from which on the entry was in the list. */
  readonly since: number;
}

/** The allow-list computed from a baseline, with what was left out and why. Both are sorted. */
export interface Recommendation {
  readonly entries: readonly Entry[];
  readonly leftOut: readonly { readonly endpoint: string; readonly reason: LeftOutReason }[];
  readonly holds: readonly Hold[];
}

interface Candidate extends Endpoint {
  readonly runs: ReadonlySet<RunKey>;
  readonly sighting: Sighting;
  readonly called: boolean;
}

/** Computes the recommendation from a baseline (already cut to its window). */
export function recommend(baseline: Baseline): Recommendation {
  const order = new Map(orderedRuns(baseline).map(([key], rank) => [key, rank]));
  const leftOut = new Map<string, LeftOutReason>();
  const candidates: Candidate[] = [];
  const endpoints = groupByEndpoint(baseline);
  for (const [text, sightings] of endpoints) {
    const endpoint = parseEndpoint(text);
    if (endpoint === null) continue;
    const candidate = candidateOf(endpoint, sightings);
    if (typeof candidate === "string") leftOut.set(text, candidate);
    else candidates.push(candidate);
  }

  const holds: Hold[] = [];
  const entries: (Entry & Endpoint)[] = [];
  const rotating = new Set<Endpoint>();
  for (const { members, pattern, port, since } of findRotatingGroups(candidates, order)) {
    for (const member of members) rotating.add(member);
    if (pattern === null) {
      for (const member of members) leftOut.set(formatEndpoint(member), "rotating-host");
      holds.push({
        code: "rotating-host-without-pattern",
        endpoint: members.map(formatEndpoint).sort()[0] ?? "",
      });
      continue;
    }
    entries.push({
      host: pattern,
      port,
      text: `${pattern}:${port}`,
      flags: isExfiltrationCapable(pattern) ? ["rotating-host", "exfiltration-capable"] : ["rotating-host"],
      covers: members.map(formatEndpoint).sort(),
      sighting: members.map(({ sighting }) => sighting).reduce(mergeSightings),
      since,
    });
  }
  for (const candidate of candidates) {
    if (rotating.has(candidate)) continue;
    const text = formatEndpoint(candidate);
    entries.push({
      ...candidate,
      text,
      flags: flagsOf(candidate, baseline.runs.size),
      covers: [text],
      since: firstRank(candidate.runs, order),
    });
  }

  const calledHosts = new Set([...endpoints.keys()].map((text) => parseEndpoint(text)?.host));
  for (const [host] of baseline.resolvedOnly) {
    if (!calledHosts.has(host)) leftOut.set(host, "resolved-only");
  }
  for (const [text] of baseline.addresses) {
    leftOut.set(text, "address-without-name");
    if (holdsJob(text)) holds.push({ code: "address-without-name", endpoint: text });
  }
  return {
    entries: entries
      .sort(compareEndpoints)
      .map(({ text, flags, covers, sighting, since }) => ({ text, flags, covers, sighting, since })),
    leftOut: [...leftOut]
      .map(([endpoint, reason]) => ({ endpoint, reason }))
      .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1)),
    holds,
  };
}

/** The sightings that put an endpoint on the list, or why none does. */
function candidateOf(
  endpoint: Endpoint,
  sightings: ReadonlyMap<SightingKind, Sighting>,
): Candidate | LeftOutReason {
  const called = sightings.get("called");
  const listed = [called, sightings.get("shared-same-owner")].filter((sighting) => sighting !== undefined);
  if (listed.length === 0) {
    if (sightings.has("shared-other-owner")) return "shared-address-other-owner";
    return sightings.has("implicit") ? "implicit" : "always-reachable";
  }
  // The agent allows TCP only. DNS and NTP are UDP; an entry for them would promise what it can't hold.
  if (endpoint.port === 53 || endpoint.port === 123) return "not-tcp";
  if (isPrivateName(endpoint.host)) return "private-name";
  const sighting = listed.reduce(mergeSightings);
  return { ...endpoint, runs: sighting.runs, sighting, called: called !== undefined };
}

/** Names that no public resolver knows: in block mode they would not resolve and turn all enforcement off. */
function isPrivateName(host: string): boolean {
  return !host.includes(".") || /\.(?:internal|local|localhost|localdomain|lan|home\.arpa)$/.test(host);
}

function flagsOf(candidate: Candidate, runs: number): Flag[] {
  const flags: Flag[] = [];
  if (!candidate.called) flags.push("resolved-shared-address");
  if (runs > 1 && candidate.runs.size === 1) flags.push("rare");
  if (isExfiltrationCapable(candidate.host)) flags.push("exfiltration-capable");
  return flags;
}

/** A call without a name cannot be allowed. DNS is answered by the agent, and the platform's addresses are always reachable. */
function holdsJob(addressAndPort: string): boolean {
  const colon = addressAndPort.lastIndexOf(":");
  return !addressAndPort.endsWith(":53") && !isAlwaysReachable(addressAndPort.slice(0, colon));
}
