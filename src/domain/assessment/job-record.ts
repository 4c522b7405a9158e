import { createHash } from "node:crypto";
import type { Arrivals } from "../baseline/arrival.ts";
import type { Baseline } from "../baseline/baseline.ts";
import { type EntryMemory, rememberEntry } from "../baseline/entry-memory.ts";
import { entryKey } from "../endpoint/entry.ts";
import { type GuardPolicy, readPolicy } from "../guard/guard-policy.ts";
import { readFileSteps } from "../workflow/file-steps.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import { type ListHistory, noHistory } from "./list-history.ts";
import { guardPlaceOf } from "./weakened-guard.ts";

/** What is kept about a job of a workflow file on the default branch, to notice what people change. Times are ISO 8601 UTC. */
export interface JobRecord {
  /** What its steps do, but for the guard, in the file's order: a digest for each. */
  readonly steps: readonly string[];
  /** The keys of its steps, but for the guard; null where an earlier release noted it. */
  readonly keys: readonly string[] | null;
  /** When it was first seen with a step that it had not before; null where it never changed so. */
  readonly changedAt: string | null;
  /** Those steps, as people name them. Foreign text. */
  readonly added: readonly string[];
  /** Since when it is to block, as far as seen; null where it was never seen so. */
  readonly blockedAt: string | null;
  /** When it was first seen in audit mode after that; null while it blocks. */
  readonly returnedAt: string | null;
  /** What is remembered about each entry of its list while it blocks, by the entry as the list is read. */
  readonly entries: Readonly<Record<string, EntryMemory>>;
  /** The entries that the bot has proposed for it; all others are people's. */
  readonly proposed: readonly string[];
  /** What is proposed for it at the moment was learned from pull requests. */
  readonly isProposedFromPullRequests: boolean;
  /** When the file was first seen without it; null while it has it. */
  readonly goneAt: string | null;
  /** Where its guard step stood when it was first seen to block, see `guardPlaceOf`; null while it does not block. */
  readonly guardPlace: string | null;
  /** What had changed when it first wanted an endpoint that would be proposed. */
  readonly arrivals: Arrivals;
  /** What became of its list, beyond the window of its runs. */
  readonly history: ListHistory;
}

/** So long a job that is gone may turn up elsewhere, in ms: it was moved by several commits, or files are looked at one by one. */
const keptWhenGone = 42 * 86_400_000;
const mostSteps = 300;
const mostEntries = 500;
const mostAdded = 20;

/** Brings what is kept about a job up to what the file says now. `known` is null for a job that is new here. */
export function updateRecord(known: JobRecord | null, job: Job, file: WorkflowFile, at: string): JobRecord {
  const steps = readFileSteps(job, file)
    .filter(({ isGuard, does }) => !isGuard && does !== null)
    .slice(0, mostSteps)
    .map(({ label, key, does }) => ({ label, key, print: digest(does ?? "") }));
  const before = new Set(known?.steps);
  const fresh = known === null ? [] : steps.filter(({ print }) => !before.has(print));
  const blocking = readBlocking(known, job, at);
  return {
    steps: steps.map(({ print }) => print),
    keys: steps.map(({ key }) => key),
    changedAt: fresh.length > 0 ? at : (known?.changedAt ?? null),
    added: fresh.length > 0 ? fresh.slice(0, mostAdded).map(({ label }) => label) : (known?.added ?? []),
    ...blocking,
    guardPlace:
      blocking.blockedAt === null || blocking.returnedAt !== null
        ? null
        : (known?.guardPlace ?? guardPlaceOf(job)),
    entries: known?.entries ?? {},
    proposed: known?.proposed ?? [],
    isProposedFromPullRequests: known?.isProposedFromPullRequests ?? false,
    goneAt: null,
    arrivals: known?.arrivals ?? {},
    history: known?.history ?? noHistory,
  };
}

/** What is kept about a job that the file does not have; null once it is too long ago. Times are ISO 8601 UTC. */
export function rememberGone(record: JobRecord, at: string): JobRecord | null {
  const { goneAt } = record;
  if (goneAt === null) return { ...record, goneAt: at };
  return Date.parse(at) - Date.parse(goneAt) > keptWhenGone ? null : record;
}

/** Brings what is kept about the list of a job that blocks up to what its runs called. `list` is as the file has it. */
export function rememberEntries(
  record: JobRecord,
  list: readonly string[],
  baseline: Baseline,
  today: string,
): JobRecord {
  const keys = [...new Set(list.map(entryKey))].slice(0, mostEntries);
  const entries = keys.map((key) => [
    key,
    rememberEntry(record.entries[key] ?? null, key, baseline, today, record.keys),
  ]);
  return { ...record, entries: Object.fromEntries(entries) };
}

/** Notes what a policy of the Policy Store makes a job do. To audit is no return to audit mode: the step still asks the store. */
export function rememberStored(record: JobRecord, policy: GuardPolicy["policy"], at: string): JobRecord {
  if (policy !== "block") return record;
  return { ...record, blockedAt: record.blockedAt ?? at, returnedAt: null };
}

/** Notes that the bot proposes entries for a job. Those that the list has already are somebody else's. */
export function rememberProposed(
  record: JobRecord,
  entries: readonly string[],
  list: readonly string[],
): JobRecord {
  const known = new Set(list.map(entryKey));
  const fresh = entries.map(entryKey).filter((key) => !known.has(key));
  return { ...record, proposed: [...new Set([...record.proposed, ...fresh])].slice(-mostEntries) };
}

function readBlocking(
  known: JobRecord | null,
  job: Job,
  at: string,
): Pick<JobRecord, "blockedAt" | "returnedAt"> {
  const { blockedAt = null, returnedAt = null } = known ?? {};
  switch (readPolicy(job)?.policy) {
    case "block":
      return { blockedAt: returnedAt === null ? (blockedAt ?? at) : at, returnedAt: null };
    case "audit":
      return { blockedAt, returnedAt: blockedAt === null ? null : (returnedAt ?? at) };
    default:
      return { blockedAt, returnedAt };
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
