import { DelayedError, type Job, UnrecoverableError } from "bullmq";
import type { z } from "zod";
import { classifyFailure, type Failure } from "./failure.ts";
import type { Limits } from "./limits.ts";
import type { QueueName } from "./queues.ts";
import type { Repository } from "./task.ts";

/** What a try tells about, for the log. */
export interface FailureEvents {
  /** A try ended with an error. `tries` counts this one too. */
  failed(queue: QueueName, id: string, tries: number, failure: Failure, error: unknown): void;
}

/** What all tasks have in common: they belong to a repository. */
export interface AnyTask {
  readonly repository?: Repository;
  readonly repositoryId?: number;
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
  work: (task: Task, job: Job) => Promise<void>,
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
  try {
    await work(task.data, job);
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

  /** Not counted as a try: the task is not at fault. */
  async function delay(until: number): Promise<never> {
    await job.moveToDelayed(until, token);
    throw new DelayedError();
  }
}

/** The message of an error, cut to what is worth keeping in Redis. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
