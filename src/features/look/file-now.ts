import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import type { RepositoryNow } from "../../adapters/github/repositories/repository.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";

/** A workflow file at a commit, parsed once for all who look at it; `text` and `parsed` are null where there is none. */
export interface FileNow {
  readonly path: string;
  readonly head: string;
  readonly text: string | null;
  readonly parsed: ParseResult | null;
}

/** Reads and parses a workflow file. @throws what GitHub answered with */
export async function readFileNow(
  octokit: Octokit,
  repository: RepositoryNow,
  path: string,
  head: string,
): Promise<FileNow> {
  const text = await readFile(octokit, repository, path, head);
  return { path, head, text, parsed: text === null ? null : await parseForeignWorkflow(text) };
}
