import type { Repository } from "../../../domain/run/repository.ts";
import { itemsPerPage, listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A pull request may touch thousands of files. */
const mostPages = 5;

/** A file that a pull request adds, changes, renames or removes. */
export interface PullRequestFile {
  /** As the pull request has it; null where it removes the file. */
  readonly path: string | null;
  /** As it was before, or would be: of a file that is added, the same. */
  readonly was: string;
}

/** What a pull request changes, of the first 500 files, and whether these are all. @throws what Octokit throws, and CutAnswerError */
export async function listPullRequestFiles(
  octokit: Octokit,
  { owner, name: repo }: Pick<Repository, "owner" | "name">,
  number: number,
): Promise<{ readonly files: readonly PullRequestFile[]; readonly isWhole: boolean }> {
  let count = 0;
  const changed: PullRequestFile[] = [];
  const files = listItems(
    async (page) =>
      wholeAnswer(await octokit.rest.pulls.listFiles({ owner, repo, pull_number: number, ...page })),
    mostPages,
  );
  for await (const { filename, status, previous_filename: previous } of files) {
    count += 1;
    changed.push({ path: status === "removed" ? null : filename, was: previous ?? filename });
  }
  return { files: changed, isWhole: count < mostPages * itemsPerPage };
}
