import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A repository of an owner. */
export interface OwnersRepository {
  readonly name: string;
  readonly isArchived: boolean;
}

/** Lists the repositories of an organisation or a person that a token may see, by name. @throws what Octokit throws, also a 404, and CutAnswerError */
export async function listOwnerRepositories(
  octokit: Octokit,
  owner: string,
): Promise<readonly OwnersRepository[]> {
  const found: OwnersRepository[] = [];
  const ofOrganisation = listItems(async (page) =>
    wholeAnswer(await octokit.rest.repos.listForOrg({ org: owner, ...page })),
  );
  const ofPerson = listItems(async (page) =>
    wholeAnswer(await octokit.rest.repos.listForUser({ username: owner, ...page })),
  );
  const add = ({ name, archived }: { readonly name: string; readonly archived?: boolean }): void => {
    found.push({ name, isArchived: archived === true });
  };
  try {
    for await (const repository of ofOrganisation) add(repository);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    for await (const repository of ofPerson) add(repository);
  }
  return found.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
