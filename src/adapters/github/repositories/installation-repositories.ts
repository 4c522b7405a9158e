import { itemsPerPage, listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A repository that an installation reaches. */
export interface ReachedRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly isArchived: boolean;
  /** When somebody pushed to any of its branches last, ms since 1970; null where nobody did. */
  readonly pushedAt: number | null;
}

/** Lists what an installation reaches, by name. @throws what Octokit throws, and CutAnswerError */
export async function listReachedRepositories(octokit: Octokit): Promise<readonly ReachedRepository[]> {
  const reached: ReachedRepository[] = [];
  const repositories = listItems(async ({ page }) => (await readReachedPage(octokit, page)).repositories);
  for await (const repository of repositories) reached.push(repository);
  return reached.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** Reads a hundred of what an installation reaches, in GitHub's order. Pages count from 1. @throws as above */
export async function readReachedPage(
  octokit: Octokit,
  page: number,
): Promise<{ readonly repositories: readonly ReachedRepository[]; readonly isLast: boolean }> {
  const answer = await octokit.rest.apps.listReposAccessibleToInstallation({ per_page: itemsPerPage, page });
  const repositories = wholeAnswer(answer).repositories.map(
    ({ id, owner, name, default_branch: defaultBranch, archived: isArchived, pushed_at: pushed }) => {
      const pushedAt = Date.parse(pushed ?? "");
      return {
        id,
        owner: owner.login,
        name,
        defaultBranch,
        isArchived,
        pushedAt: Number.isNaN(pushedAt) ? null : pushedAt,
      };
    },
  );
  return { repositories, isLast: repositories.length < itemsPerPage };
}
