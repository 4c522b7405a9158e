import type { Store } from "../../adapters/store/store.ts";
import type { AssessedFile } from "../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import { readGuards } from "../../domain/guard/enforcer.ts";
import type { GuardPolicy } from "../../domain/guard/guard-policy.ts";
import { createStoreEnforcer, policyStore } from "../../domain/guard/policy-store/store-enforcer.ts";
import { stepEnforcer } from "../../domain/guard/workflow-step/step-enforcer.ts";
import { chooseTarget } from "../../domain/harden-runner/choose-target.ts";
import { compareWithTable, noUpstream } from "../../domain/harden-runner/upstream.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { enforcers } from "../../domain/settings/enforcers.ts";
import { defaultSettings } from "../../domain/settings/settings.ts";
import { type ParseResult, readableFile, type WorkflowFile } from "../../domain/workflow/workflow-file.ts";
import { readStoredPolicies } from "../enforce/policy-store/open-store-enforcer.ts";
import { assessInTurns } from "../look/in-turns.ts";
import { readLearned } from "../look/read-learned.ts";
import { readKeptSettings } from "../look/read-settings.ts";

/** How the jobs of a file stand as far as the bot's own store tells, and by what they were judged. */
export interface AssessedKept {
  /** Null where the file is not at hand. */
  readonly assessed: AssessedFile | null;
  readonly rules: Rules;
  readonly guards: ReadonlyMap<string, GuardPolicy>;
}

/** Of a repository, read once for all of its files. */
export type KeptRules = Pick<Rules, "settings" | "hardenRunner">;

/** Reads what of the rules is the same for all files of a repository. `now` is in ms since 1970. */
export async function readKeptRules(repositoryId: number, now: number, store: Store): Promise<KeptRules> {
  const tags = await store.upstreamTags.read();
  const upstream = tags == null ? noUpstream : compareWithTable(tags);
  const moved = new Set(upstream.moved.map(({ tag }) => tag));
  return {
    settings: (await readKeptSettings(repositoryId, store)) ?? defaultSettings,
    hardenRunner: { target: chooseTarget(now, moved), upstream },
  };
}

/**
 * Assesses a file as `assessFileAt` does, from the bot's own store alone: of the Policy Store with what the bot wrote there last, and without asking
 * resolvers. `baselines` may remember what it has read.
 */
export async function assessKept(
  repository: RepositoryNow,
  { path, parsed }: { readonly path: string; readonly parsed: ParseResult | null },
  kept: KeptRules,
  store: Store,
  baselines: Pick<Store["baselines"], "list" | "read"> = store.baselines,
): Promise<AssessedKept> {
  const { id } = repository;
  const file = readableFile(parsed);
  const [decisions, records] = await Promise.all([
    store.decisions.read(id, path),
    store.jobRecords.read(id, path),
  ]);
  const enforcer = await openKeptEnforcer(repository, path, file, kept, store);
  const rules: Rules = {
    ...kept,
    decisions,
    records,
    enforcer,
    resolutions: new Map(),
    defaultBranch: repository.defaultBranch,
  };
  if (parsed === null) return { assessed: null, rules, guards: new Map() };
  const learned = await readLearned({ baselines: { ...store.baselines, ...baselines } }, id, path, rules);
  return {
    assessed: await assessInTurns(parsed, path, learned, rules),
    rules,
    guards: readGuards(file, enforcer),
  };
}

async function openKeptEnforcer(
  repository: RepositoryNow,
  path: string,
  file: WorkflowFile | null,
  { settings }: KeptRules,
  store: Store,
): Promise<Rules["enforcer"]> {
  if (enforcers[settings.mode] !== policyStore) return stepEnforcer;
  const records = await store.policies.read(repository.id, path);
  const read = async (name: string) => records.get(name)?.written ?? null;
  return createStoreEnforcer(await readStoredPolicies(repository, { path, file }, store, read));
}
