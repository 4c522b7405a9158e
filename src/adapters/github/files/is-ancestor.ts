import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { isGone } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/**
 * Whether a commit is the head or one that came before it, by one call. Both are ids: of a branch and a tag of one name GitHub would choose.
 * False where one is gone. @throws what Octokit throws, and CutAnswerError
 */
export async function isAncestor(
  octokit: Octokit,
  { owner, name: repo }: Pick<Repository, "owner" | "name">,
  { commit, head }: { readonly commit: string; readonly head: string },
): Promise<boolean> {
  try {
    const basehead = `${head}...${commit}`;
    const answer = await octokit.rest.repos.compareCommitsWithBasehead({
      owner,
      repo,
      basehead,
      per_page: 1,
    });
    return wholeAnswer(answer).ahead_by === 0;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
