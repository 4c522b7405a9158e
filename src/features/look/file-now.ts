import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFileAt } from "../../adapters/github/files/workflow-files.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";

/** A workflow file at a commit, parsed once for all who look at it; `text` and `parsed` are null where there is none. */
export interface FileNow {
  readonly path: string;
  readonly head: string;
  readonly text: string | null;
  readonly parsed: ParseResult | null;
}

/** Reads a workflow file, which no commit has changed since it was read, and parses it. @throws what GitHub or the store answered with */
export async function readFileNow(
  repository: RepositoryNow,
  path: string,
  head: string,
  { octokit, store }: { readonly octokit: Octokit; readonly store: Pick<Store, "workflowTexts"> },
): Promise<FileNow> {
  const text = await readFileAt(octokit, store.workflowTexts, repository, path, head);
  return { path, head, text, parsed: text === null ? null : await parseForeignWorkflow(text) };
}
