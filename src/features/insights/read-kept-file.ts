import { readWorkflowText } from "../../adapters/github/files/workflow-files.ts";
import { readHead } from "../../adapters/github/repositories/repository.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { ParseResult } from "../../domain/workflow/workflow-file.ts";
import type { InsightTools } from "./tools.ts";

/** Reads workflow files of one repository as they were when they were looked at last, else as they are now. */
export interface KeptFiles {
  /** Null where there is no such file, or none is at hand. */
  read(path: string): Promise<ParseResult | null>;
}

/** GitHub is asked for the head of the default branch once at most, and only where a file is not kept. */
export function openKeptFiles(repository: RepositoryNow, { store, octokit }: InsightTools): KeptFiles {
  let asked: Promise<string | null> | null = null;
  return {
    async read(path) {
      const text = await readText(path);
      return text === null ? null : parseForeignWorkflow(text);
    },
  };

  async function readText(path: string): Promise<string | null> {
    const look = await store.looks.read(repository.id, path);
    const kept = look === null ? undefined : await store.workflowTexts.read(repository.id, path, look.head);
    if (kept !== undefined) return kept;
    if (octokit === null) return null;
    asked ??= readHead(octokit, repository, repository.defaultBranch);
    const head = await asked;
    return head === null ? null : readWorkflowText(octokit, store.workflowTexts, repository, path, head);
  }
}
