import { pathOfBranch } from "../../../domain/marks/branch.ts";
import { type Place, placeOfIssue } from "../../../domain/marks/place.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** An issue or a pull request, and what it is about. */
export interface Thread extends Place {
  /** Whether it is the pull request in which the bot proposes a workflow file. */
  readonly isProposal: boolean;
}

const elsewhere: Thread = { path: null, jobId: null, isProposal: false };

/**
 * What an issue or a pull request is about: only the bot's own say so. Null where there is no such issue.
 * @throws what Octokit throws, but where there is none, and CutAnswerError
 */
export async function readThread(
  octokit: Octokit,
  repository: RepositoryNow,
  number: number,
  botLogin: string,
): Promise<Thread | null> {
  const { owner, name: repo } = repository;
  const issue = await ifThere(async () =>
    wholeAnswer(await octokit.rest.issues.get({ owner, repo, issue_number: number })),
  );
  if (issue === null) return null;
  if (issue.user?.login !== botLogin) return elsewhere;
  if (issue.pull_request === undefined) return { ...placeOfIssue(issue.body ?? null), isProposal: false };
  const path = await readProposedPath(octokit, repository, number);
  return path === null ? elsewhere : { path, jobId: null, isProposal: true };
}

/** The workflow file whose proposal a pull request of the bot's is; null for one from another branch. */
async function readProposedPath(
  octokit: Octokit,
  { id, owner, name: repo }: RepositoryNow,
  number: number,
): Promise<string | null> {
  const pull = await ifThere(async () =>
    wholeAnswer(await octokit.rest.pulls.get({ owner, repo, pull_number: number })),
  );
  // A fork may have a branch of the same name.
  return pull === null || pull.head.repo?.id !== id ? null : pathOfBranch(pull.head.ref);
}
