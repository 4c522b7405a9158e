import type { Baseline, RunKey } from "../baseline/baseline.ts";
import type { Decided } from "../baseline/decided.ts";
import type { Decision } from "../baseline/decision.ts";
import type { UnenforcedLeg } from "../baseline/enforcement-now.ts";
import type { EntryMemory, FileSteps } from "../baseline/entry-memory.ts";
import { type EntryUse, readUse } from "../baseline/unused.ts";
import { entryKey, readAllowedEntry } from "../endpoint/entry.ts";
import type { GuardPolicy } from "./guard-policy.ts";

/** An entry in the list of a job that blocks, though somebody denied it. */
export interface DeniedEntry {
  /** As the agent reads it: `host:port`. */
  readonly key: string;
  /** Who denied it. */
  readonly decision: Decision;
  /** Since when it is listed, and when it was last called; null where that is not remembered. */
  readonly use: EntryUse | null;
  /** The newest run in which its host did not resolve, so that nothing was blocked; null where it did no such harm. */
  readonly unresolvedIn: RunKey | null;
}

/** What is remembered about the entries of a list, by their keys, and the runs that it comes from. */
export interface EntryMemories {
  readonly entries: ReadonlyMap<string, EntryMemory>;
  readonly baseline: Baseline;
  readonly fileSteps: FileSteps;
}

/** How an entry whose host does not resolve can leave the list. */
export type Removal =
  /** By a word of somebody's: `job` is as commands name it, `ci.yml:build`, and `endpoint` is `host:port`. */
  | { readonly kind: "deny"; readonly job: string; readonly endpoint: string }
  /** By the proposal that follows from that word: in the file, or in the Policy Store. */
  | { readonly kind: "merge" | "apply" }
  /** By hand, as the bot does not edit this list. */
  | { readonly kind: "edit" }
  /** It has left already, and no run has shown that yet. */
  | { readonly kind: "gone" };

/** A leg that was not held to the list, with the way out where an entry is to blame. */
export interface UnheldLeg extends UnenforcedLeg {
  /** Absent where it is not known. */
  readonly removal?: Removal;
}

/** Finds the entries of a list that somebody denied just as they stand there; those in a wider deny stay. In the list's order, each once. */
export function findDenied(
  { entries }: Pick<GuardPolicy, "entries">,
  { decided, legs, memories }: DeniedBy,
): readonly DeniedEntry[] {
  const keys = new Set(entries.map(entryKey));
  return [...keys].flatMap((key) => {
    const decision = decided.denialOf(key);
    if (decision === null) return [];
    const memory = memories?.entries.get(key);
    const use =
      memories === null || memory === undefined
        ? null
        : readUse(memory, memories.baseline, memories.fileSteps);
    const unresolvedIn = legs.find((leg) => isToBlame(key, leg))?.run ?? null;
    return [{ key, decision, use, unresolvedIn }];
  });
}

interface DeniedBy {
  readonly decided: Decided;
  /** Those that were not held to the list. */
  readonly legs: readonly UnenforcedLeg[];
  readonly memories: EntryMemories | null;
}

/** Says of each leg how the entry that is to blame can leave the list. `job` is as commands name it, `ci.yml:build`. */
export function withRemovals(
  legs: readonly UnenforcedLeg[],
  { entries }: Pick<GuardPolicy, "entries">,
  { decided, job, edits }: { readonly decided: Decided; readonly job: string; readonly edits: Edits },
): readonly UnheldLeg[] {
  return legs.map((leg) => {
    if (leg.cause !== "host-unresolved" || leg.detail === null) return leg;
    const keys = entries.map(entryKey).filter((key) => isToBlame(key, leg));
    return { ...leg, removal: removalOf(keys) };
  });

  function removalOf(keys: readonly string[]): Removal {
    if (keys.length === 0) return { kind: "gone" };
    if (edits === "none") return { kind: "edit" };
    const next = keys.find((key) => decided.denialOf(key) === null);
    if (next !== undefined) return { kind: "deny", job, endpoint: next.toLowerCase() };
    return { kind: edits === "file" ? "merge" : "apply" };
  }
}

/** Where the bot changes the list. */
type Edits = "file" | "policy" | "none";

/** Whether the host of an entry is the one that did not resolve. */
function isToBlame(key: string, { cause, detail }: UnenforcedLeg): boolean {
  const entry = readAllowedEntry(key);
  return cause === "host-unresolved" && entry.kind === "host" && entry.host === detail?.toLowerCase();
}
