import { parseForeignWorkflow } from "../../../adapters/yaml/parse-foreign.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import { readableFile, type WorkflowFile } from "../../../domain/workflow/workflow-file.ts";
import { readWorkflow, readWorkflows } from "../../look/read-workflows.ts";
import type { JobName } from "./job-name.ts";
import type { Question } from "./question.ts";
import type { AnswerTools } from "./tools.ts";

/** A job of a workflow file on the default branch. */
export interface FileJob {
  readonly path: string;
  readonly file: WorkflowFile;
  readonly jobId: string;
}

/** No one job is meant. `known` are names that would be, as one writes them. */
export interface NoJob {
  readonly problem: "no-such-file" | "unreadable-file" | "no-such-job" | "ambiguous-job";
  readonly known: readonly string[];
}

type Tools = Pick<AnswerTools, "octokit" | "store">;

/** Finds the job that somebody named: in the file they named, else in `here`, else in whichever file has it. */
export async function resolveJob(
  { file, jobId }: JobName,
  here: string | null,
  question: Question,
  tools: Tools,
): Promise<FileJob | NoJob> {
  const path = file ?? here;
  return path === null ? resolveAnywhere(jobId, question, tools) : resolveIn(path, jobId, question, tools);
}

async function resolveIn(
  path: string,
  jobId: string,
  question: Question,
  tools: Tools,
): Promise<FileJob | NoJob> {
  const text = await readWorkflow(path, question.repository, tools);
  if (text === null) return { problem: "no-such-file", known: [] };
  const file = readableFile(await parseForeignWorkflow(text));
  if (file === null) return { problem: "unreadable-file", known: [] };
  if (file.jobs.some(({ id }) => id === jobId)) return { path, file, jobId };
  return { problem: "no-such-job", known: file.jobs.map(({ id }) => `${fileNameOf(path)}:${id}`) };
}

async function resolveAnywhere(jobId: string, question: Question, tools: Tools): Promise<FileJob | NoJob> {
  const { files } = await readWorkflows(question.repository, tools);
  const all: { readonly found: FileJob; readonly name: string; readonly isGuarded: boolean }[] = [];
  for (const { path, text } of files) {
    const file = readableFile(await parseForeignWorkflow(text));
    if (file === null) continue;
    for (const job of file.jobs)
      all.push({
        found: { path, file, jobId: job.id },
        name: `${fileNameOf(path)}:${job.id}`,
        isGuarded: job.guards.length > 0,
      });
  }
  const guarded = all.filter(({ isGuarded }) => isGuarded);
  const named = all.filter(({ found }) => found.jobId === jobId);
  // Others of that name have nothing that could be proposed.
  const wanted = named.some(({ isGuarded }) => isGuarded)
    ? named.filter(({ isGuarded }) => isGuarded)
    : named;
  const [first, second] = wanted;
  if (first === undefined) return { problem: "no-such-job", known: guarded.map(({ name }) => name) };
  return second === undefined
    ? first.found
    : { problem: "ambiguous-job", known: wanted.map(({ name }) => name) };
}
