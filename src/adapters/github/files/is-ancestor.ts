import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { compareCommits } from "./compare-commits.ts";

/** Whether a commit is the head or one that came before it, by one call. False where one is gone. @throws what Octokit throws, and CutAnswerError */
export async function isAncestor(
  octokit: Octokit,
  repository: Pick<Repository, "owner" | "name">,
  { commit, head }: { readonly commit: string; readonly head: string },
): Promise<boolean> {
  const comparison = await compareCommits(octokit, repository, { base: head, head: commit });
  return comparison?.ahead_by === 0;
}
