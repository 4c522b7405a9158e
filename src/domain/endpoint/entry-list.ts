import { implicitOfAny } from "../harden-runner/implicit.ts";
import { refusalWords } from "../text/sentences/edit-refusals.ts";
import {
  askAgentList,
  type GrowingList,
  growAgentList,
  matchesWildcard,
  mayBothMatch,
  portsOf,
  readAgentEntry,
  readAgentList,
} from "./agent-list.ts";
import { parseHostName } from "./endpoint.ts";
import { entryKey, writeEntry } from "./entry.ts";

/**
 * The entries to put behind a list so that it allows all that is wanted, and still all that it allowed: what it does not allow yet,
 * and, as an exact entry hides every pattern for its host, the ports that a pattern opened or is to open for such a host. In the form
 * in which they are written.
 */
export function missingEntries(existing: readonly string[], wanted: readonly string[]): string[] {
  const list = createMerge(existing);
  const entries = wanted.map(writeEntry);
  // A pattern may take from another what was allowed when its turn came.
  for (let before = -1; before < list.missing.length; ) {
    before = list.missing.length;
    for (const entry of entries) list.allow(entry);
  }
  return list.missing;
}

function createMerge(existing: readonly string[]): {
  readonly missing: string[];
  allow(entry: string): void;
} {
  const own = growAgentList(existing);
  // What the agent of some release adds by itself may hide patterns, but no list is to rely on it.
  const lists = [own, growAgentList(existing, implicitOfAny)];
  const keys = new Set(existing.map(entryKey));
  const missing: string[] = [];
  const add = (entry: string): void => {
    if (keys.has(entry)) return;
    keys.add(entry);
    missing.push(entry);
    for (const list of lists) list.add(entry);
  };
  const allowExact = (entry: string, host: string, port: number): void => {
    if (lists.every((list) => askAgentList(list, { host, port }) === "allowed")) return;
    const before = lists.map((list) => portsOf(list, host));
    add(entry);
    for (const [index, list] of lists.entries())
      for (const lost of before[index] ?? []) if (!portsOf(list, host).includes(lost)) add(`${host}:${lost}`);
  };
  return {
    missing,
    allow(entry) {
      const { name, port, isWildcard } = readAgentEntry(entry);
      if (!isWildcard) {
        allowExact(entry, name.slice(0, -1), port);
        return;
      }
      add(entry);
      for (const host of findHidden(own, name, port)) add(`${host}:${port}`);
    },
  };
}

/** The hosts that are listed exactly, without the port of a pattern that matches them. */
function findHidden({ exact, wildcards }: GrowingList, pattern: string, port: number): readonly string[] {
  const wildcard = wildcards.get(pattern);
  if (wildcard === undefined) return [];
  return (
    [...exact]
      .filter(([name, ports]) => matchesWildcard(wildcard, name) && !ports.includes(port))
      .map(([name]) => name.slice(0, -1))
      // Nobody asks for another spelling, nor for what is no host.
      .filter((host) => parseHostName(host) === host)
  );
}

/** A pattern that would not do what it is wanted for, whatever is added to the list. */
export interface PatternConflict {
  readonly code: "wildcard-two-ports" | "by-chance-pattern";
  readonly message: string;
}

/**
 * Says which wanted pattern would have no effect, since it has another port first, or not always, since another pattern with another
 * port matches the same names; null if none.
 */
export function findPatternConflict(
  existing: readonly string[],
  wanted: readonly string[],
): PatternConflict | null {
  const { wildcards } = readAgentList([...existing, ...wanted.map(writeEntry)], implicitOfAny);
  for (const text of wanted) {
    const { name, port, isWildcard } = readAgentEntry(writeEntry(text));
    const first = wildcards.get(name);
    if (!isWildcard || first === undefined) continue;
    if (first.port !== port)
      return { code: "wildcard-two-ports", message: refusalWords.portConflict(text, first.port) };
    const other = [...wildcards].find(([, pattern]) => pattern.port !== port && mayBothMatch(pattern, first));
    if (other !== undefined)
      return {
        code: "by-chance-pattern",
        message: refusalWords.chanceConflict(text, `${other[0].slice(0, -1)}:${other[1].port}`),
      };
  }
  return null;
}
