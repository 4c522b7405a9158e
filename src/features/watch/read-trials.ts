import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { listRunsOfCommit } from "../../adapters/github/runs/runs-of-commit.ts";
import type { JobAssessment } from "../../domain/assessment/job-assessment.ts";
import { type JobTrial, judgeTrial } from "../../domain/assessment/trial.ts";
import type { Proposal } from "../../domain/proposal/select.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { mayRunOnPullRequests } from "../../domain/workflow/triggers.ts";

/** A job that the pull request changes, and how it fared in the runs of the pull request's commit. */
export interface TriedJob {
  readonly job: JobAssessment;
  readonly trial: JobTrial;
}

/**
 * Reads how the proposed lists fare in the runs that the pull request itself has started, by one call at most. `commit` is its
 * head; null where it is only made now, and nothing has run. @throws what GitHub answered with
 */
export async function readTrials(
  { repository, path }: { readonly repository: RepositoryNow; readonly path: string },
  { file, switched, repaired, trimmed }: Proposal,
  commit: string | null,
  octokit: Octokit,
): Promise<readonly TriedJob[]> {
  const jobs = [...repaired, ...switched, ...trimmed];
  if (jobs.length === 0) return [];
  const mayRun = mayRunOnPullRequests(file);
  const runs = mayRun && commit !== null ? await listRunsOfCommit(octokit, repository, commit) : [];
  return jobs.map((job) => ({ job, trial: judgeTrial(job, path, { runs, mayRun }) }));
}
