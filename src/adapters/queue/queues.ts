import { type JobsOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Repository } from "../../domain/run/repository.ts";
import { withTimeLimit } from "../../shared/with-time-limit.ts";
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

export const queueNames = [
  "learn-run",
  "propose",
  "answer-comment",
  "backfill",
  "check-pull-request",
  "check-settings",
  "report",
  "forget",
] as const;
export type QueueName = (typeof queueNames)[number];

/** One hash tag, because a script of BullMQ touches several keys and a Redis Cluster wants them in one slot. */
export const queuePrefix = "{egress:queue}";

const day = 24 * 60 * 60;
/** How many events BullMQ keeps per queue; nothing here reads them. */
const keptEvents = 100;

/** How fast tasks are tried again and how long changes are collected, in ms. */
export interface QueuePace {
  /** The delay before the second try; it doubles with each further one, up to a half taken off by chance. */
  readonly backoff: number;
  /** How long a proposal waits for more of the same burst. */
  readonly proposeDelay: number;
  /** How long Redis may take to accept a task, or to answer at all when the process starts. */
  readonly addTimeout: number;
}

/** The queues could not be reached in time. What was to be added may still get in, and is then found to be a repeat. */
export class QueueUnavailableError extends Error {
  override readonly name = "QueueUnavailableError";
  readonly code = "queue-unavailable";
}

/** The way into the queues. Every method throws a QueueUnavailableError. */
export interface Queues {
  /** Once per attempt of a run, also when it comes again within a day of its completion. */
  learnRun(task: LearnRun): Promise<void>;
  /** At most one waits per workflow file, and one more while it is worked on. */
  propose(task: Propose): Promise<void>;
  /** Once per comment. */
  answerComment(task: AnswerComment): Promise<void>;
  /** One at a time of what is new in a repository. To learn a file again is a task of its own each time. */
  backfill(task: Backfill): Promise<void>;
  /** At most one waits per repository, and one more while it is worked on. */
  checkSettings(task: CheckSettings): Promise<void>;
  /** Once per commit at the head of a pull request. */
  checkPullRequest(task: CheckPullRequest): Promise<void>;
  /** At most one waits per repository, and one more while it is worked on. */
  report(task: ReportTask): Promise<void>;
  forget(task: Forget): Promise<void>;
  /** Whether a task waits that must not wait for a backfill: what webhooks and people have asked for. */
  isUrgent(): Promise<boolean>;
  /** Asks Redis about a queue; throws where there is no answer. */
  ping(): Promise<void>;
  /** Ends nothing but the queues' own state: the connection stays the caller's. */
  close(): Promise<void>;
}

/** Opens the queues on a connection, which may be shared with the store. */
export function openQueues(redis: Redis, pace: QueuePace): Queues {
  const open = (name: QueueName): Queue => {
    const queue = new Queue(name, {
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
    return queue;
  };
  const learnRun = open("learn-run");
  const propose = open("propose");
  const answerComment = open("answer-comment");
  const backfill = open("backfill");
  const checkSettings = open("check-settings");
  const checkPullRequest = open("check-pull-request");
  const report = open("report");
  const forget = open("forget");

  async function add<Task>(queue: Queue, data: Task, options: JobsOptions): Promise<void> {
    await within(pace.addTimeout, queue.add(queue.name, data, options));
  }

  /** What a task of the repository waits for is read when it is done, so one that waits is enough. */
  function addOfRepository<Task extends { readonly repository: Repository }>(
    queue: Queue,
    task: Task,
  ): Promise<void> {
    return add(queue, task, {
      delay: pace.proposeDelay,
      deduplication: { id: String(task.repository.id), keepLastIfActive: true },
    });
  }

  async function hasDueTask(queue: Queue): Promise<boolean> {
    if ((await queue.getWaitingCount()) > 0) return true;
    // BullMQ scores a delayed task with the ms at which it is due, times 4,096.
    return (await redis.zcount(queue.toKey("delayed"), 0, Date.now() * 4_096)) > 0;
  }

  return {
    learnRun: (task) =>
      add(learnRun, task, { jobId: `${task.repository.id}-${task.run.id}-${task.run.attempt}` }),
    propose: (task) =>
      add(propose, task, {
        deduplication: { id: `${task.repository.id}:${task.path}`, keepLastIfActive: true },
        delay: pace.proposeDelay,
      }),
    answerComment: (task) => add(answerComment, task, { jobId: `${task.repository.id}-${task.commentId}` }),
    backfill: (task) =>
      // The earlier task reads its plan anew, so it does for both; but it may be about a memory that was deleted since.
      add(backfill, task, task.again === null ? { deduplication: { id: String(task.repository.id) } } : {}),
    checkSettings: (task) => addOfRepository(checkSettings, task),
    checkPullRequest: (task) =>
      add(checkPullRequest, task, { jobId: `${task.repository.id}-${task.pullRequest}-${task.head}` }),
    report: (task) => addOfRepository(report, task),
    // Each on its own: the App may be installed again between two, and what was queued then goes with the second.
    async forget(task) {
      await add(forget, task, {});
      // A backfill of before the loss does nothing any more, so it must not stand for one of after it.
      await within(pace.addTimeout, backfill.removeDeduplicationKey(String(task.repositoryId)));
    },
    async isUrgent() {
      const waits = await Promise.all([learnRun, propose, answerComment].map(hasDueTask));
      return waits.includes(true);
    },
    async ping() {
      await learnRun.getWaitingCount();
    },
    async close() {
      await Promise.all(
        [learnRun, propose, answerComment, backfill, checkSettings, checkPullRequest, report, forget].map(
          (queue) => queue.close(),
        ),
      );
    },
  };
}

/** Waits for an addition at most so many ms; where it is late or fails, throws a QueueUnavailableError. */
async function within(ms: number, addition: Promise<unknown>): Promise<void> {
  try {
    if ((await withTimeLimit(ms, addition)) !== "late") return;
  } catch (cause) {
    throw new QueueUnavailableError("Redis did not take the task", { cause });
  }
  throw new QueueUnavailableError("Redis did not answer in time");
}
