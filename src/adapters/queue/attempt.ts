import { DelayedError, type Job, UnrecoverableError } from "bullmq";
import { z } from "zod";
import { classifyFailure, concernsInstallation, type Failure } from "../github/client/failure.ts";
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
  /** How long a task waits after the first 403 that does not say why, in ms. */
  readonly unclearWait: number;
  readonly events: FailureEvents;
}

/** How long a task is parked whose installation its owner has closed. When the owner opens it again, it goes on at once. */
const parkedFor = 60 * 60_000;
/** As often a task waits in a row because of a 403 that does not say why, each time twice as long. */
const mostUnclear = 7;

/** One try of a task. An error leaves in the form by which BullMQ knows what to do next. */
export async function attempt<Task extends AnyTask>(
  { queue, job, token, schema, limits, unclearWait, events }: Attempt<Task>,
  work: (task: Task) => Promise<Pause | null>,
): Promise<void> {
  const task = schema.safeParse(job.data);
  if (!task.success) {
    const failure = { kind: "permanent", reason: "unreadable-task" } as const;
    events.failed(queue, job.id ?? "", job.attemptsMade + 1, failure, task.error);
    throw new UnrecoverableError(failure.reason);
  }
  const { installationId = null, id: repositoryId = null } = task.data.repository ?? {};
  const waits = readWaits(job);
  const limited = installationId === null ? null : limits.until(installationId, Date.now());
  if (limited !== null) return delay(limited, waits.unclear);
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
      case "refused":
        if (concernsInstallation(failure.code)) return delay(now + parkedFor, waits.unclear);
        throw new UnrecoverableError(`${failure.code}: ${messageOf(error)}`);
      case "limit":
        return delay(noteLimit(failure.until, now), waits.unclear);
      case "unclear":
        if (waits.unclear >= mostUnclear)
          throw new UnrecoverableError(`forbidden without a reason: ${messageOf(error)}`);
        return delay(noteUnclear(now), waits.unclear + 1);
      case "retry":
        throw new Error(messageOf(error), { cause: error });
    }
  }
  if (pause !== null) return delay(pause.continueAt, 0);

  function noteLimit(until: number | null, now: number): number {
    return installationId === null ? (until ?? now + unclearWait) : limits.note(installationId, until, now);
  }

  function noteUnclear(now: number): number {
    const held =
      installationId === null || repositoryId === null
        ? null
        : limits.noteUnclear(installationId, repositoryId, now);
    return held ?? now + unclearWait * 2 ** waits.unclear;
  }

  /** Not counted as a try: the task is not at fault. */
  async function delay(until: number, unclear: number): Promise<never> {
    const next: Waits = { pauses: waits.pauses + 1, unclear };
    await job.updateProgress({ ...next });
    await job.moveToDelayed(until, token);
    throw new DelayedError();
  }
}

/** Whether an earlier try of the task ended without a word: its process was killed, or lost the task to another. */
export function wasBrokenOff(job: Pick<Job, "attemptsStarted" | "attemptsMade" | "progress">): boolean {
  return job.attemptsStarted > 1 + job.attemptsMade + readWaits(job).pauses;
}

/** How often a task was put off in good order, which BullMQ does not count, and how often of these in a row without a reason. */
interface Waits {
  readonly pauses: number;
  readonly unclear: number;
}

const waitsSchema: z.ZodType<Waits> = z.object({ pauses: z.number(), unclear: z.number() });

/** An earlier version kept the number of pauses alone. */
function readWaits({ progress }: Pick<Job, "progress">): Waits {
  if (typeof progress === "number") return { pauses: progress, unclear: 0 };
  return waitsSchema.safeParse(progress).data ?? { pauses: 0, unclear: 0 };
}

/** The message of an error, cut to what is worth keeping in Redis. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
