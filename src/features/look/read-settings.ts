import { isRefused } from "../../adapters/github/client/is-refused.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { statusOf } from "../../adapters/github/client/status-of.ts";
import { readSettingsFile, type SettingsFileContent } from "../../adapters/github/files/settings-file.ts";
import {
  isOwnerRepository,
  type OwnerRepository,
  readOwnerRepository,
} from "../../adapters/github/repositories/owner-repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignSettings } from "../../adapters/yaml/parse-foreign.ts";
import type { ParsedSettings } from "../../domain/settings/parse-settings.ts";
import { combineSettings, type PartialSettings, type Settings } from "../../domain/settings/settings.ts";
import type { Mistake } from "../../domain/settings/settings-text.ts";
import { settingsFileWords } from "../../domain/text/sentences/settings-mistakes.ts";

/** The settings of a repository at one moment. */
export interface SettingsNow {
  readonly settings: Settings;
  /** In the files as they are; of a file that has some the last version without is in force. */
  readonly mistakes: readonly (Mistake & { readonly file: "repository" | "owner" })[];
}

/** One settings file, and what of it is in force. */
export interface SettingsLayer {
  readonly settings: PartialSettings;
  readonly mistakes: readonly Mistake[];
  /** Whether an earlier version is in force, because this one has mistakes. */
  readonly isEarlier: boolean;
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
  const owners = isOwnerRepository(repository) ? null : await findOwners(repository.owner, tools);
  const ofOwner = owners === null ? absent : await readOwnersLayer(owners, tools);
  const ofRepository = await readLayer(repository, "HEAD", tools);
  const settings = combineSettings([ofOwner.settings, ofRepository.settings]);
  await tools.store.settings.rememberInForce(repository.id, settings, new Date().toISOString());
  await tools.store.settings.rememberOwners(repository.id, owners?.id ?? null);
  return {
    settings,
    mistakes: [
      ...ofRepository.mistakes.map((mistake) => ({ ...mistake, file: "repository" as const })),
      ...ofOwner.mistakes.map((mistake) => ({ ...mistake, file: "owner" as const })),
    ],
  };
}

const absent: SettingsLayer = { settings: {}, mistakes: [], isEarlier: false };

async function findOwners(owner: string, { octokit }: Tools): Promise<OwnerRepository | null> {
  return unlessClosed(null, () => readOwnerRepository(octokit, owner));
}

async function readOwnersLayer(repository: OwnerRepository, tools: Tools): Promise<SettingsLayer> {
  return unlessClosed(absent, () => readLayer(repository, "HEAD", tools));
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
  const layers: PartialSettings[] = [];
  for (const id of owners === null ? [repositoryId] : [owners, repositoryId]) {
    const text = await store.settings.readGood(id);
    const parsed = text === null ? null : await parseForeignSettings(text);
    if (parsed?.ok === true) layers.push(parsed.settings);
  }
  return combineSettings(layers);
}

/** Reads the settings file of one repository at a commit, and remembers it if it has no mistakes. @throws as `readSettings` */
export async function readLayer(
  repository: OwnerRepository,
  commit: string,
  { octokit, store }: Tools,
): Promise<SettingsLayer> {
  const content = await readSettingsFile(octokit, repository, commit);
  if (content.kind === "none") {
    await store.settings.rememberGood(repository.id, null);
    return absent;
  }
  const parsed = await parseContent(content);
  if (parsed.ok) {
    await store.settings.rememberGood(repository.id, parsed.normalised);
    return { settings: parsed.settings, mistakes: [], isEarlier: false };
  }
  const earlier = await store.settings.readGood(repository.id);
  // What another version of this program found to be good may not be so to this one.
  const good = earlier === null ? null : await parseForeignSettings(earlier);
  return good?.ok === true
    ? { settings: good.settings, mistakes: parsed.mistakes, isEarlier: true }
    : { settings: {}, mistakes: parsed.mistakes, isEarlier: false };
}

const problemWords: Readonly<
  Record<Extract<SettingsFileContent, { kind: "unreadable" }>["problem"], string>
> = {
  "not-a-file": settingsFileWords.notAFile,
  "too-large": settingsFileWords.tooLarge,
  "not-utf-8": settingsFileWords.notUtf8,
};

async function parseContent(
  content: Exclude<SettingsFileContent, { kind: "none" }>,
): Promise<ParsedSettings> {
  if (content.kind === "text") return parseForeignSettings(content.text);
  return {
    ok: false,
    mistakes: [{ line: 1, column: 1, path: "", message: problemWords[content.problem] }],
  };
}
