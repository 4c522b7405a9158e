import { readAgentEntry } from "./agent-list.ts";
import { isAddressLike } from "./entry.ts";
import { type FatalEntry, findFatal } from "./fatal-entry.ts";

/** An entry with which the agent enforces nothing at all. */
export interface DeadEntry {
  /** Addresses have a code of their own: the enterprise tier takes them. */
  readonly code: "dead-entry" | "address-entry";
  readonly entry: string;
  readonly fatal: FatalEntry;
}

/** Why the agent would enforce nothing with a piece of a list; null where the list alone does not say so. */
export function findDead(piece: string): DeadEntry | null {
  const fatal = findFatal(readAgentEntry(piece));
  if (fatal === null) return null;
  const code = fatal === "never-resolves" && isAddressLike(piece) ? "address-entry" : "dead-entry";
  return { code, entry: piece, fatal };
}

/** Parts entries into those that the agent can use, each once and as it is to be written, and those that are of no use to it. */
export function partUsable(entries: readonly string[]): {
  readonly usable: readonly string[];
  readonly useless: readonly string[];
} {
  const usable = new Set<string>();
  const useless: string[] = [];
  const firstPorts = new Map<string, number>();
  for (const entry of entries) {
    const { name, port, isWildcard } = readAgentEntry(entry);
    const host = name.slice(0, -1).toLowerCase();
    const first = firstPorts.get(host) ?? port;
    const isUsable =
      findDead(entry) === null &&
      /^[a-z0-9_.*-]+$/i.test(name) &&
      port > 0 &&
      port <= 65_535 &&
      !host.endsWith(".");
    if (!isUsable || (isWildcard && first !== port)) {
      useless.push(entry);
      continue;
    }
    if (isWildcard) firstPorts.set(host, port);
    usable.add(`${host}:${port}`);
  }
  return { usable: [...usable], useless };
}
