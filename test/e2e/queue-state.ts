import { type Job, Queue } from "bullmq";
import { z } from "zod";
import { queueNames, queuePrefix } from "../../src/adapters/queue/queues.ts";
import type { QueueName } from "../../src/adapters/queue/tasks.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import { runTransaction } from "../../src/adapters/store/redis/transaction.ts";
import { until } from "../support/until.ts";

/** How many tasks of each queue are not done yet, and how many were given up. */
export interface QueueState {
  readonly open: number;
  readonly failed: number;
}

/**
 * All queues at one moment: a task that ends while one queue after the other is counted adds the next to a queue that was counted as empty.
 */
export async function readQueues(redis: Redis): Promise<QueueState> {
  const { begun, delayed, failed } = sumUp(await countAll(redis));
  return { open: begun + delayed, failed };
}

/** Their tasks wait for another day. */
const ofDays: ReadonlySet<QueueName> = new Set(["offer-places", "dashboard"]);

function isForLater(at: number): boolean {
  return at > Date.now() + 60_000;
}

/** What is to be done another day is nothing to wait for, so it is not among those that are put off. */
function sumUp(states: readonly Counts[]): Record<"begun" | "delayed" | "failed", number> {
  const sum = { begun: 0, delayed: 0, failed: 0 };
  for (const { name, begun, due, failed } of states) {
    sum.begun += begun;
    sum.delayed += due.filter((at) => !ofDays.has(name) || !isForLater(at)).length;
    sum.failed += failed;
  }
  return sum;
}

interface Counts {
  readonly name: QueueName;
  /** Tasks that could begin or are at work. */
  readonly begun: number;
  /** When those that are put off are due, ms since 1970. */
  readonly due: readonly number[];
  readonly failed: number;
}

async function countAll(redis: Redis): Promise<readonly Counts[]> {
  const counted = queueNames.reduce((transaction, name) => {
    const key = (end: string): string => `${queuePrefix}:${name}:${end}`;
    return transaction
      .llen(key("wait"))
      .llen(key("active"))
      .zcard(key("prioritized"))
      .zcard(key("failed"))
      .zrange(key("delayed"), 0, "-1", "WITHSCORES");
  }, redis.multi());
  const replies = await runTransaction(counted);
  return queueNames.map((name, place) => {
    const [wait, active, prioritized, failed, delayed] = reply.parse(replies.slice(place * 5, place * 5 + 5));
    const scores = delayed.filter((_, index) => index % 2 === 1);
    // BullMQ numbers those of one millisecond.
    const due = scores.map((score) => Math.floor(Number(score) / 4_096));
    return { name, begun: wait + active + prioritized, due, failed };
  });
}

const reply = z.tuple([z.number(), z.number(), z.number(), z.number(), z.array(z.string())]);

/** Begins with the tasks that are due: a clock that was set forward wakes nobody. */
export async function beginDue(redis: Redis): Promise<void> {
  await promoteDelayed(redis, queueNames, (job) => job.timestamp + job.delay <= Date.now());
}

/** Waits until every task is done or given up, where proposals wait minutes for more runs, which nobody sends. */
export async function untilDoneAtOnce(redis: Redis): Promise<QueueState> {
  return until(async () => {
    await promoteDelayed(redis, ["propose"], () => true);
    return readDone(redis);
  }, 250);
}

async function promoteDelayed(
  redis: Redis,
  names: readonly QueueName[],
  isWanted: (job: Job) => boolean,
): Promise<void> {
  for (const name of names) {
    const queue = new Queue(name, { connection: redis, prefix: queuePrefix });
    for (const job of await queue.getDelayed()) if (isWanted(job)) await job.promote().catch(() => {});
    await queue.close();
  }
}

/** Waits until every task is done or given up. A task that is added by another's end is seen, as it is added before that end. */
export async function untilDone(redis: Redis): Promise<QueueState> {
  return until(() => readDone(redis), 50);
}

async function readDone(redis: Redis): Promise<QueueState> {
  const state = await readQueues(redis);
  if (state.open > 0) throw new Error(`${state.open} tasks are not done`);
  return state;
}

/** Waits until so many tasks are put off, and nothing else is to be done. */
export async function untilParked(redis: Redis, count: number): Promise<void> {
  await until(async () => {
    const { begun, delayed, failed } = sumUp(await countAll(redis));
    if (begun > 0 || delayed !== count || failed > 0)
      throw new Error(`${begun} tasks are to be done, ${delayed} are put off, ${failed} were given up`);
  }, 50);
}
