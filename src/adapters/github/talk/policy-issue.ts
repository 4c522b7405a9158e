import { type PolicyIssueMark, readPolicyIssue } from "../../../domain/marks/policy-issue.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import type { RepositoryNow } from "../repositories/repository.ts";

/**
 * What an issue of the bot's about stored policies shows; null for every other issue, and for one that is closed.
 * @throws what Octokit throws, but where there is none, and CutAnswerError
 */
export async function readOpenPolicyIssue(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  number: number,
  botLogin: string,
): Promise<PolicyIssueMark | null> {
  const issue = await ifThere(async () =>
    wholeAnswer(await octokit.rest.issues.get({ owner, repo, issue_number: number })),
  );
  if (issue === null) return null;
  const { user, body, state, pull_request: pullRequest } = issue;
  const isOwn = user?.login === botLogin && pullRequest === undefined && state === "open";
  return isOwn ? readPolicyIssue(body ?? null) : null;
}
