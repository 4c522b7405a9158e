import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readWorkflowText } from "../../adapters/github/files/workflow-files.ts";
import { isNameOf } from "../../adapters/github/repositories/former-names.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { recorders } from "../../domain/record/all/recorders.ts";
import type { RunReason } from "../../domain/run/outcome.ts";
import { type JobCandidate, listCandidates } from "../../domain/workflow/jobs/job-candidates.ts";
import type { CalleeRepository, FindCallee } from "../../domain/workflow/jobs/locate-callee.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";
import { clientOf } from "./client-of.ts";
import { mayBeGuarded } from "./find-guarded-jobs.ts";
import type { LearnTools } from "./tools.ts";

interface ReadOptions {
  readonly mostFiles?: number;
  readonly findCallee?: FindCallee;
}

/**
 * The jobs that a run can have according to its workflow file, or why there is nothing to learn from any. Of the files that it calls no
 * more than `mostFiles`, itself included, are read; the others are as if they were not there. Those of other repositories are read where
 * `findCallee` finds these.
 */
export async function readCandidates(
  task: LearnRun,
  tools: Pick<LearnTools, "octokit" | "callees"> & { readonly store: Pick<Store, "workflowTexts"> },
  { mostFiles = Number.POSITIVE_INFINITY, findCallee }: ReadOptions = {},
): Promise<readonly JobCandidate[] | RunReason> {
  const { repository, run } = task;
  let files = 0;
  const read = async (
    path: string,
    commit: string,
    of: CalleeRepository | null,
  ): Promise<ParseResult | null> => {
    files += 1;
    if (files > mostFiles) return null;
    const octokit = await clientOf(of, tools);
    const text = await readWorkflowText(octokit, tools.store.workflowTexts, of ?? repository, path, commit);
    return text === null ? null : parseForeignWorkflow(text);
  };
  const { path, headSha: commit, referencedWorkflows } = run;
  const parsed = await read(path, commit, null);
  if (parsed === null) return "no-workflow-file";
  if (!parsed.ok) return "unreadable-workflow-file";
  const candidates = await listCandidates(
    { path, commit, file: parsed.file },
    {
      names: [`${repository.owner}/${repository.name}`, ...(await listFormerNames(task, tools.octokit))],
      defaultBranch: repository.defaultBranch,
      referencedWorkflows,
    },
    read,
    recorders.map(({ action }) => action),
    findCallee,
  );
  return candidates.some(mayBeGuarded) ? candidates : "no-guard-step";
}

/**
 * The other names by which a run called workflows of this repository: it was renamed since. GitHub is asked only where the called commit is
 * the run's own, which other repositories hardly have.
 */
async function listFormerNames({ repository, run }: LearnRun, octokit: Octokit): Promise<readonly string[]> {
  const own = `${repository.owner}/${repository.name}`.toLowerCase();
  const names = run.referencedWorkflows
    .filter(({ sha }) => sha === run.headSha)
    .map(({ path }) => path.split("/", 2).join("/").toLowerCase())
    .filter((name) => name !== own);
  const former: string[] = [];
  for (const name of new Set(names)) if (await isNameOf(octokit, repository, name)) former.push(name);
  return former;
}
