import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import type { ListedStep } from "../../../domain/workflow/step-key.ts";
import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A job that ran in the attempt. */
export interface RunJob {
  readonly id: number;
  /** The display name. Hostile text, at most 1,000 characters. */
  readonly name: string;
  /** `success`, `failure`, `cancelled`, `timed_out`, … */
  readonly conclusion: string;
  /** When it ended, ISO 8601 UTC; null where GitHub does not say. */
  readonly completedAt: string | null;
  readonly labels: readonly string[];
  readonly steps: readonly RunStep[];
  /** All steps that GitHub lists, skipped ones included. */
  readonly listedSteps: readonly ListedStep[];
}

/** A step that ran, with times as ISO 8601 UTC in whole seconds. */
export interface RunStep {
  readonly name: string;
  /** Its place in the job, with gaps. */
  readonly number: number;
  readonly startedAt: string;
  readonly completedAt: string;
}

/** The jobs of an attempt: those that ran, and how many of all that GitHub lists have each display name. */
export interface RunJobs {
  readonly ran: readonly RunJob[];
  readonly namesakes: ReadonlyMap<string, number>;
}

/** GitHub says that a run is over and that a job of it goes on: one of the two is out of date. Ask again later. */
export class UnfinishedJobError extends Error {
  override readonly name = "UnfinishedJobError";
  readonly code = "job-unfinished";
}

const stepSchema = z.object({
  name: z.string(),
  number: z.number(),
  conclusion: z.string().nullish(),
  started_at: z.iso.datetime({ offset: true }).nullish(),
  completed_at: z.iso.datetime({ offset: true }).nullish(),
});
const jobSchema = z.object({
  id: z.number().int().positive(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  started_at: z.iso.datetime({ offset: true }).nullish(),
  completed_at: z.iso.datetime({ offset: true }).nullish(),
  steps: z.array(stepSchema).nullish(),
});
type ApiJob = z.infer<typeof jobSchema>;

const mostOfRun = 50;
const longestName = 1_000;
const longestStepName = 1_000;
const mostSteps = 2_000;

/**
 * Lists the jobs of one attempt, a call for each hundred, at most so many calls. GitHub lists the whole graph, also what this attempt took over
 * from an earlier one, so only jobs that began in it count. @throws what Octokit throws, CutAnswerError,
 * and UnfinishedJobError
 */
export async function listRunJobs(
  octokit: Octokit,
  { owner, name }: Repository,
  run: WorkflowRun,
  mostPages = mostOfRun,
): Promise<RunJobs> {
  const listed = new Map<number, ApiJob>();
  const attempt = { owner, repo: name, run_id: run.id, attempt_number: run.attempt };
  const entries = listItems(async (page) => {
    const answer = await octokit.rest.actions.listJobsForWorkflowRunAttempt({ ...attempt, ...page });
    return wholeAnswer(answer).jobs;
  }, mostPages);
  for await (const entry of entries) {
    const job = jobSchema.safeParse(entry);
    if (job.success) listed.set(job.data.id, job.data);
  }
  if ([...listed.values()].some(({ status }) => status === "in_progress"))
    throw new UnfinishedJobError("a job of a completed run is in progress");
  const namesakes = new Map<string, number>();
  for (const job of listed.values()) {
    const shown = job.name.slice(0, longestName);
    namesakes.set(shown, (namesakes.get(shown) ?? 0) + 1);
  }
  return { ran: [...listed.values()].flatMap((job) => readRunJob(job, run)), namesakes };
}

function readRunJob(job: ApiJob, run: WorkflowRun): RunJob[] {
  const { conclusion, started_at: startedAt } = job;
  if (job.status !== "completed" || typeof conclusion !== "string" || conclusion === "skipped") return [];
  if (typeof startedAt !== "string" || Date.parse(startedAt) < Date.parse(run.startedAt)) return [];
  return [
    {
      id: job.id,
      name: job.name.slice(0, longestName),
      conclusion,
      completedAt: job.completed_at ?? null,
      labels: job.labels ?? [],
      steps: (job.steps ?? []).slice(0, mostSteps).flatMap(readStep),
      listedSteps: (job.steps ?? []).slice(0, mostSteps).map(({ name, number, conclusion }) => ({
        name: name.slice(0, longestStepName),
        number,
        succeeded: conclusion === "success",
      })),
    },
  ];
}

function readStep(step: z.infer<typeof stepSchema>): RunStep[] {
  const { number, started_at: startedAt, completed_at: completedAt } = step;
  if (step.conclusion === "skipped" || typeof startedAt !== "string" || typeof completedAt !== "string")
    return [];
  return [{ name: step.name.slice(0, longestStepName), number, startedAt, completedAt }];
}
