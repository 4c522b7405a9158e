import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { putCheckRun } from "../../adapters/github/talk/put-check-run.ts";
import { concludeTrials } from "../../domain/assessment/trial.ts";
import { trialCheckName } from "../../domain/marks/check-names.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { describeTrial } from "../../domain/text/describe-trial.ts";
import { renderTrialCheck } from "../../domain/text/proposal/trial-check.ts";
import { linkRunPage } from "../../domain/text/run-link.ts";
import type { TriedJob } from "./read-trials.ts";

interface TrialTools {
  readonly octokit: Octokit;
  /** The insights page about the pull request; null where there are none. */
  readonly insights: string | null;
  /** The origin of the insights pages; undefined where there are none. */
  readonly pages: string | undefined;
}

/**
 * Puts what the trial showed as a check on the pull request's commit, unless it says so already, or runs are still to come. Without
 * the permission to do so it stays undone: the pull request says the same. @throws what GitHub answered with
 */
export async function reportTrial(
  repository: RepositoryNow,
  trials: readonly TriedJob[],
  commit: string,
  { octokit, insights, pages }: TrialTools,
): Promise<void> {
  const conclusion = trials.length === 0 ? null : concludeTrials(trials.map(({ trial }) => trial));
  if (conclusion === null) return;
  const rows = trials.map(({ job, trial }) => describeTrial(job, trial, repository.url));
  const runs = trials.flatMap(({ trial }) => (trial.kind === "tried" ? [trial.run] : []));
  const text = renderTrialCheck(rows, conclusion, insights, linkRunPage(pages, repository, runs));
  await ifAllowed(() =>
    putCheckRun(octokit, repository, { name: trialCheckName, commit, conclusion, ...text }),
  );
}
