import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** Where a text stands: the body of an issue or a pull request, or a comment there. */
export interface TextAt {
  readonly number: number;
  /** Null for the body. */
  readonly commentId: number | null;
}

/** A text that the bot wrote, as it is now: people may have edited it. */
export interface OwnText {
  readonly body: string;
  readonly isPullRequest: boolean;
}

/** Reads a text as it is now. Null where it is gone, or the bot did not write it. @throws what Octokit throws, and CutAnswerError */
export async function readOwnText(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  { number, commentId }: TextAt,
  botLogin: string,
): Promise<OwnText | null> {
  if (commentId !== null) {
    const comment = await ifThere(async () =>
      wholeAnswer(await octokit.rest.issues.getComment({ owner, repo, comment_id: commentId })),
    );
    const isOwn = comment?.user?.login === botLogin && comment.issue_url.endsWith(`/issues/${number}`);
    return isOwn ? { body: comment.body ?? "", isPullRequest: false } : null;
  }
  const issue = await ifThere(async () =>
    wholeAnswer(await octokit.rest.issues.get({ owner, repo, issue_number: number })),
  );
  if (issue?.user?.login !== botLogin) return null;
  return { body: issue.body ?? "", isPullRequest: issue.pull_request !== undefined };
}

/** Changes a text. @throws what Octokit throws */
export async function writeOwnText(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  { number, commentId }: TextAt,
  { body, isPullRequest }: OwnText,
): Promise<void> {
  if (commentId !== null)
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: commentId, body });
  else if (isPullRequest) await octokit.rest.pulls.update({ owner, repo, pull_number: number, body });
  else await octokit.rest.issues.update({ owner, repo, issue_number: number, body });
}
