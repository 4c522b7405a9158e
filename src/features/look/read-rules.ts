import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { RepositoryNow } from "../../adapters/github/repositories/repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import { readSettings, type SettingsNow } from "./read-settings.ts";
import { type PolicyTools, readStored } from "./read-stored.ts";

/** The rules for a workflow file, and what is wrong with the settings. */
export interface RulesNow {
  readonly rules: Rules;
  readonly mistakes: SettingsNow["mistakes"];
}

/** Where the rules are kept. */
export interface RulesStore extends Pick<Store, "settings" | "policies"> {
  readonly decisions: Pick<Store["decisions"], "read">;
  readonly jobRecords: Pick<Store["jobRecords"], "read">;
}

/**
 * Reads the settings, what people have decided, and what the Policy Store has where the lists are kept there. No host has been
 * resolved yet. @throws PolicyStoreError, and what GitHub or the store answered with
 */
export async function readRules(
  repository: RepositoryNow,
  { path, text }: { readonly path: string; readonly text: string | null },
  tools: { readonly octokit: Octokit; readonly store: RulesStore } & PolicyTools,
): Promise<RulesNow> {
  const { settings, mistakes } = await readSettings(repository, tools);
  const decisions = await tools.store.decisions.read(repository.id, path);
  const records = await tools.store.jobRecords.read(repository.id, path);
  const stored = await readStored(repository, { path, text }, settings, tools);
  return { rules: { settings, decisions, resolutions: new Map(), records, stored }, mistakes };
}
