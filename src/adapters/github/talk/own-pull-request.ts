import { pathOfBranch } from "../../../domain/marks/branch.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import type { RepositoryNow } from "../repositories/repository.ts";

/**
 * The workflow file whose proposal a pull request is. Null where there is no such pull request, or it is not the bot's own.
 * @throws what Octokit throws, but for a 404, and CutAnswerError
 */
export async function readProposedPath(
  octokit: Octokit,
  { id, owner, name }: RepositoryNow,
  number: number,
  botLogin: string,
): Promise<string | null> {
  try {
    const answer = await octokit.rest.pulls.get({ owner, repo: name, pull_number: number });
    const { user, head } = wholeAnswer(answer);
    // A fork may have a branch of the same name.
    const isOwn = user?.login === botLogin && head.repo?.id === id;
    return isOwn ? pathOfBranch(head.ref) : null;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
