import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { hasCommentWith, postComment } from "../../adapters/github/talk/comments.ts";
import type { AnswerClaim } from "../../adapters/store/answers.ts";
import type { Store } from "../../adapters/store/store.ts";
import { markAnswer } from "../../domain/marks/hidden-marks.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { waitForClaim } from "./wait-for-claim.ts";

/** The comment that is answered. */
export interface Question {
  readonly repository: Pick<Repository, "id" | "owner" | "name">;
  readonly pullRequest: number;
  readonly commentId: number;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

// Posting takes two calls. Who holds the claim longer has died.
const claimTime = 30_000;

/**
 * Posts the one answer to a comment. The answer carries a hidden mark, which is looked for before, so it is not posted again
 * by a second worker or after a crash. @throws what GitHub or the store answered with, for the caller to try again
 */
export async function postAnswer(
  { repository, pullRequest, commentId, createdAt }: Question,
  text: string,
  tools: { readonly octokit: Octokit; readonly store: Pick<Store, "answers">; readonly botLogin: string },
): Promise<void> {
  const { octokit, store, botLogin } = tools;
  const claim = await claimAnswer(store.answers, repository.id, commentId);
  if (claim === null) return;
  try {
    const marker = markAnswer(commentId);
    const sought = { marker, login: botLogin, since: createdAt };
    if (!(await hasCommentWith(octokit, repository, pullRequest, sought)))
      await postComment(octokit, repository, pullRequest, `${text.trim()}\n\n${marker}\n`);
    await store.answers.markAnswered(repository.id, commentId);
  } finally {
    await claim.release();
  }
}

/** Waits for its turn. Null where the comment has been answered meanwhile. */
async function claimAnswer(
  answers: Store["answers"],
  repositoryId: number,
  commentId: number,
): Promise<AnswerClaim | null> {
  const claim = await waitForClaim(() => answers.claim(repositoryId, commentId, claimTime), claimTime);
  if (!(await answers.isAnswered(repositoryId, commentId))) return claim;
  await claim.release();
  return null;
}
