import { DelayedError, type Job, UnrecoverableError } from "bullmq";
import type { z } from "zod";
import { classifyFailure, type Failure } from "../github/client/failure.ts";
import type { Limits } from "./limits.ts";
import type { AnyTask, Pause } from "./tasks/task-kind.ts";
import type { QueueName } from "./tasks.ts";

/** What a try tells about, for the log. */
export interface FailureEvents {
  /** A try ended with an error. `tries` counts this one too. */
  failed(queue: QueueName, id: string, tries: number, failure: Failure, error: unknown): void;
}

/** What a try is made with. */
export interface Attempt<Task> {
  readonly queue: QueueName;
  readonly job: Job;
  readonly token: string | undefined;
  readonly schema: z.ZodType<Task>;
  readonly limits: Limits;
  readonly events: FailureEvents;
}

/** One try of a task. An error leaves in the form by which BullMQ knows what to do next. */
export async function attempt<Task extends AnyTask>(
  { queue, job, token, schema, limits, events }: Attempt<Task>,
  work: (task: Task) => Promise<Pause | null>,
): Promise<void> {
  const task = schema.safeParse(job.data);
  if (!task.success) {
    const failure = { kind: "permanent", reason: "unreadable-task" } as const;
    events.failed(queue, job.id ?? "", job.attemptsMade + 1, failure, task.error);
    throw new UnrecoverableError(failure.reason);
  }
  const installationId = task.data.repository?.installationId ?? null;
  const limited = installationId === null ? null : limits.until(installationId, Date.now());
  if (limited !== null) return delay(limited);
  let pause: Pause | null;
  try {
    pause = await work(task.data);
  } catch (error) {
    const now = Date.now();
    const failure = classifyFailure(error, now);
    events.failed(queue, job.id ?? "", job.attemptsMade + 1, failure, error);
    switch (failure.kind) {
      case "permanent":
        throw new UnrecoverableError(`${failure.reason}: ${messageOf(error)}`);
      case "wait":
        if (installationId !== null) limits.note(installationId, failure.until, now);
        return delay(failure.until);
      case "retry":
        throw new Error(messageOf(error), { cause: error });
    }
  }
  if (pause !== null) return delay(pause.continueAt);

  /** Not counted as a try: the task is not at fault. */
  async function delay(until: number): Promise<never> {
    await job.updateProgress(readPauses(job) + 1);
    await job.moveToDelayed(until, token);
    throw new DelayedError();
  }
}

/** Whether an earlier try of the task ended without a word: its process was killed, or lost the task to another. */
export function wasBrokenOff(job: Pick<Job, "attemptsStarted" | "attemptsMade" | "progress">): boolean {
  return job.attemptsStarted > 1 + job.attemptsMade + readPauses(job);
}

/** How often the task was put off in good order; BullMQ counts only tries that were begun, and those that failed. */
function readPauses({ progress }: Pick<Job, "progress">): number {
  return typeof progress === "number" ? progress : 0;
}

/** The message of an error, cut to what is worth keeping in Redis. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
