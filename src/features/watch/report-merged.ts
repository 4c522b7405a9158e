import { createHash } from "node:crypto";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { type PullRequest, sayAndKeep } from "../../adapters/github/talk/pull-request.ts";
import type { Store } from "../../adapters/store/store.ts";
import { findFirstBlockRun } from "../../domain/assessment/first-block-run.ts";
import type { JobAssessment } from "../../domain/assessment/job-assessment.ts";
import { afterMergeMark } from "../../domain/marks/hidden-marks.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { renderMerged } from "../../domain/text/merged.ts";

/** The proposal of a workflow file that was merged last; null where none was. */
interface MergedProposal {
  readonly repository: RepositoryNow;
  readonly path: string;
  readonly merged: PullRequest | null;
}

/** Who looks at a merged pull request later than that? */
const mostDays = 30;

/**
 * Answers on the pull request that was merged last how its jobs fared in their first run in block mode: one comment, in which the jobs
 * that run later follow. Asks GitHub only where there is something new to say. @throws what GitHub or the store answered with
 */
export async function reportMerged(
  { repository, path, merged }: MergedProposal,
  jobs: readonly JobAssessment[],
  tools: { readonly octokit: Octokit; readonly store: Pick<Store, "reports">; readonly botLogin: string },
): Promise<void> {
  const { octokit, store, botLogin } = tools;
  if (merged?.mergedAt == null) return;
  if (Date.now() - Date.parse(merged.mergedAt) > mostDays * 86_400_000) return;
  const proposed = await store.reports.readProposed(repository.id, path);
  // Where that was lost, all jobs that block are told of: too much is better than nothing.
  const isMeant = ({ jobId }: JobAssessment): boolean =>
    proposed?.pullRequest !== merged.number || proposed.jobs.includes(jobId);
  const told = jobs.filter(isMeant).flatMap((job) => {
    const run = findFirstBlockRun(job, merged.mergedAt ?? "");
    return run === null ? [] : [{ job, run }];
  });
  if (told.length === 0) return;
  const text = renderMerged(told, path, repository.url);
  const digest = createHash("sha256").update(text).digest("hex");
  const said = await store.reports.readSaid(repository.id, path);
  if (said?.pullRequest === merged.number && said.digest === digest) return;
  await sayAndKeep(octokit, repository, merged.number, { mark: afterMergeMark, text, botLogin });
  await store.reports.rememberSaid(repository.id, path, { pullRequest: merged.number, digest });
}
