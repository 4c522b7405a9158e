import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import type { PullRequestFile } from "../../adapters/github/talk/pull-request-files.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import { findWeakened, type Weakened } from "../../domain/assessment/find-weakened.ts";
import type { JobRecord } from "../../domain/assessment/job-record.ts";
import { findUnknownSteps, isBlocking, type UnknownSteps } from "../../domain/assessment/unknown-steps.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { fileProblemWords, sayPlace } from "../../domain/text/sentences/file-problems.ts";
import type { WorkflowFile } from "../../domain/workflow/workflow-file.ts";

/** What a pull request does to the jobs of a workflow file that block; or why that cannot be told, in words with foreign text. */
export type ComparedFile =
  | { readonly ok: true; readonly steps: readonly UnknownSteps[]; readonly weakened: readonly Weakened[] }
  | { readonly ok: false; readonly why: string };

/** The commits between which is compared. `base` is the default branch's head; null where it has none. */
interface Compared {
  readonly base: string | null;
  readonly head: string;
}

type ReadFile = { readonly file: WorkflowFile } | { readonly why: string };

/** Compares a workflow file at the head of a pull request with the default branch's. @throws what GitHub answered with */
export async function compareWorkflowFile(
  octokit: Octokit,
  repository: RepositoryNow,
  { path, was }: PullRequestFile,
  { base, head }: Compared,
  records: ReadonlyMap<string, JobRecord>,
): Promise<ComparedFile> {
  const before = await read(was, base);
  if ("why" in before) return { ok: false, why: before.why };
  const after = path === null ? null : await read(path, head);
  if (after !== null && "why" in after) return { ok: false, why: after.why };
  const isHeld = (jobId: string): boolean => {
    const record = records.get(jobId);
    return record !== undefined && isBlocking(record);
  };
  const file = after?.file ?? null;
  return {
    ok: true,
    steps: file === null ? [] : findUnknownSteps(file, records),
    weakened: findWeakened(before.file, file, isHeld, repository.owner),
  };

  async function read(name: string, commit: string | null): Promise<ReadFile> {
    const text = commit === null ? null : await readFile(octokit, repository, name, commit);
    if (text === null) return { why: fileProblemWords.notPlain };
    const parsed = await parseForeignWorkflow(text);
    return parsed.ok ? { file: parsed.file } : { why: sayPlace(parsed.problem.message, parsed.problem) };
  }
}
