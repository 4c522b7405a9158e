import { type JobsOptions, Queue } from "bullmq";
import { z } from "zod";
import { withTimeLimit } from "../../shared/with-time-limit.ts";
import { createLooks } from "../store/looks.ts";
import { queuePrefix } from "../store/redis/keys.ts";
import type { Redis } from "../store/redis/redis.ts";
import { sealTask } from "./envelope.ts";
import { type QueueDepth, readDepth } from "./read-depth.ts";
import { rulesOf } from "./rules-of.ts";
import type { AnyTask, Repeat } from "./tasks/task-kind.ts";
import { type AnyTaskKind, type QueueName, type TaskName, type TaskOf, taskKinds } from "./tasks.ts";
import { isWaiting } from "./turns/turns.ts";

export { queuePrefix };

export const queueNames: readonly QueueName[] = Object.values(taskKinds).map(({ name }) => name);

const day = 24 * 60 * 60;
/** BullMQ's, by which a task goes before the others of its installation or with them. */
const priorities = { first: 1, usual: 2 } as const;
/** How many events BullMQ keeps per queue; nothing here reads them. */
const keptEvents = 100;

/** Seconds for which the key is kept by which a process finds out whether Redis takes what is written. */
const keptPing = 60;

/** How fast tasks are tried again and how long changes are collected, in ms. */
export interface QueuePace {
  /** The delay before the second try; it doubles with each further one, up to a half taken off by chance. */
  readonly backoff: number;
  /** How long a proposal waits for more of the same burst. */
  readonly proposeDelay: number;
  /** The same where nobody waits for it. */
  readonly quietDelay: number;
  /** How long Redis may take to accept a task, or to answer at all when the process starts. */
  readonly addTimeout: number;
}

/** The queues could not be reached in time. What was to be added may still get in, and is then found to be a repeat. */
export class QueueUnavailableError extends Error {
  override readonly name = "QueueUnavailableError";
  readonly code = "queue-unavailable";
}

/** The way into the queues. Every method throws a QueueUnavailableError. */
export type Queues = TaskAdders & QueueState;

/** Adds a task of each kind, and the delivery it came from; what becomes of one that is asked for again, its kind says. */
type TaskAdders = { readonly [Name in TaskName]: (task: TaskOf<Name>, delivery?: string) => Promise<void> };

interface QueueState {
  /** Begins at once with the tasks of an installation that were put off: its owner has opened it again. */
  resume(installationId: number): Promise<void>;
  /** Has a task count as never done, so that it is done when it is asked for again: what came of it was lost. */
  forgetDone<Name extends TaskName>(name: Name, task: TaskOf<Name>): Promise<void>;
  /** Whether a task of an installation waits that must not wait for its backfills: what webhooks and people have asked for. */
  isUrgent(installationId: number): Promise<boolean>;
  /** How each queue stands. */
  readDepths(): Promise<readonly (QueueDepth & { readonly kind: QueueName })[]>;
  /** Writes where the queues are, as a task that is added does; throws where Redis does not take it. */
  ping(): Promise<void>;
  /** Ends nothing but the queues' own state: the connection stays the caller's. */
  close(): Promise<void>;
}

/** Opens the queues on a connection, which may be shared with the store. */
export function openQueues(redis: Redis, pace: QueuePace): Queues {
  const open = (kind: AnyTaskKind): Opened => {
    const queue = new Queue(kind.name, {
      connection: redis,
      prefix: queuePrefix,
      streams: { events: { maxLen: keptEvents } },
      defaultJobOptions: {
        attempts: 8,
        backoff: { type: "exponential", delay: pace.backoff, jitter: 0.5 },
        removeOnComplete: { age: day, count: 10_000 },
        removeOnFail: { age: 30 * day, count: 10_000 },
        stackTraceLimit: 1,
      },
    });
    // The connection's owner reports its errors.
    queue.on("error", () => {});
    return { kind, queue };
  };
  const looks = createLooks(redis);
  const opened = Object.entries(taskKinds).map(([name, kind]) => ({ name, ...open(kind) }));

  async function add({ kind, queue }: Opened, task: AnyTask, delivery?: string): Promise<void> {
    const dropped = kind.drops?.(task) ?? null;
    // First, so that a task which waits already does not rest on it.
    if (dropped !== null) await within(pace.addTimeout, looks.drop(dropped.repositoryId, dropped.line));
    const repeat = kind.repeat(task);
    const priority = kind.goesFirst?.(task) === true ? priorities.first : priorities.usual;
    const options = { ...optionsOf(repeat, pace), priority };
    await within(pace.addTimeout, queue.add(queue.name, sealTask(task, delivery), options));
    if (repeat.kind === "latest" && repeat.isQuiet !== true)
      await within(pace.addTimeout, hurry(queue, repeat.key, priority));
    const ended = kind.ends?.(task);
    const other = opened.find(({ queue: { name } }) => name === ended?.name);
    if (ended !== undefined && other !== undefined)
      await within(pace.addTimeout, other.queue.removeDeduplicationKey(ended.key));
  }

  /** The task that waits for both may have been queued where nobody waited for it. */
  async function hurry(queue: Queue, key: string, priority: number): Promise<void> {
    const id = await queue.getDeduplicationJobId(key);
    const job = id === null ? undefined : await queue.getJob(id);
    if (job === undefined) return;
    if (priority < job.priority) await job.changePriority({ priority }).catch(() => {});
    if (job.opts.delay !== pace.quietDelay || pace.quietDelay <= pace.proposeDelay) return;
    // It may have begun meanwhile.
    if (await job.isDelayed()) await job.changeDelay(pace.proposeDelay).catch(() => {});
  }

  const adders = Object.fromEntries(
    opened.map(({ name, ...one }) => [name, (task: AnyTask, delivery?: string) => add(one, task, delivery)]),
  ) as Record<TaskName, (task: AnyTask, delivery?: string) => Promise<void>>;
  return {
    ...adders,
    async resume(installationId) {
      const promotions = opened.map(({ queue }) => promoteAll(queue, installationId));
      await within(pace.addTimeout, Promise.all(promotions));
    },
    async forgetDone(name, task) {
      const one = opened.find((other) => other.name === name);
      const repeat = one?.kind.repeat(task);
      if (one === undefined || repeat?.kind !== "once") return;
      const job = await within(pace.addTimeout, one.queue.getJob(repeat.key));
      if (await job?.isCompleted()) await job?.remove();
    },
    async isUrgent(installationId) {
      const urgent = opened.filter(({ kind }) => kind.isUrgent);
      const waits = await Promise.all(
        urgent.map(({ kind, queue }) => isWaiting(redis, queue, rulesOf(kind), installationId)),
      );
      return waits.includes(true);
    },
    readDepths: () =>
      Promise.all(
        opened.map(async ({ kind, queue }) => ({
          kind: kind.name,
          ...(await readDepth(redis, queue, rulesOf(kind))),
        })),
      ),
    async ping() {
      await redis.set(`${queuePrefix}:ready`, "1", "EX", keptPing);
    },
    async close() {
      await Promise.all(opened.map(({ queue }) => queue.close()));
    },
  };
}

interface Opened {
  readonly kind: AnyTaskKind;
  readonly queue: Queue;
}

const ofInstallation = z.union([
  z
    .object({ repository: z.object({ installationId: z.number() }) })
    .transform(({ repository }) => repository),
  z.object({ installationId: z.number() }),
]);

async function promoteAll(queue: Queue, installationId: number): Promise<void> {
  for (const job of await queue.getDelayed()) {
    const task = ofInstallation.safeParse(job.data).data;
    if (task?.installationId !== installationId) continue;
    // It may have become due meanwhile, and is begun then anyway.
    if (await job.isDelayed()) await job.promote().catch(() => {});
  }
}

/** How BullMQ is told what becomes of a task that is asked for again. */
function optionsOf(
  repeat: Repeat,
  { proposeDelay, quietDelay }: Pick<QueuePace, "proposeDelay" | "quietDelay">,
): JobsOptions {
  switch (repeat.kind) {
    case "once":
      return { jobId: repeat.key };
    case "latest":
      return {
        delay: repeat.isQuiet === true ? quietDelay : proposeDelay,
        deduplication: { id: repeat.key, keepLastIfActive: true },
      };
    case "later":
      return { delay: Math.max(0, repeat.at - Date.now()), deduplication: { id: repeat.key } };
    case "single":
      return { deduplication: { id: repeat.key } };
    case "each":
      return {};
  }
}

/** Waits for an addition at most so many ms; where it is late or fails, throws a QueueUnavailableError. */
async function within<Result>(ms: number, addition: Promise<Result>): Promise<Result> {
  try {
    const result = await withTimeLimit(ms, addition);
    if (result !== "late") return result;
  } catch (cause) {
    throw new QueueUnavailableError("Redis did not take the task", { cause });
  }
  throw new QueueUnavailableError("Redis did not answer in time");
}
