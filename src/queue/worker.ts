import { type Job, type Processor, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { z } from "zod";
import { inTime } from "../in-time.ts";
import { type AnyTask, attempt, type FailureEvents } from "./attempt.ts";
import { createLimits } from "./limits.ts";
import { type QueueName, type Queues, queuePrefix } from "./queues.ts";
import type { AnswerComment, Forget, LearnRun, Propose, Repository } from "./task.ts";
import { answerCommentSchema, forgetSchema, learnRunSchema, proposeSchema } from "./task-schema.ts";
import { type Keeping, workWhileKept } from "./while-kept.ts";

/** The work itself, which the queue knows nothing about. */
export interface WorkerTools extends Pick<Keeping, "forget"> {
  /** Returns the paths of the workflow files about whose jobs something was learned. */
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<void>;
  answerComment(task: AnswerComment): Promise<void>;
}

/** How long a worker holds a task without a sign of life, and how often tasks of the dead are looked for; ms. */
export interface WorkerPace {
  readonly lockDuration: number;
  readonly stalledInterval: number;
}

/** What the workers tell about, for the log. */
export interface WorkerEvents extends FailureEvents {
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
  tools: WorkerTools & Keeping,
  pace: WorkerPace,
  events: WorkerEvents,
): Workers {
  const limits = createLimits();

  function start<Task extends AnyTask>(
    name: QueueName,
    schema: z.ZodType<Task>,
    concurrency: number,
    work: (task: Task, job: Job) => Promise<void>,
  ): Consumer {
    const active = new Set<Job>();
    const process: Processor<unknown, void> = async (job, token) => {
      active.add(job);
      try {
        await attempt({ queue: name, job, token, schema, limits, events }, work);
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

  /** Does what a task is about unless the App has lost its repository. */
  function ofRepository<Task extends { readonly repository: Repository }>(
    work: (task: Task) => Promise<void>,
  ): (task: Task, job: Job) => Promise<void> {
    return (task, job) => workWhileKept(task.repository, job, tools, () => work(task));
  }

  async function learn(task: LearnRun, job: Job): Promise<void> {
    let paths: readonly string[] = [];
    await workWhileKept(task.repository, job, tools, async () => {
      paths = await tools.learnRun(task);
    });
    // A proposal queued for a repository that was lost meanwhile would count as newer than the loss.
    if (await tools.isForgottenSince(task.repository.id, job.timestamp)) return;
    for (const path of paths) await queues.propose({ repository: task.repository, path });
  }

  const consumers = [
    start("learn-run", learnRunSchema, 8, learn),
    start("propose", proposeSchema, 2, ofRepository<Propose>(tools.propose)),
    start("answer-comment", answerCommentSchema, 4, ofRepository<AnswerComment>(tools.answerComment)),
    start<Forget>("forget", forgetSchema, 1, (task, { timestamp }) => tools.forget(task, timestamp)),
  ];
  return {
    async drain(ms) {
      await Promise.all(consumers.map((consumer) => drain(consumer, ms)));
    },
  };
}

async function drain({ worker, active }: Consumer, ms: number): Promise<void> {
  if ((await inTime(ms, worker.close())) !== "late") return;
  const returned = [...active].map((job) => job.moveToWait(job.token).catch(() => {}));
  // Where Redis does not answer, a task is taken up again once its lock has run out.
  await inTime(returnTimeout, Promise.all(returned));
}
