import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readWorkflowText } from "../../adapters/github/files/workflow-files.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { recorders } from "../../domain/record/all/recorders.ts";
import type { RunReason } from "../../domain/run/outcome.ts";
import { type JobCandidate, listCandidates } from "../../domain/workflow/jobs/job-candidates.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";
import { mayBeGuarded } from "./find-guarded-jobs.ts";

/**
 * The jobs that a run can have according to its workflow file, or why there is nothing to learn from any. Of the files that it calls no
 * more than `mostFiles`, itself included, are read; the others are as if they were not there.
 */
export async function readCandidates(
  { repository, run }: LearnRun,
  tools: { readonly octokit: Octokit; readonly store: Pick<Store, "workflowTexts"> },
  mostFiles = Number.POSITIVE_INFINITY,
): Promise<readonly JobCandidate[] | RunReason> {
  let files = 0;
  const read = async (path: string, commit: string): Promise<ParseResult | null> => {
    files += 1;
    if (files > mostFiles) return null;
    const text = await readWorkflowText(tools.octokit, tools.store.workflowTexts, repository, path, commit);
    return text === null ? null : parseForeignWorkflow(text);
  };
  const { path, headSha: commit, referencedWorkflows } = run;
  const parsed = await read(path, commit);
  if (parsed === null) return "no-workflow-file";
  if (!parsed.ok) return "unreadable-workflow-file";
  const candidates = await listCandidates(
    { path, commit, file: parsed.file },
    {
      repository: `${repository.owner}/${repository.name}`,
      defaultBranch: repository.defaultBranch,
      referencedWorkflows,
    },
    read,
    recorders.map(({ action }) => action),
  );
  return candidates.some(mayBeGuarded) ? candidates : "no-guard-step";
}
