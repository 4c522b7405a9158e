import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import type { RepositoryNow } from "../../adapters/github/repositories/repository.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { type JobRecord, updateRecord } from "../../domain/assessment/job-record.ts";
import { readPolicy } from "../../domain/guard/guard-policy.ts";
import { type Job, readableFile } from "../../domain/workflow/workflow-file.ts";
import { type JobPlace, type MovableStore, moveLearned } from "../learn/move-learned.ts";
import type { FileNow } from "../look/file-now.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: MovableStore;
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
  const { store } = tools;
  // The jobs of a file that is gone stay known, for they may turn up elsewhere.
  const file = readableFile(parsed);
  // A mistake is put right as a rule, and then what was known is right again.
  if (file === null) return;
  const known = await store.jobRecords.read(repository.id, path);
  const at = new Date().toISOString();
  const jobs = file.jobs.filter((job) => readPolicy(job) !== null);
  const records = new Map<string, JobRecord>();
  for (const job of jobs) {
    const own = known.get(job.id) ?? null;
    const before = own ?? (await inherit(job, updateRecord(null, job, file, at)));
    records.set(job.id, updateRecord(before, job, file, at));
  }
  if (JSON.stringify([...records]) !== JSON.stringify([...known]))
    await store.jobRecords.write(repository.id, path, records);

  /** Takes over what is known of the one job that is gone and did the same; null where there is none, or several. */
  async function inherit(job: Job, { steps }: JobRecord): Promise<JobRecord | null> {
    if (steps.length === 0) return null;
    const alike: { readonly place: JobPlace; readonly record: JobRecord }[] = [];
    for (const [other, others] of await store.jobRecords.list(repository.id))
      for (const [jobId, record] of others)
        if (isSame(steps, record.steps) && (await isGone(other, jobId)))
          alike.push({ place: { path: other, jobId }, record });
    const [heir, another] = alike;
    if (heir === undefined || another !== undefined) return null;
    await moveLearned(repository.id, heir.place, { path, jobId: job.id }, store);
    return heir.record;
  }

  async function isGone(other: string, jobId: string): Promise<boolean> {
    if (other === path) return jobs.every(({ id }) => id !== jobId);
    const otherText = await readFile(tools.octokit, repository, other, head);
    if (otherText === null) return true;
    const read = readableFile(await parseForeignWorkflow(otherText));
    return read?.jobs.every(({ id }) => id !== jobId) === true;
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((print, index) => print === b[index]);
}
