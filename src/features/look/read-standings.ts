import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import type { AssessedFile } from "../../domain/assessment/job-assessment.ts";
import { noDecisions } from "../../domain/baseline/decision.ts";
import type { Enforcer } from "../../domain/guard/enforcer.ts";
import type { Upstream } from "../../domain/harden-runner/upstream.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { readableFile, type WorkflowFile } from "../../domain/workflow/workflow-file.ts";
import { assessFileAt } from "./assess-file.ts";
import { readSettings, type SettingsNow } from "./read-settings.ts";
import { readUpstream } from "./read-upstream.ts";
import { readWorkflows } from "./read-workflows.ts";
import type { LookTools } from "./tools.ts";

/** How the jobs of a workflow file stand. */
export interface Standing {
  readonly path: string;
  /** Null where it cannot be read. */
  readonly file: WorkflowFile | null;
  readonly assessed: AssessedFile;
  readonly enforcer: Enforcer;
}

/** How the jobs of a repository stand. */
export interface Standings {
  /** By workflow file, as far as files were looked at. */
  readonly files: readonly Standing[];
  readonly moreFiles: number;
  readonly mistakes: SettingsNow["mistakes"];
  /** What GitHub's tags of Harden-Runner say beside what the bot knows. */
  readonly upstream: Upstream;
}

/** Assesses the jobs of all workflow files of the default branch. No host is resolved for it. */
export async function readStandings(repository: RepositoryNow, tools: LookTools): Promise<Standings> {
  const { id } = repository;
  const settings = await readSettings(repository, tools);
  await tools.store.decisions.keepForOwner(id, repository.ownerId);
  const decisions = await tools.store.decisions.list(id);
  const records = await tools.store.jobRecords.list(id);
  const { files, more } = await readWorkflows(repository, tools);
  const standings: Standing[] = [];
  // A Policy Store that does not answer is not waited for once more with each file.
  let isAnswering = true;
  for (const { path, text } of files) {
    const parsed = await parseForeignWorkflow(text);
    const known = {
      ...settings,
      decisions: decisions.get(path) ?? noDecisions,
      records: records.get(path) ?? new Map(),
    };
    const { assessed, rules, isSilent } = await assessFileAt({ repository, path, parsed }, tools, {
      outside: isAnswering ? "may-be-silent" : "not-asked",
      known,
    });
    isAnswering &&= !isSilent;
    const { enforcer } = rules;
    if (assessed !== null) standings.push({ path, file: readableFile(parsed), assessed, enforcer });
  }
  const upstream = await readUpstream(tools);
  return { files: standings, moreFiles: more, mistakes: settings.mistakes, upstream };
}
