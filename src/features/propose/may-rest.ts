import { PolicyStoreError } from "../../adapters/policy-store/policy-store-error.ts";
import type { Propose } from "../../adapters/queue/tasks/propose.ts";
import type { Look } from "../../adapters/store/looks.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { mayTrim } from "../../domain/proposal/plan.ts";
import { printOf } from "../../domain/proposal/print.ts";
import { readLine } from "../../domain/run/file-line.ts";
import { outsideOf } from "../enforce/outsides.ts";
import { assessFileAt } from "../look/assess-file.ts";
import type { KnownRules } from "../look/read-rules.ts";
import { readKeptSettings } from "../look/read-settings.ts";
import { keepEntries } from "./keep-entries.ts";
import type { ProposeTools } from "./propose-tools.ts";

type Tools = Pick<ProposeTools, "octokit" | "resolveHosts" | "policyStore"> & {
  readonly store: ProposeTools["store"] & Pick<Store, "commits">;
};

/**
 * Whether a proposal can stay as it is: all that it follows from is as it was when it was looked at last, as far as runs, commands and webhooks
 * tell. Judges the jobs by what is stored, also in the Policy Store, and by what resolvers say, at this moment, so that also a verdict counts that only
 * time has changed. Asks GitHub nothing. `now` is in ms since 1970. @throws ResolverDownError, and what the store answered with
 */
export async function mayRest(task: Propose, now: number, tools: Tools): Promise<boolean> {
  try {
    return await isAsBefore(task, now, tools);
  } catch (error) {
    // A look tells people why the Policy Store does not let the bot in.
    if (error instanceof PolicyStoreError) return false;
    throw error;
  }
}

async function isAsBefore(task: Propose, now: number, tools: Tools): Promise<boolean> {
  const { store } = tools;
  const { id } = task.repository;
  const look = await store.looks.read(id, task.path);
  if (look === null || look.until <= now || !isSameRepository(look, task)) return false;
  const { path, branch } = readLine(task.path);
  const text = await store.workflowTexts.read(id, path, look.head);
  if (text === undefined || text === null) return false;
  // A push of which no webhook told has shown itself in a run.
  const head = await store.commits.readHead(id, look.repository.defaultBranch);
  const newest = head === null ? undefined : await store.workflowTexts.read(id, path, head);
  if (branch === null && newest !== undefined && newest !== text) return false;
  const known = await readKnown(task, branch !== null, store);
  if (known === null) return false;
  const { mode, checks } = known.settings;
  const parsed = await parseForeignWorkflow(text);
  const { repository } = look;
  const { assessed, rules } = await assessFileAt({ repository, path, parsed }, tools, {
    outside: branch === null ? "must-answer" : "not-asked",
    line: task.path,
    known,
    resolving: { resolveHosts: tools.resolveHosts, proposed: new Set(look.proposed) },
  });
  if (assessed?.ok !== true) return false;
  const print = printOf(assessed, {
    path,
    mergedAt: look.mergedAt,
    mayTrim: mayTrim(await store.reports.readTrim(id, task.path), look.open, now),
    mode,
    looksUp: tools.resolveHosts !== null,
    outside: await outsideOf({ mode }).print(repository, path, rules.enforcer, tools),
    checks,
  });
  if (print !== look.print) return false;
  // The entries' last calls are remembered for longer than the runs are.
  if (branch === null)
    await keepEntries(
      id,
      { path, parsed },
      assessed.jobs,
      { enforcer: rules.enforcer, open: null, history: null },
      store,
    );
  return true;
}

function isSameRepository({ repository }: Look, { repository: named, path }: Propose): boolean {
  const { branch } = readLine(path);
  const { owner, name, defaultBranch } = named;
  return (
    repository.owner === owner &&
    repository.name === name &&
    repository.defaultBranch === (branch ?? defaultBranch)
  );
}

/** Null where the settings were never read. */
async function readKnown(
  { repository: { id }, path }: Propose,
  isOtherBranch: boolean,
  store: Tools["store"],
): Promise<KnownRules | null> {
  const kept = await readKeptSettings(id, store);
  if (kept === null) return null;
  const file = readLine(path).path;
  return {
    settings: isOtherBranch ? { ...kept, mode: "inline" } : kept,
    mistakes: [],
    decisions: await store.decisions.read(id, file),
    records: isOtherBranch ? new Map() : await store.jobRecords.read(id, file),
  };
}
