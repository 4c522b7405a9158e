import type { Octokit } from "../github/octokit.ts";
import { type RepositoryNow, readHead } from "../github/repository.ts";
import { readFile } from "../github/repository-file.ts";
import { type AssessedFile, assessFile } from "../proposal/assess.ts";
import { describeJobs, listReady } from "../proposal/job-rows.ts";
import { tallyRuns } from "../proposal/run-tally.ts";
import type { RunOutcome } from "../store/outcome.ts";
import type { Store } from "../store/store.ts";
import { render } from "../views.ts";
import { readLearned } from "./read-learned.ts";
import { explainReason } from "./reason-words.ts";
import { renderBounded } from "./render-bounded.ts";

/** The answer to `/egress status`: how each job of a workflow file stands, and what became of the repository's runs. */
export async function reportStatus(
  repository: RepositoryNow,
  path: string,
  tools: { readonly octokit: Octokit; readonly store: Pick<Store, "baselines" | "outcomes"> },
): Promise<string> {
  const { octokit, store } = tools;
  const head = await readHead(octokit, repository, repository.defaultBranch);
  const text = head === null ? null : await readFile(octokit, repository, path, head);
  const assessed =
    text === null ? null : assessFile(text, path, await readLearned(store, repository.id, path));
  const outcomes = await store.outcomes.list(repository.id);
  return renderStatus({ path, assessed, outcomes, repositoryPage: repository.url });
}

/** `assessed` is null where the default branch has no such file; `outcomes` are the repository's, newest first. */
export function renderStatus(status: {
  readonly path: string;
  readonly assessed: AssessedFile | null;
  readonly outcomes: readonly RunOutcome[];
  readonly repositoryPage: string;
}): string {
  const { path, assessed, outcomes, repositoryPage } = status;
  const jobs = assessed?.ok === true ? assessed.jobs : [];
  const tallies = tallyRuns(outcomes, path).map(({ newest, ...tally }) => ({
    ...tally,
    words: explainReason(tally.reason ?? ""),
    newest: { ...newest, url: `${repositoryPage}/actions/runs/${newest.runId}/attempts/${newest.attempt}` },
  }));
  return renderBounded((most) =>
    render("status", {
      path,
      problem: assessed?.ok === false ? assessed.problem : null,
      hasFile: assessed !== null,
      jobs: describeJobs(jobs, most),
      moreJobs: Math.max(0, jobs.length - most),
      lists: listReady(jobs, most),
      outcomes: outcomes.length,
      tallies,
    }),
  );
}
