import type { Octokit } from "../../adapters/github/client/octokit.ts";
import {
  readSettingsFile,
  readSharedFile,
  type SettingsFileContent,
} from "../../adapters/github/files/settings-file.ts";
import {
  isOwnerRepository,
  type OwnerRepository,
} from "../../adapters/github/repositories/owner-repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignSettings } from "../../adapters/yaml/parse-foreign.ts";
import type { ParsedSettings } from "../../domain/settings/parse-settings.ts";
import { plainLine } from "../../domain/settings/plain-line.ts";
import type { PartialSettings } from "../../domain/settings/settings.ts";
import { findTopKey, type Mistake, quote } from "../../domain/settings/settings-text.ts";
import { parseSharedPlace } from "../../domain/settings/shared-file.ts";
import { settingsFileWords } from "../../domain/text/sentences/settings-mistakes.ts";
import type { Position } from "../../shared/text-positions.ts";

/** One settings file, and what of it is in force. */
export interface SettingsLayer {
  /** The shared file, where it extends one, and the file itself, which lies on top. */
  readonly layers: readonly PartialSettings[];
  readonly mistakes: readonly Mistake[];
  /** Whether an earlier version is in force, because this one has mistakes. */
  readonly isEarlier: boolean;
}

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "settings">;
}

/** Where there is no file. */
export const noLayer: SettingsLayer = { layers: [], mistakes: [], isEarlier: false };

/** Reads the settings file of one repository at a commit, and remembers it if it has no mistakes. @throws what GitHub or the store answered with */
export async function readLayer(
  repository: OwnerRepository,
  commit: string,
  tools: Tools,
): Promise<SettingsLayer> {
  const { settings: stored } = tools.store;
  const content = await readSettingsFile(tools.octokit, repository, commit);
  if (content.kind === "none") {
    await stored.rememberGood(repository.id, null);
    return noLayer;
  }
  const parsed = await parseContent(content);
  const mistakes = parsed.ok ? findMisplaced(repository, parsed.settings, content) : parsed.mistakes;
  if (!parsed.ok || mistakes.length > 0) return readEarlier(mistakes);
  const { settings, normalised } = parsed;
  if (settings.extends === undefined) {
    await stored.rememberGood(repository.id, normalised);
    return { layers: [settings], mistakes: [], isEarlier: false };
  }
  const shared = await readShared(repository.owner, settings.extends, tools);
  if (shared === null) {
    const message = plainLine(settingsFileWords.noShared(quote(settings.extends)), 300);
    return readEarlier([{ ...placeOf(content, "extends"), path: "extends", message }]);
  }
  await stored.rememberGood(repository.id, normalised, shared.normalised);
  return { layers: [shared.settings, settings], mistakes: [], isEarlier: false };

  async function readEarlier(mistakes: readonly Mistake[]): Promise<SettingsLayer> {
    const layers = await readKeptLayers(repository.id, tools.store);
    return { layers, mistakes, isEarlier: layers.length > 0 };
  }
}

/** What the file said when it last had no mistakes, behind the shared file that it extended then. @throws what the store answered with */
export async function readKeptLayers(
  repositoryId: number,
  { settings }: Pick<Store, "settings">,
): Promise<readonly PartialSettings[]> {
  const layers: PartialSettings[] = [];
  for (const text of [await settings.readGoodShared(repositoryId), await settings.readGood(repositoryId)]) {
    // What another version of this program found to be good may not be so to this one.
    const good = text === null ? null : await parseForeignSettings(text);
    if (good?.ok === true) layers.push(good.settings);
  }
  return layers;
}

/** A shared file; null where it cannot be used. It extends no other one. */
async function readShared(
  owner: string,
  place: string,
  { octokit }: Tools,
): Promise<Extract<ParsedSettings, { ok: true }> | null> {
  const content = await readSharedFile(octokit, owner, parseSharedPlace(place));
  if (content.kind === "none") return null;
  const parsed = await parseContent(content);
  return parsed.ok && parsed.settings.extends === undefined ? parsed : null;
}

/** What a repository's own file says although it is for its owner to say. */
function findMisplaced(
  repository: OwnerRepository,
  { repositories, perDay }: PartialSettings,
  content: SettingsFileContent,
): readonly Mistake[] {
  if (isOwnerRepository(repository)) return [];
  const misplaced = [...(repositories ? ["repositories"] : []), ...(perDay ? ["per-day"] : [])];
  return misplaced.map((key) => ({
    ...placeOf(content, key),
    path: key,
    message: settingsFileWords.ownerOnly(key),
  }));
}

function placeOf(content: SettingsFileContent, key: string): Position {
  return content.kind === "text" ? findTopKey(content.text, key) : { line: 1, column: 1 };
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
