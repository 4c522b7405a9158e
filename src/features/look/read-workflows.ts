import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readWorkflowText } from "../../adapters/github/files/workflow-files.ts";
import { listWorkflowPaths } from "../../adapters/github/files/workflow-paths.ts";
import { readHead } from "../../adapters/github/repositories/repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";

/** A workflow file on the default branch. */
export interface WorkflowText {
  readonly path: string;
  readonly text: string;
}

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "workflowTexts">;
}

/** Each costs a call, once for each commit. */
const mostFiles = 100;

/** The workflow files on the default branch, the first hundred by name, and how many more there are. */
export async function readWorkflows(
  repository: RepositoryNow,
  { octokit, store }: Tools,
): Promise<{ readonly files: readonly WorkflowText[]; readonly more: number }> {
  const head = await readDefaultHead(octokit, repository);
  if (head === null) return { files: [], more: 0 };
  return readWorkflowsAt({ repository, head }, { octokit, store });
}

/** The same, at a commit. */
export async function readWorkflowsAt(
  { repository, head }: { readonly repository: RepositoryNow; readonly head: string },
  { octokit, store }: Tools,
): Promise<{ readonly files: readonly WorkflowText[]; readonly more: number }> {
  const paths = await listWorkflowPaths(octokit, repository, head);
  const files: WorkflowText[] = [];
  for (const path of paths.slice(0, mostFiles)) {
    const text = await readWorkflowText(octokit, store.workflowTexts, repository, path, head);
    if (text !== null) files.push({ path, text });
  }
  return { files, more: Math.max(0, paths.length - mostFiles) };
}

/** A workflow file as it is on the default branch; null where there is none. */
export async function readWorkflow(
  path: string,
  repository: RepositoryNow,
  { octokit, store }: Tools,
): Promise<string | null> {
  const head = await readDefaultHead(octokit, repository);
  return head === null ? null : readWorkflowText(octokit, store.workflowTexts, repository, path, head);
}

function readDefaultHead(octokit: Octokit, repository: RepositoryNow): Promise<string | null> {
  return readHead(octokit, repository, repository.defaultBranch);
}
