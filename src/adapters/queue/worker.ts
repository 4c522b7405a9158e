import { type Job, type Processor, WaitingError, type Worker } from "bullmq";
import { withTimeLimit } from "../../shared/with-time-limit.ts";
import type { Redis } from "../store/redis/redis.ts";
import { attempt, giveBack, type TryEvents, wasBrokenOff } from "./attempt.ts";
import { readEnvelope } from "./envelope.ts";
import { type Queues, queuePrefix } from "./queues.ts";
import { rulesOf } from "./rules-of.ts";
import { shareLimits } from "./shared-limits.ts";
import type { AnyTask, Turn } from "./tasks/task-kind.ts";
import { type AnyTaskKind, type QueueName, type TaskName, type ToolOf, taskKinds } from "./tasks.ts";
import { FairWorker } from "./turns/fair-worker.ts";
import { type Keeping, workWhileKept } from "./while-kept.ts";

/** The work itself, which the queue knows nothing about: what does it for each kind of task. */
export type WorkerTools = { readonly [Name in TaskName]: ToolOf<Name> };

/** How long a worker holds a task without a sign of life, and how often tasks of the dead are looked for; ms. */
export interface WorkerPace {
  readonly lockDuration: number;
  readonly stalledInterval: number;
  /** How long to wait at first for a limit of which GitHub does not say when it ends. */
  readonly limitWait: number;
}

/** What the workers tell about, for the log. */
export interface WorkerEvents extends TryEvents {
  /** A task was given up, with what was said of its last try. */
  gaveUp(queue: QueueName, id: string, reason: string): void;
  /** This process lost its hold on a task, which another may begin meanwhile. */
  lostLock(queue: QueueName): void;
  /** The worker itself has a problem, mostly with Redis. */
  error(queue: QueueName, error: Error): void;
}

export interface Workers {
  /** Of each kind, whether another task could be begun, and when the last one was (or the workers were started), ms since 1970. */
  readBusyness(): ReadonlyMap<QueueName, { readonly isFree: boolean; readonly begunAt: number }>;
  /**
   * Takes no new tasks and waits for those at work. What is not done after so many ms goes back to its queue, for another
   * worker; its result here is then ignored.
   */
  drain(ms: number): Promise<void>;
}

/** How long giving tasks back may take, in ms. */
const returnTimeout = 2_000;

interface Consumer {
  readonly kind: AnyTaskKind;
  readonly worker: Pick<Worker, "close">;
  readonly active: Set<Job>;
  /** What is at work is given back, so what was fetched meanwhile is too. */
  isEnding: boolean;
  /** When it was given a task last, ms since 1970. */
  begunAt: number;
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
  const limits = shareLimits(redis, pace.limitWait);

  function start(kind: AnyTaskKind, tool: WorkerTools[TaskName]): Consumer {
    const active = new Set<Job>();
    const process: Processor<unknown, void> = async (job, token) => {
      if (consumer.isEnding) {
        await giveBack(job, token);
        throw new WaitingError();
      }
      active.add(job);
      consumer.begunAt = Date.now();
      try {
        await attempt(
          { queue: kind.name, job, token, kind, limits, unclearWait: pace.limitWait, events },
          (task) => kind.run(task, tool, turnOf(job, task)),
        );
      } finally {
        active.delete(job);
      }
    };
    const worker = new FairWorker(kind.name, process, redis, rulesOf(kind), {
      prefix: queuePrefix,
      concurrency: kind.concurrency,
      lockDuration: pace.lockDuration,
      stalledInterval: pace.stalledInterval,
      // How often a process may end is counted by `attempt`.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    worker.on("error", (error) => events.error(kind.name, error));
    worker.on("lockRenewalFailed", (ids) => {
      for (const _ of ids) events.lostLock(kind.name);
    });
    // Also after a try that is not the last one, when it is not over.
    worker.on("failed", (job) => {
      if (job?.finishedOn !== undefined) events.gaveUp(kind.name, job.id ?? "", job.failedReason ?? "");
    });
    const consumer: Consumer = { kind, worker, active, isEnding: false, begunAt: Date.now() };
    return consumer;
  }

  function turnOf(job: Job, { repository }: AnyTask): Turn {
    const { timestamp } = job;
    return {
      id: job.id ?? "",
      queuedAt: timestamp,
      whileKept: (repository, work) =>
        workWhileKept(repository, { timestamp, wasBrokenOff: wasBrokenOff(job) }, tools, work),
      isUrgent: async () => repository !== undefined && queues.isUrgent(repository.installationId),
      // A proposal queued for a repository that was lost meanwhile would count as newer than the loss.
      async propose(file) {
        if (await tools.isForgottenSince(file.repository.id, timestamp)) return;
        await queues.propose(file, readEnvelope(job.data).delivery ?? undefined);
      },
    };
  }

  const names = Object.keys(taskKinds) as TaskName[];
  const consumers = names.map((name) => start(taskKinds[name], tools[name]));
  return {
    readBusyness: () =>
      new Map(
        consumers.map(({ kind, active, begunAt }) => [
          kind.name,
          { isFree: active.size < kind.concurrency, begunAt },
        ]),
      ),
    async drain(ms) {
      await Promise.all(consumers.map((consumer) => drain(consumer, ms)));
    },
  };
}

async function drain(consumer: Consumer, ms: number): Promise<void> {
  const { worker, active } = consumer;
  if ((await withTimeLimit(ms, worker.close())) !== "late") return;
  consumer.isEnding = true;
  const returned = [...active].map((job) => giveBack(job, job.token).catch(() => {}));
  // Where Redis does not answer, a task is taken up again once its lock has run out.
  await withTimeLimit(returnTimeout, Promise.all(returned));
}
