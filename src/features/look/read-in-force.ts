import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readRepository } from "../../adapters/github/repositories/repository.ts";
import type { SettingsInForce } from "../../adapters/store/settings.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { defaultSettings } from "../../domain/settings/settings.ts";
import { readSettings } from "./read-settings.ts";

/** For so many ms what was read is taken to hold: settings of the owner change without a word to the repository. */
const freshness = 3_600_000;

/**
 * What of the settings is in force that is asked with each push to a pull request: as it was read within the last hour, else as GitHub has
 * it now. @throws what GitHub or the store answered with
 */
export async function readInForce(
  named: Repository,
  tools: { readonly octokit: Octokit; readonly store: Pick<Store, "settings"> },
): Promise<SettingsInForce> {
  const known = await tools.store.settings.readInForce(named.id);
  if (known !== null && Date.now() - Date.parse(known.at) < freshness) return known;
  const repository = await readRepository(tools.octokit, named);
  if (repository === null) return defaultSettings;
  return (await readSettings(repository, tools)).settings;
}
