import { parseForeignWorkflow } from "../../../adapters/yaml/parse-foreign.ts";
import type { Place } from "../../../domain/marks/place.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import { findNearestKey } from "../../../domain/settings/nearest-key.ts";
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

/** No one job is meant. `known` are those that could be, the likeliest first. */
export interface NoJob {
  readonly problem:
    | "no-such-file"
    | "unreadable-file"
    | "no-such-job"
    | "ambiguous-job"
    | "no-guarded-job"
    | "which-job";
  readonly known: readonly KnownJob[];
}

/** A job as people name it: `ci.yml` and `build`. */
export interface KnownJob {
  readonly file: string;
  readonly jobId: string;
}

type Tools = Pick<AnswerTools, "octokit" | "store">;

/** Finds the job that somebody named, or meant where they wrote: in the file they named, else in this one, else in whichever has it. */
export async function resolveJob(
  { file, jobId }: JobName,
  here: Place,
  question: Question,
  tools: Tools,
): Promise<FileJob | NoJob> {
  const path = file ?? here.path;
  const jobs = path === null ? await listAll(question, tools) : await listIn(path, question, tools);
  if ("problem" in jobs) return jobs;
  const meant = jobId ?? (path === here.path ? here.jobId : null);
  return meant === null ? findOnly(jobs) : findNamed(meant, jobs);
}

/** Finds the file that somebody named, or meant where they wrote, with the job if that is known too. */
export async function resolveFile(
  name: JobName,
  here: Place,
  question: Question,
  tools: Tools,
): Promise<(Place & { readonly path: string }) | NoJob> {
  if (name.jobId !== null) {
    const job = await resolveJob(name, here, question, tools);
    return "problem" in job ? job : { path: job.path, jobId: job.jobId };
  }
  if (name.file !== null) {
    const jobs = await listIn(name.file, question, tools);
    return "problem" in jobs ? jobs : { path: name.file, jobId: null };
  }
  if (here.path !== null) return { path: here.path, jobId: here.jobId };
  const guarded = (await listAll(question, tools)).filter(({ isGuarded }) => isGuarded);
  const [first, ...others] = new Set(guarded.map(({ found }) => found.path));
  if (first === undefined) return { problem: "no-guarded-job", known: [] };
  return others.length === 0
    ? { path: first, jobId: null }
    : { problem: "which-job", known: guarded.map(nameOf) };
}

interface Listed {
  readonly found: FileJob;
  readonly isGuarded: boolean;
}

function nameOf({ found: { path, jobId } }: Listed): KnownJob {
  return { file: fileNameOf(path), jobId };
}

async function listIn(path: string, question: Question, tools: Tools): Promise<readonly Listed[] | NoJob> {
  const text = await readWorkflow(path, question.repository, tools);
  if (text === null) return { problem: "no-such-file", known: [] };
  return (await listJobs(path, text)) ?? { problem: "unreadable-file", known: [] };
}

async function listAll(question: Question, tools: Tools): Promise<readonly Listed[]> {
  const { files } = await readWorkflows(question.repository, tools);
  const jobs: Listed[] = [];
  for (const { path, text } of files) jobs.push(...((await listJobs(path, text)) ?? []));
  return jobs;
}

/** Null where the file cannot be read. */
async function listJobs(path: string, text: string): Promise<readonly Listed[] | null> {
  const file = readableFile(await parseForeignWorkflow(text));
  if (file === null) return null;
  return file.jobs.map(({ id, guards }) => ({
    found: { path, file, jobId: id },
    isGuarded: guards.length > 0,
  }));
}

function findOnly(jobs: readonly Listed[]): FileJob | NoJob {
  const guarded = jobs.filter(({ isGuarded }) => isGuarded);
  const [first, second] = guarded;
  if (first === undefined) return { problem: "no-guarded-job", known: [] };
  return second === undefined ? first.found : { problem: "which-job", known: guarded.map(nameOf) };
}

function findNamed(jobId: string, jobs: readonly Listed[]): FileJob | NoJob {
  const named = jobs.filter(({ found }) => found.jobId === jobId);
  // Others of that name have nothing that could be proposed.
  const guarded = named.filter(({ isGuarded }) => isGuarded);
  const wanted = guarded.length > 0 ? guarded : named;
  const [first, second] = wanted;
  if (first === undefined) return { problem: "no-such-job", known: listNear(jobId, jobs) };
  return second === undefined ? first.found : { problem: "ambiguous-job", known: wanted.map(nameOf) };
}

/** The guarded jobs, with that at the front whose name is nearest. */
function listNear(jobId: string, jobs: readonly Listed[]): readonly KnownJob[] {
  const known = jobs.filter(({ isGuarded }) => isGuarded).map(nameOf);
  const nearest = findNearestKey(
    jobId,
    known.map((job) => job.jobId),
  );
  return [...known.filter((job) => job.jobId === nearest), ...known.filter((job) => job.jobId !== nearest)];
}
