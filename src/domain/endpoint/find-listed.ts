import {
  type AgentEntry,
  type AgentList,
  matchesWildcard,
  mayBothMatch,
  readAgentEntry,
  readAgentList,
} from "./agent-list.ts";
import type { EndpointQuery } from "./query.ts";
import { covers, scopeOf } from "./scope.ts";
import { findDead } from "./usable-entries.ts";

/** What an entry of a list does for what was asked about, as the agent reads the list. */
export type EntryEffect =
  | "allows"
  /** Another pattern with another port matches too, and the agent takes one of the two by chance. */
  | "by-chance"
  /** The host is listed exactly, so the agent looks at no pattern for it. */
  | "hidden"
  /** The same pattern stands before it with another port, and of a pattern only the first counts. */
  | "second-port"
  /** It has capital letters, which programs do not ask for. */
  | "other-case"
  /** With it the agent blocks nothing at all. */
  | "dead";

/** An entry as it is written, and what it does. */
export interface ListedEntry {
  readonly entry: string;
  readonly effect: EntryEffect;
}

/** Finds the entries of a list, in the agent's pieces, that are about a host, a pattern or an address, and what each does for it. */
export function findListed(pieces: readonly string[], query: EndpointQuery): readonly ListedEntry[] {
  const list = readAgentList(pieces);
  return [...new Set(pieces)].flatMap((piece) => {
    const entry = readAgentEntry(piece);
    if (query.port !== null && query.port !== entry.port) return [];
    const effect = query.host.includes("*")
      ? effectUnder(list, entry, piece, query.host)
      : effectFor(list, entry, piece, `${query.host}.`);
    return effect === null ? [] : [{ entry: piece, effect }];
  });
}

/** What an entry does for one name; null where it is about another. */
function effectFor(list: AgentList, entry: AgentEntry, piece: string, name: string): EntryEffect | null {
  const low = { ...entry, name: entry.name.toLowerCase() };
  if (!isAbout(low, name)) return null;
  if (findDead(piece) !== null) return "dead";
  if (!isAbout(entry, name)) return "other-case";
  if (!entry.isWildcard) return "allows";
  if (list.wildcards.get(entry.name)?.port !== entry.port) return "second-port";
  const ports = list.exact.get(name);
  // Where an exact entry allows the same, it is what counts.
  if (ports !== undefined) return ports.includes(entry.port) ? null : "hidden";
  const others = [...list.wildcards.values()].filter((pattern) => matchesWildcard(pattern, name));
  return others.every(({ port }) => port === entry.port) ? "allows" : "by-chance";
}

/** What an entry does for names under a pattern; null where it is about none of them. */
function effectUnder(list: AgentList, entry: AgentEntry, piece: string, pattern: string): EntryEffect | null {
  const [asked, own] = [scopeOf(pattern, 0), scopeOf(entry.name.slice(0, -1).toLowerCase(), 0)];
  if (!covers(asked, own) && !covers(own, asked)) return null;
  if (findDead(piece) !== null) return "dead";
  if (entry.name !== entry.name.toLowerCase()) return "other-case";
  if (!entry.isWildcard) return "allows";
  const first = list.wildcards.get(entry.name);
  if (first?.port !== entry.port) return "second-port";
  const others = [...list.wildcards.values()].filter((other) => mayBothMatch(other, first));
  return others.every(({ port }) => port === entry.port) ? "allows" : "by-chance";
}

/** Whether an entry names a name, or matches it. */
function isAbout({ name: own, isWildcard }: AgentEntry, name: string): boolean {
  if (!isWildcard) return own === name;
  const [prefix = "", suffix = ""] = own.split("*");
  return matchesWildcard({ prefix, suffix }, name);
}
