import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

const nameOfOwners = ".github";

/** The repository in which an owner keeps what is for all repositories. */
export interface OwnerRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** Whether a repository is the one in which its owner keeps what is for all. */
export function isOwnerRepository({ name }: { readonly name: string }): boolean {
  return name.toLowerCase() === nameOfOwners;
}

/**
 * Reads the owner's repository `.github`. Null where the name leads elsewhere by now: GitHub forwards to where a repository was moved
 * to, and another owner's settings are not this one's. @throws what Octokit throws, also a 404 where there is none, and CutAnswerError
 */
export async function readOwnerRepository(octokit: Octokit, owner: string): Promise<OwnerRepository | null> {
  const {
    id,
    name,
    owner: actual,
  } = wholeAnswer(await octokit.rest.repos.get({ owner, repo: nameOfOwners }));
  if (!isOwnerRepository({ name }) || actual.login.toLowerCase() !== owner.toLowerCase()) return null;
  return { id, owner: actual.login, name };
}
