import { isRefused } from "../../adapters/github/client/is-refused.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { statusOf } from "../../adapters/github/client/status-of.ts";
import {
  isOwnerRepository,
  type OwnerRepository,
  readOwnerRepository,
} from "../../adapters/github/repositories/owner-repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import { combineSettings, type PartialSettings, type Settings } from "../../domain/settings/settings.ts";
import type { Mistake } from "../../domain/settings/settings-text.ts";
import { noLayer, readKeptLayers, readLayer, type SettingsLayer } from "./read-layer.ts";

/** The settings of a repository at one moment. */
export interface SettingsNow {
  readonly settings: Settings;
  /** In the files as they are; of a file that has some the last version without is in force. */
  readonly mistakes: readonly (Mistake & { readonly file: "repository" | "owner" })[];
}

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "settings">;
}

/**
 * Reads the settings of a repository, from its default branch over those of its owner over the defaults.
 * @throws what GitHub or the store answered with; an owner's repository that is missing or closed to the App is none
 */
export async function readSettings(repository: OwnerRepository, tools: Tools): Promise<SettingsNow> {
  const isOwners = isOwnerRepository(repository);
  const owners = isOwners ? null : await findOwners(repository.owner, tools);
  const ofOwner = owners === null ? noLayer : await readOwnersLayer(owners, tools);
  const ofRepository = await readLayer(repository, "HEAD", tools);
  const own = isOwners ? ofRepository.layers : ofRepository.layers.map(withoutOwners);
  const settings = combineSettings([...ofOwner.layers, ...own]);
  await tools.store.settings.rememberInForce(repository, settings, new Date().toISOString());
  await tools.store.settings.rememberOwners(repository.id, owners?.id ?? null);
  return {
    settings,
    mistakes: [
      ...ofRepository.mistakes.map((mistake) => ({ ...mistake, file: "repository" as const })),
      ...ofOwner.mistakes.map((mistake) => ({ ...mistake, file: "owner" as const })),
    ],
  };
}

/** What a shared file says for an owner, it does not say for a repository that extends it. */
function withoutOwners({ repositories: _, perDay: __, ...others }: PartialSettings): PartialSettings {
  return others;
}

async function findOwners(owner: string, { octokit }: Tools): Promise<OwnerRepository | null> {
  return unlessClosed(null, () => readOwnerRepository(octokit, owner));
}

async function readOwnersLayer(repository: OwnerRepository, tools: Tools): Promise<SettingsLayer> {
  return unlessClosed(noLayer, () => readLayer(repository, "HEAD", tools));
}

async function unlessClosed<Value>(otherwise: Value, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 404 || isRefused(error)) return otherwise;
    throw error;
  }
}

/**
 * The settings of a repository as they were read last, without asking GitHub: a push that changes them has them read again. Null where they never
 * were. Tells of no mistakes. @throws what the store answered with
 */
export async function readKeptSettings(
  repositoryId: number,
  store: Pick<Store, "settings">,
): Promise<Settings | null> {
  const owners = await store.settings.readOwners(repositoryId);
  if (owners === undefined) return null;
  const own = await readKeptLayers(repositoryId, store);
  // The owner's own repository has no other above it, and says itself what owners say.
  if (owners === null) return combineSettings(own);
  return combineSettings([...(await readKeptLayers(owners, store)), ...own.map(withoutOwners)]);
}
