import { isAlwaysReachable } from "../harden-runner/address.ts";
import { compareEndpoints, type Endpoint, formatEndpoint, parseEndpoint } from "../harden-runner/endpoint.ts";
import type { Baseline, RunKey, Sighting } from "./baseline.ts";
import { isExfiltrationCapable } from "./exfiltration-capable.ts";
import { ownerOf } from "./owner.ts";
import { findRotatingGroups, firstRank } from "./wildcard.ts";
import { orderedRuns } from "./window.ts";

/** What a reviewer should look at before allowing an entry. */
export type Flag = "resolved-shared-address" | "rotating-host" | "rare" | "exfiltration-capable";

/** Why something that was observed is not in the list. */
export type LeftOutReason =
  | "implicit"
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
}

/** Computes the recommendation from a baseline (already cut to its window). */
export function recommend(baseline: Baseline): Recommendation {
  const order = new Map(orderedRuns(baseline).map(([key], rank) => [key, rank]));
  const leftOut = new Map<string, LeftOutReason>();
  const candidates: Candidate[] = [];
  for (const [text, sighting] of baseline.endpoints) {
    const endpoint = parseEndpoint(text);
    if (endpoint === null) continue;
    const reason = reasonToLeaveOut(endpoint, sighting);
    if (reason === null) candidates.push({ ...endpoint, runs: sighting.runs, sighting });
    else leftOut.set(text, reason);
  }

  const holds: Hold[] = [];
  const entries: (Entry & Endpoint)[] = [];
  const rotating = new Set<Endpoint>();
  for (const { members, pattern, port } of findRotatingGroups(candidates, order)) {
    for (const member of members) rotating.add(member);
    if (pattern === null) {
      for (const member of members) leftOut.set(formatEndpoint(member), "rotating-host");
      holds.push({
        code: "rotating-host-without-pattern",
        endpoint: members.map(formatEndpoint).sort()[0] ?? "",
      });
      continue;
    }
    const arrivals = members.map((member) => firstRank(member.runs, order)).sort((a, b) => a - b);
    entries.push({
      host: pattern,
      port,
      text: `${pattern}:${port}`,
      flags: isExfiltrationCapable(pattern) ? ["rotating-host", "exfiltration-capable"] : ["rotating-host"],
      covers: members.map(formatEndpoint).sort(),
      // The fourth sibling made the pattern; the ones after it added nothing to the list.
      since: arrivals[3] ?? 0,
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

  const calledHosts = new Set([...baseline.endpoints.keys()].map((text) => parseEndpoint(text)?.host));
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
      .map(({ text, flags, covers, since }) => ({ text, flags, covers, since })),
    leftOut: [...leftOut]
      .map(([endpoint, reason]) => ({ endpoint, reason }))
      .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1)),
    holds,
  };
}

function reasonToLeaveOut(endpoint: Endpoint, sighting: Sighting): LeftOutReason | null {
  if (sighting.implicit) return "implicit";
  // The agent allows TCP only. DNS and NTP are UDP; an entry for them would promise what it can't hold.
  if (endpoint.port === 53 || endpoint.port === 123) return "not-tcp";
  if (isPrivateName(endpoint.host)) return "private-name";
  if (!sighting.called) {
    const owner = ownerOf(endpoint.host);
    const sameOwner = owner !== null && [...sighting.sharedWith].some((host) => ownerOf(host) === owner);
    if (!sameOwner) return "shared-address-other-owner";
  }
  return null;
}

/** Names that no public resolver knows: in block mode they would not resolve and turn all enforcement off. */
function isPrivateName(host: string): boolean {
  return !host.includes(".") || /\.(?:internal|local|localhost|localdomain|lan|home\.arpa)$/.test(host);
}

function flagsOf(candidate: Candidate, runs: number): Flag[] {
  const flags: Flag[] = [];
  if (!candidate.sighting.called) flags.push("resolved-shared-address");
  if (runs > 1 && candidate.runs.size === 1) flags.push("rare");
  if (isExfiltrationCapable(candidate.host)) flags.push("exfiltration-capable");
  return flags;
}

/** A call without a name cannot be allowed. DNS is answered by the agent, and the platform's addresses are always reachable. */
function holdsJob(addressAndPort: string): boolean {
  const colon = addressAndPort.lastIndexOf(":");
  return !addressAndPort.endsWith(":53") && !isAlwaysReachable(addressAndPort.slice(0, colon));
}
