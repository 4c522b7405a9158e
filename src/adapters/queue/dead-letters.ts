import { type Job, Queue } from "bullmq";
import type { Redis } from "../store/redis/redis.ts";
import { queuePrefix } from "./queues.ts";
import type { TaskDescription } from "./tasks/task-kind.ts";
import { type AnyTaskKind, type QueueName, taskKinds } from "./tasks.ts";

/** A task that was given up. All text is foreign. */
export interface DeadLetter extends TaskDescription {
  /** `<queue>/<number or key>`, unique among all queues. */
  readonly id: string;
  readonly queue: QueueName;
  readonly reason: string;
  readonly tries: number;
  /** ISO 8601 UTC. */
  readonly failedAt: string;
}

/** The dead letters of all queues. */
export interface DeadLetters {
  /** The newest 1,000 of each queue, newest first. */
  list(): Promise<readonly DeadLetter[]>;
  /** Puts a task back with all its tries; false where there is no such dead letter. */
  retry(id: string): Promise<boolean>;
  /** Deletes it; false where there is no such dead letter. */
  drop(id: string): Promise<boolean>;
  close(): Promise<void>;
}

const mostListed = 1_000;

/** Opens the dead letters on a connection, which stays the caller's to close. */
export function openDeadLetters(redis: Redis): DeadLetters {
  const queues = Object.values(taskKinds).map((kind: AnyTaskKind) => ({
    kind,
    queue: new Queue(kind.name, { connection: redis, prefix: queuePrefix, skipMetasUpdate: true }),
  }));
  for (const { queue } of queues) queue.on("error", () => {});

  /** A key is a number or begins with one; other names are those under which BullMQ keeps its own data. */
  async function find(id: string): Promise<Job | null> {
    const [, name = "", key = ""] = /^([a-z-]{1,20})\/([0-9][0-9-]{0,80})$/.exec(id) ?? [];
    const job = await queues.find(({ kind }) => kind.name === name)?.queue.getJob(key);
    return job !== undefined && (await job.isFailed()) ? job : null;
  }

  return {
    async list() {
      const letters: DeadLetter[] = [];
      for (const { kind, queue } of queues) {
        const jobs = await queue.getFailed(0, mostListed - 1);
        letters.push(...jobs.map((job) => describe(kind, job)));
      }
      return letters.sort((a, b) => (a.failedAt < b.failedAt ? 1 : -1));
    },
    async retry(id) {
      const job = await find(id);
      await job?.updateProgress(0);
      await job?.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
      return job !== null;
    },
    async drop(id) {
      const job = await find(id);
      await job?.remove();
      return job !== null;
    },
    async close() {
      await Promise.all(queues.map(({ queue }) => queue.close()));
    },
  };
}

function describe(kind: AnyTaskKind, job: Job): DeadLetter {
  const task = kind.schema.safeParse(job.data);
  const description = task.success ? kind.describe(task.data) : { repository: "unknown", task: "unreadable" };
  return {
    id: `${kind.name}/${job.id}`,
    queue: kind.name,
    ...description,
    reason: job.failedReason ?? "",
    tries: job.attemptsMade,
    failedAt: new Date(job.finishedOn ?? job.timestamp).toISOString(),
  };
}
