import { readAllowedEntry } from "../../../domain/endpoint/entry.ts";
import { isPublicSuffix, ownerOf, staysWithOneOwner } from "../../../domain/endpoint/owner.ts";
import type { RefusedJob, Targets } from "./learn-targets.ts";

/** The jobs whose list would let strangers in: by a pattern that fits names of several owners, or a suffix under which anybody gets names. */
export function refuseStrangers(lists: Targets["lists"]): readonly RefusedJob[] {
  return [...lists].flatMap(([job, entries]): RefusedJob[] => {
    const open = entries.filter(isOpenToStrangers);
    if (open.length === 0) return [];
    const named = open.slice(0, 5).map((entry) => JSON.stringify(entry));
    const message = `${named.join(", ")} would allow names of strangers too; --force lists ${open.length === 1 ? "it" : "them"} all the same`;
    return [{ job, code: "open-to-strangers", message, line: null }];
  });
}

/** What is no entry at all is told by the edit itself. */
function isOpenToStrangers(text: string): boolean {
  if (/^\*?(?::\d+)?$/.test(text.trim())) return true;
  const entry = readAllowedEntry(text);
  if (entry.kind === "invalid") return false;
  if (entry.kind === "wildcard") return !staysWithOneOwner(entry.suffix);
  return isPublicSuffix(entry.host) || ownerOf(entry.host) === null;
}
