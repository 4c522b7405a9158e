import { type Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { z } from "zod";
import { type QueueName, queueNames, queuePrefix } from "./queues.ts";
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

/** A task that was given up. All text is foreign. */
export interface DeadLetter {
  /** `<queue>/<number or key>`, unique among all queues. */
  readonly id: string;
  readonly queue: QueueName;
  /** `owner/name`, or the repository's number where no more is known. */
  readonly repository: string;
  /** What was to be done, in a few words. */
  readonly task: string;
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
  const queues = new Map(
    queueNames.map((name) => [
      name,
      new Queue(name, { connection: redis, prefix: queuePrefix, skipMetasUpdate: true }),
    ]),
  );
  for (const queue of queues.values()) queue.on("error", () => {});

  /** A key is a number or begins with one; other names are those under which BullMQ keeps its own data. */
  async function find(id: string): Promise<Job | null> {
    const [, name = "", key = ""] = /^([a-z-]{1,20})\/([0-9][0-9-]{0,80})$/.exec(id) ?? [];
    const job = await queues.get(name as QueueName)?.getJob(key);
    return job !== undefined && (await job.isFailed()) ? job : null;
  }

  return {
    async list() {
      const letters: DeadLetter[] = [];
      for (const [name, queue] of queues) {
        const jobs = await queue.getFailed(0, mostListed - 1);
        letters.push(...jobs.map((job) => describe(name, job)));
      }
      return letters.sort((a, b) => (a.failedAt < b.failedAt ? 1 : -1));
    },
    async retry(id) {
      const job = await find(id);
      await job?.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
      return job !== null;
    },
    async drop(id) {
      const job = await find(id);
      await job?.remove();
      return job !== null;
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function describe(queue: QueueName, job: Job): DeadLetter {
  return {
    id: `${queue}/${job.id}`,
    queue,
    ...describeTask(queue, job.data),
    reason: job.failedReason ?? "",
    tries: job.attemptsMade,
    failedAt: new Date(job.finishedOn ?? job.timestamp).toISOString(),
  };
}

type Description = Pick<DeadLetter, "repository" | "task">;

function describeTask(queue: QueueName, data: unknown): Description {
  switch (queue) {
    case "learn-run":
      return read(learnRunSchema, data, ({ repository, run }) => ({
        repository: `${repository.owner}/${repository.name}`,
        task: `run ${run.id} attempt ${run.attempt} of ${run.path}`,
      }));
    case "propose":
      return read(proposeSchema, data, ({ repository, path }) => ({
        repository: `${repository.owner}/${repository.name}`,
        task: path,
      }));
    case "answer-comment":
      return read(answerCommentSchema, data, ({ repository, pullRequest, commentId }) => ({
        repository: `${repository.owner}/${repository.name}`,
        task: `comment ${commentId} on #${pullRequest}`,
      }));
    case "backfill":
      return read(backfillSchema, data, ({ repository, again }) => ({
        repository: `${repository.owner}/${repository.name}`,
        task: again === null ? "learn earlier runs" : `learn the runs of ${again} again`,
      }));
    case "check-settings":
      return read(checkSettingsSchema, data, ({ repository }) => ({
        repository: `${repository.owner}/${repository.name}`,
        task: "check the settings",
      }));
    case "check-pull-request":
      return read(checkPullRequestSchema, data, ({ repository, pullRequest }) => ({
        repository: `${repository.owner}/${repository.name}`,
        task: `check #${pullRequest}`,
      }));
    case "report":
      return read(reportSchema, data, ({ repository }) => ({
        repository: `${repository.owner}/${repository.name}`,
        task: "report what is not enforced",
      }));
    case "forget":
      return read(forgetSchema, data, ({ repositoryId }) => ({
        repository: String(repositoryId),
        task: "delete what was learned",
      }));
  }
}

function read<Task>(schema: z.ZodType<Task>, data: unknown, show: (task: Task) => Description): Description {
  const task = schema.safeParse(data);
  return task.success ? show(task.data) : { repository: "unknown", task: "unreadable" };
}
