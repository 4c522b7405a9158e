import { DelayedError, type Job, UnrecoverableError } from "bullmq";
import { z } from "zod";
import {
  type Failure as CallFailure,
  classifyFailure,
  concernsInstallation,
} from "../github/client/failure.ts";
import { readEnvelope, taskVersion } from "./envelope.ts";
import type { SharedLimits } from "./shared-limits.ts";
import type { AnyTask, Pause, TaskDescription } from "./tasks/task-kind.ts";
import type { QueueName } from "./tasks.ts";

/** Why a try did not end with what the task is for. */
export type Failure =
  | CallFailure
  /** A newer release queued it, in a form that this one cannot read. */
  | { readonly kind: "newer"; readonly version: number };

/** A try at a task. */
export interface AboutTry extends TaskDescription {
  readonly queue: QueueName;
  readonly id: string;
  /** Counts this one too. */
  readonly tries: number;
  /** The webhook that the task came from, as GitHub numbers it; null for every other. */
  readonly delivery: string | null;
}

/** What a try tells about, for the log and the metrics. */
export interface TryEvents {
  /** Does the work of a try. */
  watch<Result>(about: AboutTry, work: () => Promise<Result>): Promise<Result>;
  /** A try ended with an error; `isFirst` where none of the task did before; that one was only put off is no failure. */
  failed(about: AboutTry, failure: Failure, error: unknown, isFirst: boolean): void;
}

/** What a try is made with. */
export interface Attempt<Task> {
  readonly queue: QueueName;
  readonly job: Job;
  readonly token: string | undefined;
  readonly kind: { readonly schema: z.ZodType<Task>; describe(task: Task): TaskDescription };
  readonly limits: SharedLimits;
  /** How long a task waits after the first 403 that does not say why, in ms. */
  readonly unclearWait: number;
  readonly events: TryEvents;
}

/** How long a task is parked whose installation its owner has closed. When the owner opens it again, it goes on at once. */
const parkedFor = 60 * 60_000;
/** How long a task waits that a newer release has queued, and this one cannot read. */
const newerFor = 60_000;
/** How long a task waits that would write while nothing may be written. */
const heldFor = 10 * 60_000;
/** A task whose process has ended so often without a word may be why, and would stop all others for ever. */
const mostKills = 3;
/** As often a task waits in a row because of a 403 that does not say why, each time twice as long. */
const mostUnclear = 7;

/** One try of a task. An error leaves in the form by which BullMQ knows what to do next. */
export async function attempt<Task extends AnyTask>(
  { queue, job, token, kind, limits, unclearWait, events }: Attempt<Task>,
  work: (task: Task) => Promise<Pause | null>,
): Promise<void> {
  const waits = readWaits(job);
  const { version, delivery } = readEnvelope(job.data);
  const aboutAny = { queue, id: job.id ?? "", tries: job.attemptsMade + 1, delivery };
  const isFirst = job.attemptsMade === 0 && !waits.hasFailed;
  const task = kind.schema.safeParse(job.data);
  if (!task.success) {
    const about = { ...aboutAny, repository: "unknown", task: "unreadable" };
    if (version > taskVersion) {
      events.failed(about, { kind: "newer", version }, null, isFirst);
      return delay(Date.now() + newerFor, { hasFailed: true });
    }
    const failure = { kind: "permanent", reason: "unreadable-task" } as const;
    events.failed(about, failure, task.error, isFirst);
    throw new UnrecoverableError(failure.reason);
  }
  const about: AboutTry = { ...aboutAny, ...kind.describe(task.data) };
  const { id: repositoryId = null } = task.data.repository ?? {};
  const installationId = task.data.repository?.installationId ?? task.data.installationId ?? null;
  if (countKills(job) >= mostKills) {
    const failure = { kind: "permanent", reason: "ended-its-process" } as const;
    events.failed(about, failure, null, isFirst);
    throw new UnrecoverableError(`${failure.reason}: ${mostKills} times`);
  }
  const limited = installationId === null ? null : await limits.until(installationId, Date.now());
  if (limited !== null) return delay(limited, {});
  let pause: Pause | null;
  try {
    pause = await events.watch(about, () => work(task.data));
  } catch (error) {
    const now = Date.now();
    const failure = classifyFailure(error, now);
    // Nothing failed: it is not its turn.
    if (failure.kind === "reserved") return delay(failure.until, {});
    events.failed(about, failure, error, isFirst);
    switch (failure.kind) {
      case "permanent":
        throw new UnrecoverableError(`${failure.reason}: ${messageOf(error)}`);
      case "refused":
        if (concernsInstallation(failure.code)) return delay(now + parkedFor, { hasFailed: true });
        throw new UnrecoverableError(`${failure.code}: ${messageOf(error)}`);
      case "held":
        return delay(now + heldFor, { hasFailed: true });
      case "limit":
        return delay(await noteLimit(failure.until, now), { hasFailed: true });
      case "unclear":
        if (waits.unclear >= mostUnclear)
          throw new UnrecoverableError(`forbidden without a reason: ${messageOf(error)}`);
        return delay(await noteUnclear(now), { hasFailed: true, unclear: waits.unclear + 1 });
      case "retry":
        throw new Error(messageOf(error), { cause: error });
    }
  }
  if (pause !== null) return delay(pause.continueAt, { unclear: 0 });

  async function noteLimit(until: number | null, now: number): Promise<number> {
    return installationId === null ? (until ?? now + unclearWait) : limits.note(installationId, until, now);
  }

  async function noteUnclear(now: number): Promise<number> {
    const held =
      installationId === null || repositoryId === null
        ? null
        : await limits.noteUnclear(installationId, repositoryId, now);
    return held ?? now + unclearWait * 2 ** waits.unclear;
  }

  /** Not counted as a try: the task is not at fault. */
  async function delay(
    until: number,
    changes: Partial<Pick<Waits, "unclear" | "hasFailed">>,
  ): Promise<never> {
    const next: Waits = { ...waits, ...changes, pauses: waits.pauses + 1 };
    await job.updateProgress({ ...next });
    await job.moveToDelayed(until, token);
    throw new DelayedError();
  }
}

/** Gives a task back that is not done because the process is told to end. */
export async function giveBack(job: Job, token: string | undefined): Promise<void> {
  const waits = readWaits(job);
  await job.updateProgress({ ...waits, returns: waits.returns + 1 });
  await job.moveToWait(token);
}

type Counted = Pick<Job, "attemptsStarted" | "attemptsMade" | "progress">;

/** How often a task's process ended, or lost the task to another, without a word. */
function countKills(job: Counted): number {
  const { pauses, returns } = readWaits(job);
  return job.attemptsStarted - 1 - job.attemptsMade - pauses - returns;
}

/** Whether an earlier try of the task was neither ended nor put off: its process was killed, or gave the task back at its own end. */
export function wasBrokenOff(job: Counted): boolean {
  return countKills(job) + readWaits(job).returns > 0;
}

/** What BullMQ does not count: how often a task was put off in good order, how often of these in a row without a reason, how often it was given back, and whether a try was told of that failed. */
interface Waits {
  readonly pauses: number;
  readonly unclear: number;
  readonly returns: number;
  readonly hasFailed: boolean;
}

const waitsSchema = z.object({
  pauses: z.number(),
  unclear: z.number(),
  returns: z.number().default(0),
  hasFailed: z.boolean().default(false),
});

/** Earlier versions kept the number of pauses alone, or less of the rest. */
function readWaits({ progress }: Pick<Job, "progress">): Waits {
  const none: Waits = { pauses: 0, unclear: 0, returns: 0, hasFailed: false };
  if (typeof progress === "number") return { ...none, pauses: progress };
  return waitsSchema.safeParse(progress).data ?? none;
}

/** The message of an error, cut to what is worth keeping in Redis. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
