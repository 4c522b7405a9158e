import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A repository that an installation reaches. */
export interface ReachedRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly isArchived: boolean;
}

/** Lists what an installation reaches, by name. @throws what Octokit throws, and CutAnswerError */
export async function listReachedRepositories(octokit: Octokit): Promise<readonly ReachedRepository[]> {
  const reached: ReachedRepository[] = [];
  const repositories = listItems(async (page) => {
    const answer = await octokit.rest.apps.listReposAccessibleToInstallation(page);
    return wholeAnswer(answer).repositories;
  });
  for await (const { id, owner, name, default_branch: defaultBranch, archived: isArchived } of repositories)
    reached.push({ id, owner: owner.login, name, defaultBranch, isArchived });
  return reached.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
