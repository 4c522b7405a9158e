import { DelayedError, type Job, type Processor, UnrecoverableError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { z } from "zod";
import { inTime } from "../in-time.ts";
import { classifyFailure, type Failure } from "./failure.ts";
import { type QueueName, type Queues, queuePrefix } from "./queues.ts";
import type { AnswerComment, Forget, LearnRun, Propose } from "./task.ts";
import { answerCommentSchema, forgetSchema, learnRunSchema, proposeSchema } from "./task-schema.ts";

/** The work itself, which the queue knows nothing about. */
export interface WorkerTools {
  /** Returns the paths of the workflow files about whose jobs something was learned. */
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<void>;
  answerComment(task: AnswerComment): Promise<void>;
  forget(task: Forget): Promise<void>;
}

/** How long a worker holds a task without a sign of life, and how often tasks of the dead are looked for; ms. */
export interface WorkerPace {
  readonly lockDuration: number;
  readonly stalledInterval: number;
}

/** What the workers tell about, for the log. */
export interface WorkerEvents {
  /** A try ended with an error. `tries` counts this one too. */
  failed(queue: QueueName, id: string, tries: number, failure: Failure, error: unknown): void;
  /** The worker itself has a problem, mostly with Redis. */
  error(queue: QueueName, error: Error): void;
}

export interface Workers {
  /**
   * Takes no new tasks and waits for those at work. What is not done after so many ms goes back to its queue, for another
   * worker; its result here is then ignored.
   */
  drain(ms: number): Promise<void>;
}

/** How long giving tasks back may take, in ms. */
const returnTimeout = 2_000;

interface Consumer {
  readonly worker: Worker;
  readonly active: Set<Job>;
}

/**
 * Starts to work on all four queues. The connection must be of the role `queue`; each worker adds one of its own to wait on.
 */
export function startWorkers(
  redis: Redis,
  queues: Pick<Queues, "propose">,
  tools: WorkerTools,
  pace: WorkerPace,
  events: WorkerEvents,
): Workers {
  function start<Task>(
    name: QueueName,
    schema: z.ZodType<Task>,
    concurrency: number,
    work: (task: Task) => Promise<void>,
  ): Consumer {
    const active = new Set<Job>();
    const process: Processor<unknown, void> = async (job, token) => {
      active.add(job);
      try {
        await attempt(name, job, token, schema, work, events);
      } finally {
        active.delete(job);
      }
    };
    const worker = new Worker(name, process, {
      connection: redis,
      prefix: queuePrefix,
      concurrency,
      lockDuration: pace.lockDuration,
      stalledInterval: pace.stalledInterval,
      // A worker may be killed any number of times without its task being at fault.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    worker.on("error", (error) => events.error(name, error));
    return { worker, active };
  }

  const consumers = [
    start("learn-run", learnRunSchema, 8, async (task) => {
      for (const path of await tools.learnRun(task)) {
        await queues.propose({ repository: task.repository, path });
      }
    }),
    start("propose", proposeSchema, 2, tools.propose),
    start("answer-comment", answerCommentSchema, 4, tools.answerComment),
    start("forget", forgetSchema, 1, tools.forget),
  ];
  return {
    async drain(ms) {
      await Promise.all(consumers.map((consumer) => drain(consumer, ms)));
    },
  };
}

/** One try. An error leaves in the form by which BullMQ knows what to do next. */
async function attempt<Task>(
  queue: QueueName,
  job: Job,
  token: string | undefined,
  schema: z.ZodType<Task>,
  work: (task: Task) => Promise<void>,
  events: WorkerEvents,
): Promise<void> {
  const task = schema.safeParse(job.data);
  if (!task.success) {
    const failure = { kind: "permanent", reason: "unreadable-task" } as const;
    events.failed(queue, job.id ?? "", job.attemptsMade + 1, failure, task.error);
    throw new UnrecoverableError(failure.reason);
  }
  try {
    await work(task.data);
  } catch (error) {
    const failure = classifyFailure(error, Date.now());
    events.failed(queue, job.id ?? "", job.attemptsMade + 1, failure, error);
    switch (failure.kind) {
      case "permanent":
        throw new UnrecoverableError(`${failure.reason}: ${messageOf(error)}`);
      case "wait":
        // Not counted as a try: the task is not at fault.
        await job.moveToDelayed(failure.until, token);
        throw new DelayedError();
      case "retry":
        throw new Error(messageOf(error), { cause: error });
    }
  }
}

/** The message of an error, cut to what is worth keeping in Redis. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

async function drain({ worker, active }: Consumer, ms: number): Promise<void> {
  if ((await inTime(ms, worker.close())) !== "late") return;
  const returned = [...active].map((job) => job.moveToWait(job.token).catch(() => {}));
  // Where Redis does not answer, a task is taken up again once its lock has run out.
  await inTime(returnTimeout, Promise.all(returned));
}
