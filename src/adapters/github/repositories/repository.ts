import type { Visibility } from "../../../domain/run/readers.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/**
 * Reads a repository by its name, which GitHub forwards to where it is now; by its id where another repository has the name. Null where
 * it is out of reach then.
 */
export async function readRepository(
  octokit: Octokit,
  named: Pick<Repository, "id" | "owner" | "name">,
): Promise<RepositoryNow | null> {
  const repository = await readRepositoryNamed(octokit, named);
  if (repository.id === named.id) return repository;
  // No page describes this address; it is the one that GitHub forwards former names to.
  return ifThere(async () =>
    repositoryOf(
      wholeAnswer(await octokit.request("GET /repositories/{repository_id}", { repository_id: named.id })),
    ),
  );
}

/** Reads whichever repository has a name. */
export async function readRepositoryNamed(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
): Promise<RepositoryNow> {
  return repositoryOf(wholeAnswer(await octokit.rest.repos.get({ owner, repo: name })));
}

type ApiRepository = Awaited<ReturnType<Octokit["rest"]["repos"]["get"]>>["data"];

/** What an answer about a repository says. */
export function repositoryOf(data: ApiRepository): RepositoryNow {
  return {
    id: data.id,
    owner: data.owner.login,
    ownerId: data.owner.id,
    name: data.name,
    nodeId: data.node_id,
    url: new URL(data.html_url).href,
    defaultBranch: data.default_branch,
    isArchived: data.archived,
    visibility: visibilityOf(data),
  };
}

/** What is not said to be for more is for few. */
function visibilityOf(data: Pick<ApiRepository, "private" | "visibility">): Visibility {
  if (!data.private) return "public";
  return data.visibility === "internal" ? "internal" : "private";
}

/** The commit that a branch is at; null where there is no such branch, or nothing in the repository at all. */
export async function readHead(
  octokit: Octokit,
  { owner, name }: Pick<RepositoryNow, "owner" | "name">,
  branch: string,
): Promise<string | null> {
  try {
    const answer = await octokit.rest.git.getRef({ owner, repo: name, ref: `heads/${branch}` });
    return wholeAnswer(answer).object.sha;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 409) return null;
    throw error;
  }
}
