import { type Job, type Processor, WaitingError, Worker } from "bullmq";
import { withTimeLimit } from "../../shared/with-time-limit.ts";
import type { Redis } from "../store/redis/redis.ts";
import { attempt, type FailureEvents, giveBack, wasBrokenOff } from "./attempt.ts";
import { createLimits } from "./limits.ts";
import { type Queues, queuePrefix } from "./queues.ts";
import type { Turn } from "./tasks/task-kind.ts";
import { type AnyTaskKind, type QueueName, type TaskName, type ToolOf, taskKinds } from "./tasks.ts";
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
  const limits = createLimits(pace.limitWait);

  function start(kind: AnyTaskKind, tool: WorkerTools[TaskName]): Consumer {
    const active = new Set<Job>();
    const process: Processor<unknown, void> = async (job, token) => {
      if (consumer.isEnding) {
        await giveBack(job, token);
        throw new WaitingError();
      }
      active.add(job);
      try {
        const { name, schema } = kind;
        await attempt(
          { queue: name, job, token, schema, limits, unclearWait: pace.limitWait, events },
          (task) => kind.run(task, tool, turnOf(job)),
        );
      } finally {
        active.delete(job);
      }
    };
    const worker = new Worker(kind.name, process, {
      connection: redis,
      prefix: queuePrefix,
      concurrency: kind.concurrency,
      lockDuration: pace.lockDuration,
      stalledInterval: pace.stalledInterval,
      // How often a process may end is counted by `attempt`.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    worker.on("error", (error) => events.error(kind.name, error));
    const consumer: Consumer = { worker, active, isEnding: false };
    return consumer;
  }

  function turnOf(job: Job): Turn {
    const { timestamp } = job;
    return {
      id: job.id ?? "",
      queuedAt: timestamp,
      whileKept: (repository, work) =>
        workWhileKept(repository, { timestamp, wasBrokenOff: wasBrokenOff(job) }, tools, work),
      isUrgent: queues.isUrgent,
      // A proposal queued for a repository that was lost meanwhile would count as newer than the loss.
      async propose(file) {
        if (!(await tools.isForgottenSince(file.repository.id, timestamp))) await queues.propose(file);
      },
    };
  }

  const names = Object.keys(taskKinds) as TaskName[];
  const consumers = names.map((name) => start(taskKinds[name], tools[name]));
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
  const returned = [...active].map((job) => giveBack(job, job.token).catch(() => {}));
  // Where Redis does not answer, a task is taken up again once its lock has run out.
  await withTimeLimit(returnTimeout, Promise.all(returned));
}
