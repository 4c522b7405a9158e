import { z } from "zod";
import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

const viewerSchema = z.object({ id: z.int().positive(), login: z.string().min(1).max(100) });

/** Whose token a client has. @throws what Octokit throws, and a ZodError for a torn answer */
export async function readViewer(octokit: Octokit): Promise<z.infer<typeof viewerSchema>> {
  const { data } = await octokit.rest.users.getAuthenticated();
  const { id, login } = viewerSchema.parse(data);
  return { id, login };
}

/** An account on which the App is installed and in which a person may read something that the App reaches. */
export interface ViewerInstallation {
  readonly installationId: number;
  readonly ownerId: number;
  readonly login: string;
}

/** So many pages of a hundred are read at most. */
const mostPages = 10;

/** Where the App is installed for a person, by login. @throws what Octokit throws, and CutAnswerError */
export async function listViewerInstallations(octokit: Octokit): Promise<readonly ViewerInstallation[]> {
  const found: ViewerInstallation[] = [];
  const listed = listItems(
    async (page) =>
      wholeAnswer(await octokit.rest.apps.listInstallationsForAuthenticatedUser(page)).installations,
    mostPages,
  );
  for await (const { id, account, suspended_at: suspendedAt } of listed)
    if (account !== null && "login" in account && suspendedAt === null)
      found.push({ installationId: id, ownerId: account.id, login: account.login });
  return found.sort((a, b) => (a.login.toLowerCase() < b.login.toLowerCase() ? -1 : 1));
}

/**
 * The ids of all that a person may read of an installation, where they are no more than `most`; null where they are more, for which one call
 * is made. @throws what Octokit throws, and CutAnswerError
 */
export async function listViewerRepositories(
  octokit: Octokit,
  installationId: number,
  most: number,
): Promise<readonly number[] | null> {
  let isMore = false;
  const ids: number[] = [];
  const listed = listItems(async (page) => {
    const answer = wholeAnswer(
      await octokit.rest.apps.listInstallationReposForAuthenticatedUser({
        installation_id: installationId,
        ...page,
      }),
    );
    isMore = answer.total_count > most;
    return isMore ? [] : answer.repositories;
  });
  for await (const { id } of listed) ids.push(id);
  return isMore ? null : ids;
}
