import type { Store } from "../../adapters/store/store.ts";
import type { JobAssessment, Learned } from "../../domain/assessment/job-assessment.ts";
import {
  type JobRecord,
  rememberEntries,
  rememberProposed,
  rememberStored,
} from "../../domain/assessment/job-record.ts";
import { noteList } from "../../domain/assessment/list-history.ts";
import { type Enforcer, readGuards } from "../../domain/guard/enforcer.ts";
import { type GuardPolicy, readPolicies } from "../../domain/guard/guard-policy.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import type { FileNow } from "../look/file-now.ts";
import { factsOf, type HistorySources, listKeys } from "./history-facts.ts";

type File = Pick<FileNow, "path" | "parsed">;
type Records = Pick<Store, "jobRecords">;

/**
 * Notes what became of the lists, and when the entries of those that are in force were last called, which is remembered longer than the runs are. Written once a day,
 * as it knows no hours. And notes from whose runs the jobs were learned for which something is `open`, by job id; null where that is not
 * known. @throws what the store answered with
 */
export async function keepEntries(
  repositoryId: number,
  { path, parsed }: File,
  jobs: readonly JobAssessment[],
  {
    enforcer,
    open,
    history,
  }: {
    readonly enforcer: Enforcer;
    readonly open: ReadonlySet<string> | null;
    /** By what a change of a list can be explained; null where the lists are known to be as they were. */
    readonly history: HistorySources | null;
  },
  { jobRecords }: Records,
): Promise<void> {
  const policies = readGuards(readableFile(parsed), enforcer);
  await change(repositoryId, path, jobRecords, (jobId, record) => {
    const policy = policies.get(jobId);
    const learned = jobs.find((job) => job.jobId === jobId)?.learned ?? null;
    const now = new Date().toISOString();
    const sourced =
      open === null
        ? record
        : {
            ...record,
            isProposedFromPullRequests: open.has(jobId) && learned?.source === "pull-request",
          };
    // The file alone does not tell that a policy blocks which is kept outside it.
    const stored = policy === undefined ? sourced : rememberStored(sourced, policy.policy, now);
    const noted = policy === undefined ? stored : noteChanges(stored, policy, learned, now);
    if (policy?.policy !== "block" || learned === null) return noted;
    return rememberEntries(noted, policy.entries, learned.baseline, now.slice(0, 10));
  });

  function noteChanges(
    record: JobRecord,
    { policy, entries }: Pick<GuardPolicy, "policy" | "entries">,
    learned: Learned | null,
    at: string,
  ): JobRecord {
    if (history === null) return record;
    const list = policy === "block" ? listKeys(entries) : null;
    const facts = factsOf({ at, ...history, record, baseline: learned?.baseline ?? null });
    return { ...record, history: noteList(record.history, list, facts) };
  }
}

/** Notes which entries the bot proposes, by job id; a person's are never proposed to be dropped. @throws what the store answered with */
export async function keepProposedEntries(
  repositoryId: number,
  { path, parsed }: File,
  proposed: ReadonlyMap<string, readonly string[]>,
  { jobRecords }: Records,
): Promise<void> {
  const policies = readPolicies(readableFile(parsed));
  await change(repositoryId, path, jobRecords, (jobId, record) =>
    rememberProposed(record, proposed.get(jobId) ?? [], policies.get(jobId)?.entries ?? []),
  );
}

/** The same, of jobs whose list is in the Policy Store, where it was `list`. @throws what the store answered with */
export async function noteEntriesOf(
  repositoryId: number,
  path: string,
  jobs: readonly Pick<JobAssessment, "jobId">[],
  entries: readonly string[],
  list: readonly string[],
  { jobRecords }: Records,
): Promise<void> {
  const ids = new Set(jobs.map(({ jobId }) => jobId));
  await change(repositoryId, path, jobRecords, (jobId, record) =>
    ids.has(jobId) ? rememberProposed(record, entries, list) : record,
  );
}

/** Keeps what had changed when the jobs of a file first wanted endpoints. @throws what the store answered with */
export async function keepArrivals(
  repositoryId: number,
  path: string,
  found: ReadonlyMap<string, JobRecord>,
  { jobRecords }: Records,
): Promise<void> {
  await change(repositoryId, path, jobRecords, (jobId, record) => ({
    ...record,
    arrivals: found.get(jobId)?.arrivals ?? record.arrivals,
  }));
}

async function change(
  repositoryId: number,
  path: string,
  jobRecords: Records["jobRecords"],
  update: (jobId: string, record: JobRecord) => JobRecord,
): Promise<void> {
  await jobRecords.change(
    repositoryId,
    path,
    (known) => new Map([...known].map(([jobId, record]) => [jobId, update(jobId, record)])),
  );
}
