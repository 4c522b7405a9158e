import type { RepositoryNow } from "../../adapters/github/repositories/repository.ts";
import { assessFile } from "../../domain/assessment/assess.ts";
import type { AssessedFile } from "../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import { noDecisions } from "../../domain/baseline/decision.ts";
import type { StoredPolicies } from "../../domain/guard/stored-guard.ts";
import { readLearned } from "./read-learned.ts";
import { readSettings, type SettingsNow } from "./read-settings.ts";
import { readStoredIfThere } from "./read-stored.ts";
import { readWorkflows } from "./read-workflows.ts";
import type { LookTools } from "./tools.ts";

/** How the jobs of a repository stand. */
export interface Standings {
  /** By workflow file, as far as files were looked at. */
  readonly files: readonly {
    readonly path: string;
    readonly text: string;
    readonly assessed: AssessedFile;
  }[];
  readonly moreFiles: number;
  readonly mistakes: SettingsNow["mistakes"];
}

/** Assesses the jobs of all workflow files of the default branch. No host is resolved for it. */
export async function readStandings(repository: RepositoryNow, tools: LookTools): Promise<Standings> {
  const { id } = repository;
  const { settings, mistakes } = await readSettings(repository, tools);
  const decisions = await tools.store.decisions.list(id);
  const records = await tools.store.jobRecords.list(id);
  const { files, more } = await readWorkflows(repository, tools);
  const standings: { path: string; text: string; assessed: AssessedFile }[] = [];
  // A Policy Store that does not answer is not waited for once more with each file.
  let isAnswering = true;
  for (const { path, text } of files) {
    const stored: StoredPolicies | null = isAnswering
      ? await readStoredIfThere(repository, { path, text }, settings, tools)
      : null;
    isAnswering = stored !== null;
    const rules: Rules = {
      settings,
      decisions: decisions.get(path) ?? noDecisions,
      resolutions: new Map(),
      records: records.get(path) ?? new Map(),
      stored,
    };
    const learned = await readLearned(tools.store, id, path, settings);
    standings.push({ path, text, assessed: assessFile(text, path, learned, rules) });
  }
  return { files: standings, moreFiles: more, mistakes };
}
