import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import { chooseTarget } from "../../domain/harden-runner/choose-target.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { WorkflowFile } from "../../domain/workflow/workflow-file.ts";
import type { PolicyTools } from "../enforce/policy-store/policy-tools.ts";
import { type OutsideAnswer, openEnforcer } from "./open-enforcer.ts";
import { readSettings, type SettingsNow } from "./read-settings.ts";
import { readUpstream } from "./read-upstream.ts";

/** The rules for a workflow file, and what is wrong with the settings. */
export interface RulesNow {
  readonly rules: Rules;
  readonly mistakes: SettingsNow["mistakes"];
  /** What is kept outside the file could not be read, and was not required. */
  readonly isSilent: boolean;
}

/** The settings of a repository, and what is kept about one of its files. */
export type KnownRules = SettingsNow & Pick<Rules, "decisions" | "records">;

/** Where the rules are kept. */
export interface RulesStore extends Pick<Store, "settings" | "policies" | "upstreamTags"> {
  readonly decisions: Pick<Store["decisions"], "read" | "keepForOwner">;
  readonly jobRecords: Pick<Store["jobRecords"], "read">;
}

interface Tools extends PolicyTools {
  readonly octokit: Octokit;
  readonly store: RulesStore;
}

/**
 * Reads the settings and what people have decided, unless it is known, and what holds the jobs of the file to their lists. No host has
 * been resolved yet. @throws PolicyStoreError where it must answer, and what GitHub or the store answered with
 */
export async function readRules(
  repository: RepositoryNow,
  { path, file }: { readonly path: string; readonly file: WorkflowFile | null },
  tools: Tools,
  answer: OutsideAnswer,
  known?: KnownRules,
): Promise<RulesNow> {
  const { settings, mistakes, decisions, records } = known ?? (await readKnown(repository, path, tools));
  const { enforcer, isSilent } = await openEnforcer(repository, { path, file }, settings, tools, answer);
  const upstream = await readUpstream(tools);
  const moved = new Set(upstream.moved.map(({ tag }) => tag));
  const hardenRunner = { target: chooseTarget(Date.now(), moved), upstream };
  return {
    rules: {
      settings,
      decisions,
      resolutions: new Map(),
      records,
      enforcer,
      defaultBranch: repository.defaultBranch,
      hardenRunner,
    },
    mistakes,
    isSilent,
  };
}

async function readKnown(repository: RepositoryNow, path: string, tools: Tools): Promise<KnownRules> {
  const now = await readSettings(repository, tools);
  const decisions = await tools.store.decisions.read(repository.id, path);
  const records = await tools.store.jobRecords.read(repository.id, path);
  return { ...now, decisions, records };
}
