import { z } from "zod";
import type { JobOutcome } from "../../domain/run/outcome.ts";
import type { WorkflowRun } from "../../domain/run/workflow-run.ts";
import type { RunJobs } from "../github/runs/run-jobs.ts";
import { jobOutcomeSchema } from "./outcomes.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What has been done of a run whose learning was broken off, so that nothing of it is asked of GitHub again. */
export interface RunProgress {
  read(repositoryId: number, run: Attempt): Promise<DoneOfRun>;
  /** That a job was learned, by its number; `outcomes` are those of all legs that are known by one name. */
  note(repositoryId: number, run: Attempt, jobId: number, outcomes: readonly JobOutcome[]): Promise<void>;
  /** Keeps the list of the jobs, which GitHub does not change once the attempt is over. */
  keepJobs(repositoryId: number, run: Attempt, jobs: RunJobs): Promise<void>;
  forget(repositoryId: number, run: Attempt): Promise<void>;
  /** Makes what was done before count for nothing: what it taught was deleted. */
  restart(repositoryId: number): Promise<void>;
}

export interface DoneOfRun {
  /** Null where GitHub is to be asked. */
  readonly jobs: RunJobs | null;
  readonly outcomes: ReadonlyMap<number, readonly JobOutcome[]>;
}

type Attempt = Pick<WorkflowRun, "id" | "attempt">;

/** Seconds: longer than a task is tried, whatever limits it meets. */
const kept = 7 * 86_400;
const jobsField = "jobs";

const stepSchema = z.object({
  name: z.string(),
  number: z.number(),
  startedAt: z.string(),
  completedAt: z.string(),
});
const jobsSchema = z
  .object({
    ran: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        conclusion: z.string(),
        completedAt: z.string().nullable(),
        labels: z.array(z.string()),
        steps: z.array(stepSchema),
        listedSteps: z.array(z.object({ name: z.string(), number: z.number(), succeeded: z.boolean() })),
      }),
    ),
    namesakes: z.array(z.tuple([z.string(), z.number()])),
  })
  .transform(({ ran, namesakes }): RunJobs => ({ ran, namesakes: new Map(namesakes) }));
const outcomesSchema = z.array(jobOutcomeSchema);

export function createRunProgress(redis: Redis): RunProgress {
  const restartKey = (repositoryId: number): string => keyOf(repositoryId, "run-progress-restarts");
  /** Of the time since the last restart. */
  async function findKey(repositoryId: number, { id, attempt }: Attempt): Promise<string> {
    const restarts = (await redis.get(restartKey(repositoryId))) ?? "0";
    return keyOf(repositoryId, "run-progress", restarts, `${id}/${attempt}`);
  }
  async function write(repositoryId: number, run: Attempt, field: string, value: unknown): Promise<void> {
    const key = await findKey(repositoryId, run);
    await runTransaction(keepKey(redis.multi().hset(key, field, JSON.stringify(value)), key, kept));
  }
  return {
    async read(repositoryId, run) {
      const { [jobsField]: listed, ...fields } = await redis.hgetall(await findKey(repositoryId, run));
      const outcomes = new Map<number, readonly JobOutcome[]>();
      for (const [jobId, text] of Object.entries(fields)) {
        const known = parseValue(outcomesSchema, text);
        if (known !== null) outcomes.set(Number(jobId), known);
      }
      return { jobs: parseValue(jobsSchema, listed), outcomes };
    },
    note: (repositoryId, run, jobId, outcomes) => write(repositoryId, run, String(jobId), outcomes),
    keepJobs: (repositoryId, run, { ran, namesakes }) =>
      write(repositoryId, run, jobsField, { ran, namesakes: [...namesakes] }),
    async forget(repositoryId, run) {
      await redis.unlink(await findKey(repositoryId, run));
    },
    async restart(repositoryId) {
      const key = restartKey(repositoryId);
      await runTransaction(keepKey(redis.multi().incr(key), key, 2 * kept));
    },
  };
}
