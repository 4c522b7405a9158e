import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readWorkflowText } from "../../adapters/github/files/workflow-files.ts";
import { listWorkflowPaths } from "../../adapters/github/files/workflow-paths.ts";
import { readHead } from "../../adapters/github/repositories/repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { recorders } from "../../domain/record/all/recorders.ts";
import type { Repository } from "../../domain/run/repository.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { type JobCandidate, listCandidates } from "../../domain/workflow/jobs/job-candidates.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";
import { mayBeGuarded } from "./find-guarded-jobs.ts";

// GitHub lists a thousand; each costs a call.
const mostFiles = 300;

/**
 * Finds the workflow files on the default branch whose runs may have guarded jobs, their own or called ones; with `again` only those
 * whose runs may have jobs of that file. Sorted. @throws what GitHub or the store answered with
 */
export async function findGuardedWorkflows(
  repository: RepositoryNow & Repository,
  again: string | null,
  { octokit, store }: { readonly octokit: Octokit; readonly store: Pick<Store, "workflowTexts"> },
): Promise<readonly string[]> {
  const { owner, name, defaultBranch } = repository;
  const commit = await readHead(octokit, repository, defaultBranch);
  if (commit === null) return [];
  const paths = (await listWorkflowPaths(octokit, repository, commit)).slice(0, mostFiles);
  const read = async (path: string, at: string): Promise<ParseResult | null> => {
    const text = await readWorkflowText(octokit, store.workflowTexts, repository, path, at);
    return text === null ? null : parseForeignWorkflow(text);
  };
  const context = {
    names: [`${owner}/${name}`],
    defaultBranch,
    // No run says what it used: on the default branch its own files are those of the same commit.
    referencedWorkflows: paths.flatMap((path) =>
      [defaultBranch, `refs/heads/${defaultBranch}`].map((ref) => ({
        path: `${owner}/${name}/${path}@${ref}`,
        sha: commit,
      })),
    ),
  };
  const actions = recorders.map(({ action }) => action);
  const found: string[] = [];
  for (const path of paths) {
    const parsed = await read(path, commit);
    if (parsed?.ok !== true) continue;
    const candidates = await listCandidates({ path, commit, file: parsed.file }, context, read, actions);
    if (candidates.some((candidate) => isWanted(candidate, again))) found.push(path);
  }
  return found;
}

function isWanted(candidate: JobCandidate, again: string | null): boolean {
  if (!mayBeGuarded(candidate)) return false;
  return again === null || (candidate.kind === "job" && candidate.path === again);
}
