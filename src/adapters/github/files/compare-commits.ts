import type { Repository } from "../../../domain/run/repository.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

type Comparison = Awaited<ReturnType<Octokit["rest"]["repos"]["compareCommitsWithBasehead"]>>["data"];

/**
 * How a commit differs from where it left another, by one call, with one of its commits. Both are ids: of a branch and a tag of one name
 * GitHub would choose. Null where one is gone, or they have nothing in common. @throws what Octokit throws, and CutAnswerError
 */
export async function compareCommits(
  octokit: Octokit,
  { owner, name: repo }: Pick<Repository, "owner" | "name">,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<Comparison | null> {
  const basehead = `${base}...${head}`;
  return ifThere(async () =>
    wholeAnswer(await octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead, per_page: 1 })),
  );
}
