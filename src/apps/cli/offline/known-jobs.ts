import { parseWorkflowFile } from "../../../domain/workflow/workflow-file.ts";
import { suggest } from "../shared/suggest.ts";

interface Refused {
  readonly job: string;
  readonly code: string;
  readonly message: string;
}

/** So many jobs of the file are named. */
const mostNames = 10;

/** What the jobs of a file are called, to be read behind a job that it does not have: the nearest one, and all. */
export function listKnownJobs(job: string, ids: readonly string[]): string {
  if (ids.length === 1) return `${suggest(job, ids)}; its only job is ${ids[0]}`;
  const more = ids.length > mostNames ? `, and ${ids.length - mostNames} more` : "";
  return `${suggest(job, ids)}; its jobs are ${ids.slice(0, mostNames).join(", ")}${more}`;
}

/** A refusal; where the file has no such job, it names those that the file has. */
export function nameKnownJobs<Refusal extends Refused>(refusal: Refusal, text: string): Refusal {
  if (refusal.code !== "job-not-found") return refusal;
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok || parsed.file.jobs.length === 0) return refusal;
  const ids = parsed.file.jobs.map(({ id }) => id);
  return { ...refusal, message: `${refusal.message}${listKnownJobs(refusal.job, ids)}` };
}
