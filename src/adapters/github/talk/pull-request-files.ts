import type { Repository } from "../../../domain/run/repository.ts";
import { itemsPerPage, listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A pull request may touch thousands of files. */
const mostPages = 5;

/** The paths that a pull request adds or changes, of the first 500 files, and whether these are all. @throws what Octokit throws, and CutAnswerError */
export async function listPullRequestFiles(
  octokit: Octokit,
  { owner, name: repo }: Pick<Repository, "owner" | "name">,
  number: number,
): Promise<{ readonly files: readonly string[]; readonly isWhole: boolean }> {
  let count = 0;
  const paths: string[] = [];
  const files = listItems(
    async (page) =>
      wholeAnswer(await octokit.rest.pulls.listFiles({ owner, repo, pull_number: number, ...page })),
    mostPages,
  );
  for await (const { filename, status } of files) {
    count += 1;
    if (status !== "removed") paths.push(filename);
  }
  return { files: paths, isWhole: count < mostPages * itemsPerPage };
}
