import { type Job, type Processor, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { z } from "zod";
import type { Repository } from "../../domain/run/repository.ts";
import { withTimeLimit } from "../../shared/with-time-limit.ts";
import { type AnyTask, attempt, type FailureEvents, type Pause, wasBrokenOff } from "./attempt.ts";
import { createLimits } from "./limits.ts";
import { type QueueName, type Queues, queuePrefix } from "./queues.ts";
import type {
  AnswerComment,
  Backfill,
  CheckPullRequest,
  CheckSettings,
  Forget,
  LearnRun,
  Propose,
  ReportTask,
} from "./task.ts";
import {
  answerCommentSchema,
  backfillSchema,
  checkPullRequestSchema,
  checkSettingsSchema,
  forgetSchema,
  learnRunSchema,
  proposeSchema,
  reportSchema,
} from "./task-schema.ts";
import { type Keeping, workWhileKept } from "./while-kept.ts";

/** The work itself, which the queue knows nothing about. */
export interface WorkerTools extends Pick<Keeping, "forget"> {
  /** Returns the paths of the workflow files about whose jobs something was learned. */
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<void>;
  answerComment(task: AnswerComment): Promise<void>;
  /** Null when all is done. */
  backfill(task: Backfill, turn: BackfillTurn): Promise<Pause | null>;
  checkSettings(task: CheckSettings): Promise<void>;
  checkPullRequest(task: CheckPullRequest): Promise<void>;
  report(task: ReportTask): Promise<void>;
}

/** What a backfill must know about its place in the queue. */
export interface BackfillTurn {
  /** Of the task, the same in every turn. */
  readonly id: string;
  /** When it was asked for, ms since 1970. */
  readonly queuedAt: number;
  /** Whether tasks wait that go first. */
  isUrgent(): Promise<boolean>;
  /** Queues the proposal of a file, unless the App has lost the repository. */
  propose(task: Propose): Promise<void>;
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
  /** What is at work is given back, so what was fetched meanwhile is too. */
  isEnding: boolean;
}

/**
 * Starts to work on all queues. The connection must be of the role `queue`; each worker adds one of its own to wait on.
 */
export function startWorkers(
  redis: Redis,
  queues: Pick<Queues, "propose" | "isUrgent">,
  tools: WorkerTools & Keeping,
  pace: WorkerPace,
  events: WorkerEvents,
): Workers {
  const limits = createLimits();

  function start<Task extends AnyTask>(
    name: QueueName,
    schema: z.ZodType<Task>,
    concurrency: number,
    work: (task: Task, job: Job) => Promise<Pause | null>,
  ): Consumer {
    const active = new Set<Job>();
    const process: Processor<unknown, void> = async (job, token) => {
      if (consumer.isEnding) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
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
    const consumer: Consumer = { worker, active, isEnding: false };
    return consumer;
  }

  /** Does what a task is about unless the App has lost its repository. */
  function ofRepository<Task extends { readonly repository: Repository }>(
    work: (task: Task) => Promise<void>,
  ): (task: Task, job: Job) => Promise<null> {
    return async (task, job) => {
      await whileKept(task.repository, job, () => work(task));
      return null;
    };
  }

  function whileKept<Result>(
    repository: Pick<Repository, "id">,
    job: Job,
    work: () => Promise<Result>,
  ): Promise<Result | null> {
    const queued = { timestamp: job.timestamp, wasBrokenOff: wasBrokenOff(job) };
    return workWhileKept(repository, queued, tools, work);
  }

  async function learn(task: LearnRun, job: Job): Promise<null> {
    const paths = (await whileKept(task.repository, job, () => tools.learnRun(task))) ?? [];
    for (const path of paths) await proposeAfter(job, { repository: task.repository, path });
    return null;
  }

  async function backfill(task: Backfill, job: Job): Promise<Pause | null> {
    return whileKept(task.repository, job, () =>
      tools.backfill(task, {
        id: job.id ?? "",
        queuedAt: job.timestamp,
        isUrgent: queues.isUrgent,
        propose: (proposal) => proposeAfter(job, proposal),
      }),
    );
  }

  /** A proposal queued for a repository that was lost meanwhile would count as newer than the loss. */
  async function proposeAfter({ timestamp }: Job, task: Propose): Promise<void> {
    if (!(await tools.isForgottenSince(task.repository.id, timestamp))) await queues.propose(task);
  }

  const consumers = [
    start("learn-run", learnRunSchema, 8, learn),
    start("propose", proposeSchema, 2, ofRepository<Propose>(tools.propose)),
    start("answer-comment", answerCommentSchema, 4, ofRepository<AnswerComment>(tools.answerComment)),
    start("backfill", backfillSchema, 1, backfill),
    start("check-settings", checkSettingsSchema, 2, ofRepository<CheckSettings>(tools.checkSettings)),
    start(
      "check-pull-request",
      checkPullRequestSchema,
      2,
      ofRepository<CheckPullRequest>(tools.checkPullRequest),
    ),
    start("report", reportSchema, 2, ofRepository<ReportTask>(tools.report)),
    start<Forget>("forget", forgetSchema, 1, async (task, { timestamp }) => {
      await tools.forget(task, timestamp);
      return null;
    }),
  ];
  return {
    async drain(ms) {
      await Promise.all(consumers.map((consumer) => drain(consumer, ms)));
    },
  };
}

async function drain(consumer: Consumer, ms: number): Promise<void> {
  const { worker, active } = consumer;
  if ((await withTimeLimit(ms, worker.close())) !== "late") return;
  consumer.isEnding = true;
  const returned = [...active].map((job) => job.moveToWait(job.token).catch(() => {}));
  // Where Redis does not answer, a task is taken up again once its lock has run out.
  await withTimeLimit(returnTimeout, Promise.all(returned));
}
