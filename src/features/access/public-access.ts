import type { Bot } from "../../adapters/github/client/bot.ts";
import { isGone } from "../../adapters/github/client/status-of.ts";
import { readRepositoryNamed } from "../../adapters/github/repositories/repository.ts";
import type { SeenPublic } from "../../adapters/store/pages/public-pages.ts";
import type { Store } from "../../adapters/store/store.ts";

/** With what it is found out whether pages are public. */
export interface PublicTools {
  readonly bot: Pick<Bot, "findInstallation" | "connectTo">;
  readonly store: Pick<Store, "publicPages" | "settings">;
}

/**
 * The repository of a name whose pages everybody may see: its settings say so, and GitHub said within the last five minutes that it is
 * public. Null for every other one. GitHub is asked only about names whose settings have said so. @throws what GitHub or the store answered with
 */
export async function findPublic(
  owner: string,
  name: string,
  { bot, store }: PublicTools,
): Promise<SeenPublic | null> {
  const { publicPages, settings } = store;
  const id = await publicPages.find(owner, name);
  if (id === null || (await publicPages.isClosed(id))) return null;
  if ((await settings.readInForce(id))?.pages !== "public") return null;
  const seen = (await publicPages.readSeen(id)) ?? (await look());
  return seen !== null && isNamed(seen, owner, name) ? seen : null;

  async function look(): Promise<SeenPublic | null> {
    const installationId = await bot.findInstallation({ owner, name });
    if (installationId === null) return null;
    const now = await readNow(installationId);
    if (now?.id !== id || now.visibility !== "public") return null;
    const found = { repository: now, installationId };
    await publicPages.remember(found.repository.id, found);
    // It may have become private while GitHub was asked.
    return (await publicPages.isClosed(found.repository.id)) ? null : found;
  }

  async function readNow(installationId: number): Promise<SeenPublic["repository"] | null> {
    const octokit = await bot.connectTo({ installationId, repository: { id, owner, name } });
    return readRepositoryNamed(octokit, { owner, name }).catch((error: unknown) => {
      if (isGone(error)) return null;
      throw error;
    });
  }
}

/** Under a name that it had before it is not shown: another may have the name. */
function isNamed({ repository }: SeenPublic, owner: string, name: string): boolean {
  return `${repository.owner}/${repository.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase();
}
