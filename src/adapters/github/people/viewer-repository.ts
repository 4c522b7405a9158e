import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { isLimit } from "../client/is-limit.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { repositoryOf } from "../repositories/repository.ts";

/** A repository as one person may use it. */
export interface ViewerRepository {
  readonly repository: RepositoryNow;
  readonly mayWrite: boolean;
}

/** How GitHub is asked for a repository: by a name that it has or had, or by its id. */
export type RepositoryAddress = { readonly owner: string; readonly name: string } | { readonly id: number };

/**
 * Asks GitHub whether the person of a client may read a repository, and write to it. Null where not: GitHub hides what somebody may not see behind
 * a 404, and answers 403 where their organization wants another way of signing in. @throws what else Octokit throws, for limits too
 */
export async function readViewerRepository(
  octokit: Octokit,
  address: RepositoryAddress,
): Promise<ViewerRepository | null> {
  try {
    const data = wholeAnswer(
      "id" in address
        ? // The address that GitHub forwards former names to; no page describes it.
          await octokit.request("GET /repositories/{repository_id}", { repository_id: address.id })
        : await octokit.rest.repos.get({ owner: address.owner, repo: address.name }),
    );
    return { repository: repositoryOf(data), mayWrite: data.permissions?.push === true };
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 451 || (status === 403 && !isLimit(error))) return null;
    throw error;
  }
}
