import { type ReadPolicyIssue, readPolicyIssue } from "../../../domain/marks/policy-issue.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/**
 * What an issue of the bot's about stored policies shows; null for every other issue, and for one that is closed.
 * @throws what Octokit throws, but where there is none, and CutAnswerError
 */
export async function readOpenPolicyIssue(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  number: number,
  botLogin: string,
): Promise<ReadPolicyIssue | null> {
  const issue = await ifThere(async () =>
    wholeAnswer(await octokit.rest.issues.get({ owner, repo, issue_number: number })),
  );
  if (issue === null) return null;
  const { user, body, state, pull_request: pullRequest } = issue;
  const isOwn = user?.login === botLogin && pullRequest === undefined && state === "open";
  return isOwn ? readPolicyIssue(body ?? null) : null;
}

/**
 * The numbers of the bot's open issues about stored policies, oldest first, among its hundred newest open issues.
 * @throws what Octokit throws, and CutAnswerError
 */
export async function listPolicyIssues(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  botLogin: string,
): Promise<readonly number[]> {
  const wanted = { owner, repo, creator: botLogin, state: "open", per_page: 100 } as const;
  return wholeAnswer(await octokit.rest.issues.listForRepo(wanted))
    .filter(({ user, body, pull_request: pullRequest }) => {
      const isOwn = user?.login === botLogin && pullRequest === undefined;
      return isOwn && readPolicyIssue(body ?? null) !== null;
    })
    .map(({ number }) => number)
    .sort((a, b) => a - b);
}
