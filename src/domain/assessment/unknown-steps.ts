import { mayBlock, readPolicy } from "../guard/guard-policy.ts";
import type { WorkflowFile } from "../workflow/workflow-file.ts";
import { type JobRecord, updateRecord } from "./job-record.ts";

/** A job that blocks, and the steps that it would get and its list was not made for. Foreign texts. */
export interface UnknownSteps {
  readonly jobId: string;
  readonly steps: readonly string[];
}

/** Finds the steps that a new version of a workflow file gives to jobs that block, now and then. `records` are of the file as it is. */
export function findUnknownSteps(
  file: WorkflowFile,
  records: ReadonlyMap<string, JobRecord>,
): readonly UnknownSteps[] {
  return file.jobs.flatMap((job) => {
    const known = records.get(job.id);
    const guard = readPolicy(job);
    // Whether a stored policy blocks is known of the file as it is.
    if (known === undefined || !isBlocking(known) || guard === null || !mayBlock(guard)) return [];
    // Only a step that is new comes with the very time that is given.
    const now = "now";
    const next = updateRecord(known, job, file, now);
    return next.changedAt === now ? [{ jobId: job.id, steps: next.added }] : [];
  });
}

/** Whether a job was blocking when its file was last looked at. */
export function isBlocking({ blockedAt, returnedAt, goneAt }: JobRecord): boolean {
  return blockedAt !== null && returnedAt === null && goneAt === null;
}
