import { mergeAllSightings, neverSeen, type RunKey, type Sighting } from "../baseline/baseline.ts";
import type { Decided } from "../baseline/decided.ts";
import type { Decision } from "../baseline/decision.ts";
import { type Endpoint, formatEndpoint } from "../endpoint/endpoint.ts";
import { covers, scopeOf } from "../endpoint/scope.ts";
import type { Candidate } from "./candidate.ts";
import { firstRank } from "./rotating-hosts.ts";

/** An entry in the making: a name or a pattern, and the endpoints behind it. */
export interface Draft extends Endpoint {
  readonly members: readonly Endpoint[];
  readonly sighting: Sighting;
  /** By its own name, not only at an address that it shares. */
  readonly called: boolean;
  /** See `Entry`. */
  readonly since: number;
  /** The allow of exactly this. */
  readonly decision: Decision | null;
}

type Order = ReadonlyMap<RunKey, number>;

/** The entries that somebody allowed, called or not, and the candidates that these do not stand for. */
export function draftDecided(
  candidates: readonly Candidate[],
  decided: Decided,
  leftOut: ReadonlyMap<string, unknown>,
  order: Order,
): { readonly drafts: readonly Draft[]; readonly rest: readonly Candidate[] } {
  const free = new Map(candidates.map((candidate) => [formatEndpoint(candidate), candidate]));
  const drafts: Draft[] = [];
  for (const { host, scope, decision } of decided.names) {
    const endpoint = { host, port: scope.port };
    const text = formatEndpoint(endpoint);
    if (leftOut.has(text)) continue;
    drafts.push(draftName(endpoint, free.get(text) ?? null, decision, order));
    free.delete(text);
  }
  for (const { host, scope, decision } of decided.patterns) {
    const endpoint = { host, port: scope.port };
    if (leftOut.has(formatEndpoint(endpoint))) continue;
    const members = [...free.values()].filter((one) => covers(scope, scopeOf(one.host, one.port)));
    for (const member of members) free.delete(formatEndpoint(member));
    // The pattern lets every sibling through from the first on: a later one adds nothing.
    const since = Math.min(...members.map(({ runs }) => firstRank(runs, order)));
    drafts.push(draftPattern(endpoint, members, members.length === 0 ? -1 : since, decision));
  }
  return { drafts, rest: [...free.values()] };
}

/** A name as an entry; `seen` is null for one that was never called. */
export function draftName(
  { host, port }: Endpoint,
  seen: Candidate | null,
  decision: Decision | null,
  order: Order,
): Draft {
  const members = [{ host, port }];
  if (seen === null) return { host, port, members, sighting: neverSeen, called: false, since: -1, decision };
  const { sighting, called, runs } = seen;
  return { host, port, members, sighting, called, since: firstRank(runs, order), decision };
}

/** A pattern as an entry. */
export function draftPattern(
  { host, port }: Endpoint,
  members: readonly Candidate[],
  since: number,
  decision: Decision | null,
): Draft {
  const sighting = mergeAllSightings(members.map((member) => member.sighting));
  return { host, port, members, sighting, called: true, since, decision };
}
