import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A pull request may touch thousands of files. */
const mostPages = 5;
const perPage = 100;

/** The paths that a pull request adds or changes, of the first 500. @throws what Octokit throws, and CutAnswerError */
export async function listPullRequestFiles(
  octokit: Octokit,
  { owner, name: repo }: Pick<Repository, "owner" | "name">,
  number: number,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await octokit.rest.pulls.listFiles({
      owner,
      repo,
      pull_number: number,
      per_page: perPage,
      page,
    });
    const files = wholeAnswer(answer);
    for (const { filename, status } of files) if (status !== "removed") paths.push(filename);
    if (files.length < perPage) break;
  }
  return paths;
}
