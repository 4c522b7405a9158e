import { type Arrivals, mustWait } from "../baseline/arrival.ts";
import { type Baseline, groupByEndpoint, type RunKey } from "../baseline/baseline.ts";
import type { Decided } from "../baseline/decided.ts";
import type { Decision } from "../baseline/decision.ts";
import { type Endpoint, formatEndpoint, parseEndpoint } from "../endpoint/endpoint.ts";
import { covers, scopeOf } from "../endpoint/scope.ts";
import { findUnlistable } from "../endpoint/unlistable.ts";
import { type Candidate, candidateOf, type Unlistable } from "./candidate.ts";

type SplitReason = Unlistable | "denied" | "new-after-dependency-change";

/** The endpoints of a baseline, parted into those that may be listed and those that may not. */
export interface SplitEndpoints {
  readonly candidates: readonly Candidate[];
  /** By `host:port`, with the deny that concerns it. Among them what was allowed and can't be. */
  readonly leftOut: ReadonlyMap<string, { readonly reason: SplitReason; readonly decision: Decision | null }>;
  /** The runs that called those left out that wait for a person's word, by `host:port`. */
  readonly waiting: ReadonlyMap<string, ReadonlySet<RunKey>>;
  /** Of all of them. */
  readonly hosts: ReadonlySet<string>;
}

/** Parts the endpoints by what they are and by what was decided about them. */
export function splitEndpoints(
  baseline: Pick<Baseline, "endpoints">,
  decided: Decided,
  arrivals: Arrivals,
): SplitEndpoints {
  const candidates: Candidate[] = [];
  const leftOut = new Map<string, { reason: SplitReason; decision: Decision | null }>();
  const waiting = new Map<string, ReadonlySet<RunKey>>();
  const hosts = new Set<string>();
  for (const [text, sightings] of groupByEndpoint(baseline)) {
    const endpoint = parseEndpoint(text);
    if (endpoint === null) continue;
    hosts.add(endpoint.host);
    const decision = decided.of(endpoint);
    const denied = decision?.kind === "deny" ? decision : null;
    const isAllowed = denied === null && (decision !== null || isInPattern(endpoint, decided));
    const candidate = candidateOf(endpoint, sightings, isAllowed);
    if (candidate === null) continue;
    if (typeof candidate === "string") leftOut.set(text, { reason: candidate, decision: denied });
    else if (denied !== null) leftOut.set(text, { reason: "denied", decision: denied });
    else if (!isAllowed && mustWait(text, arrivals)) {
      leftOut.set(text, { reason: "new-after-dependency-change", decision: null });
      waiting.set(text, candidate.runs);
    } else candidates.push(candidate);
  }
  for (const { host, scope } of [...decided.names, ...decided.patterns]) {
    const endpoint = { host, port: scope.port };
    const reason = findUnlistable(endpoint);
    if (reason !== null) leftOut.set(formatEndpoint(endpoint), { reason, decision: null });
  }
  return { candidates, leftOut, waiting, hosts };
}

function isInPattern({ host, port }: Endpoint, { patterns }: Decided): boolean {
  const scope = scopeOf(host, port);
  return patterns.some((pattern) => covers(pattern.scope, scope));
}
