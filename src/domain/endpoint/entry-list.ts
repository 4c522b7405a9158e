import { refusalWords } from "../text/sentences/edit-refusals.ts";
import { entryKey, matchesWildcard, readAllowedEntry } from "./entry.ts";

/** The entries that a list lacks: those it does not name and no wildcard of it covers. */
export function missingEntries(existing: readonly string[], wanted: readonly string[]): string[] {
  const keys = new Set(existing.map(entryKey));
  const wildcards = firstWildcards(existing);
  const missing: string[] = [];
  for (const text of wanted) {
    const key = entryKey(text);
    if (keys.has(key)) continue;
    const entry = readAllowedEntry(text);
    const covered =
      entry.kind === "host" &&
      wildcards.some((wildcard) => wildcard.port === entry.port && matchesWildcard(wildcard, entry.host));
    if (covered) continue;
    keys.add(key);
    missing.push(key);
  }
  return missing;
}

/** Says which wanted wildcard would have no effect, since it has another port first; null if none. */
export function findPortConflict(existing: readonly string[], wanted: readonly string[]): string | null {
  const first = new Map(
    firstWildcards([...existing, ...wanted]).map(({ prefix, suffix, port }) => [`${prefix}*${suffix}`, port]),
  );
  for (const text of wanted) {
    const entry = readAllowedEntry(text);
    if (entry.kind !== "wildcard") continue;
    const port = first.get(`${entry.prefix}*${entry.suffix}`);
    if (port !== entry.port) {
      return refusalWords.portConflict(text, port);
    }
  }
  return null;
}

/** Of a wildcard that is listed with several ports, the agent honours only the first. */
function firstWildcards(existing: readonly string[]) {
  const patterns = new Map<string, { prefix: string; suffix: string; port: number }>();
  for (const text of existing) {
    const entry = readAllowedEntry(text);
    if (entry.kind !== "wildcard") continue;
    const pattern = `${entry.prefix}*${entry.suffix}`;
    if (!patterns.has(pattern)) patterns.set(pattern, entry);
  }
  return [...patterns.values()];
}
