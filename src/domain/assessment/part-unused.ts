import { emptyBaseline } from "../baseline/baseline.ts";
import type { Decided } from "../baseline/decided.ts";
import { findUnused, type UnusedEntry } from "../baseline/unused.ts";
import { orderedRuns } from "../baseline/window.ts";
import { entryKey } from "../endpoint/entry.ts";
import type { DeniedEntry, EntryMemories } from "../guard/denied-entries.ts";
import type { GuardPolicy } from "../guard/guard-policy.ts";
import { sayUnused } from "../text/sentences/misses.ts";
import type { JobAssessment, Obstacle } from "./job-assessment.ts";
import { rememberEntries } from "./job-record.ts";
import type { Rules } from "./rules.ts";

/** What is remembered about the entries of the list, up to the newest run; null where it is not known. */
export function rememberList(
  { jobId, learned }: Pick<JobAssessment, "jobId" | "learned">,
  guard: GuardPolicy,
  rules: Rules,
): EntryMemories | null {
  const record = rules.records.get(jobId);
  if (record === undefined || learned === null || learned.source !== "default-branch") return null;
  const { baseline } = learned;
  // What was noted is as old as the last look; an entry that is new to it is new.
  const newest = orderedRuns(baseline).at(-1)?.[1].at ?? "";
  const { entries, keys } = rememberEntries(record, guard.entries, baseline, newest.slice(0, 10));
  return { entries: new Map(Object.entries(entries)), baseline, fileSteps: keys };
}

/**
 * The entries of the list that nothing calls any more and nobody denied: those that the bot put there, and those that people want or
 * wrote.
 */
export function partUnused(
  { jobId, learned }: Pick<JobAssessment, "jobId" | "learned">,
  memories: EntryMemories | null,
  denied: readonly DeniedEntry[],
  { rules, decided }: { readonly rules: Rules; readonly decided: Decided },
): { readonly own: readonly UnusedEntry[]; readonly others: readonly UnusedEntry[] } {
  if (memories === null) return { own: [], others: [] };
  const { entries, baseline, fileSteps } = memories;
  const isDenied = (key: string): boolean => denied.some((entry) => entry.key === key);
  const unused = findUnused(entries, baseline, learned?.trial ?? emptyBaseline, fileSteps).filter(
    ({ key }) => !isDenied(key),
  );
  const proposed = new Set(rules.records.get(jobId)?.proposed);
  const isAllowed = (key: string): boolean =>
    [...decided.names, ...decided.patterns].some(
      ({ host, scope }) => entryKey(`${host}:${scope.port}`) === key,
    );
  const isOwn = ({ key }: UnusedEntry): boolean => proposed.has(key) && !isAllowed(key);
  return { own: unused.filter(isOwn), others: unused.filter((entry) => entry.isDue && !isOwn(entry)) };
}

/** That an entry is not used any more, and stays as it is somebody's. */
export function describeUnused(entry: UnusedEntry): Obstacle {
  return { code: "entry-unused", message: sayUnused(entry.key, entry) };
}
