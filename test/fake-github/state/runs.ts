import { notFound } from "../http/api-error.ts";
import type { Job, Repository, Run } from "./repository.ts";

/** The latest attempt of each run, the newest run first. */
export function latestRuns(repository: Repository): readonly Run[] {
  const latest = new Map<number, Run>();
  for (const run of repository.runs) {
    if (run.attempt >= (latest.get(run.id)?.attempt ?? 0)) latest.set(run.id, run);
  }
  return [...latest.values()].sort(
    (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id,
  );
}

/** Finds a job of any attempt. @throws ApiError 404 */
export function findJob(repository: Repository, id: number): { readonly run: Run; readonly job: Job } {
  for (const run of repository.runs) {
    const job = run.jobs.find((candidate) => candidate.id === id);
    if (job !== undefined) return { run, job };
  }
  throw notFound();
}
