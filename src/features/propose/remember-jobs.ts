import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFileAt } from "../../adapters/github/files/workflow-files.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { type JobRecord, rememberGone, updateRecord } from "../../domain/assessment/job-record.ts";
import { readPolicy } from "../../domain/guard/guard-policy.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { type Job, readableFile } from "../../domain/workflow/workflow-file.ts";
import { type JobPlace, type MovableStore, moveLearned } from "../learn/move-learned.ts";
import type { FileNow } from "../look/file-now.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: MovableStore & Pick<Store, "workflowTexts">;
}

/**
 * Notes what the guarded jobs of a workflow file do, so that a step that is added, or a job that is returned to audit mode, is noticed.
 * A job that is new and does exactly what one did that is gone is that one under a new name, or in a file of a new name: what was
 * learned and decided about it goes with it. @throws what GitHub or the store answered with
 */
export async function rememberJobs(
  repository: RepositoryNow,
  { path, head, parsed }: Pick<FileNow, "path" | "head" | "parsed">,
  tools: Tools,
): Promise<void> {
  const { jobRecords } = tools.store;
  // A mistake is put right as a rule, and then what was known is right again.
  if (parsed !== null && !parsed.ok) return;
  const file = readableFile(parsed);
  const known = await jobRecords.read(repository.id, path);
  const at = new Date().toISOString();
  // Files with the same steps are alike in many jobs, and each is read once.
  const jobsOf = new Map<string, Promise<ReadonlySet<string> | null>>();
  const jobs = (file?.jobs ?? []).filter((job) => readPolicy(job) !== null);
  for (const job of jobs)
    if (!known.has(job.id) && file !== null) await inherit(job, updateRecord(null, job, file, at));
  // In the file's order, and behind them those that are gone.
  await jobRecords.change(repository.id, path, (before) => {
    const records = new Map<string, JobRecord>();
    if (file !== null)
      for (const job of jobs) records.set(job.id, updateRecord(before.get(job.id) ?? null, job, file, at));
    for (const [jobId, record] of before) {
      const gone = records.has(jobId) ? null : rememberGone(record, at);
      if (gone !== null) records.set(jobId, gone);
    }
    return records;
  });

  /** Takes over what is known of the one job that is gone and did the same, if there is one and no other. */
  async function inherit(job: Job, { steps }: JobRecord): Promise<void> {
    if (steps.length === 0) return;
    const alike: JobPlace[] = [];
    for (const [other, others] of await jobRecords.list(repository.id))
      for (const [jobId, record] of others)
        if (isSame(steps, record.steps) && rememberGone(record, at) !== null && (await isGone(other, jobId)))
          alike.push({ path: other, jobId });
    const [heir, another] = alike;
    if (heir === undefined || another !== undefined) return;
    await moveLearned(repository.id, heir, { path, jobId: job.id }, tools.store);
  }

  async function isGone(other: string, jobId: string): Promise<boolean> {
    if (other === path) return file?.jobs.every(({ id }) => id !== jobId) !== false;
    const jobIds = jobsOf.get(other) ?? readJobIds(other);
    jobsOf.set(other, jobIds);
    return (await jobIds)?.has(jobId) === false;
  }

  /** The jobs of another file; null where it cannot be read. */
  async function readJobIds(other: string): Promise<ReadonlySet<string> | null> {
    const text = await readFileAt(tools.octokit, tools.store.workflowTexts, repository, other, head);
    if (text === null) return new Set();
    const read = readableFile(await parseForeignWorkflow(text));
    return read === null ? null : new Set(read.jobs.map(({ id }) => id));
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((print, index) => print === b[index]);
}
