import { type Job, Queue } from "bullmq";
import { queueNames, queuePrefix } from "../../src/adapters/queue/queues.ts";
import type { QueueName } from "../../src/adapters/queue/tasks.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import { until } from "../support/until.ts";

/** How many tasks of each queue are not done yet, and how many were given up. */
export interface QueueState {
  readonly open: number;
  readonly failed: number;
}

export async function readQueues(redis: Redis): Promise<QueueState> {
  const counts = await Promise.all(queueNames.map((name) => countJobs(redis, name)));
  return {
    open: counts.reduce((sum, { open }) => sum + open, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

async function countJobs(redis: Redis, name: QueueName): Promise<QueueState> {
  const queue = new Queue(name, { connection: redis, prefix: queuePrefix });
  const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized", "failed");
  // What is to be done another day is nothing to wait for.
  const later = ofDays.has(name) ? (await queue.getDelayed()).filter(isForLater).length : 0;
  await queue.close();
  const { failed = 0, ...others } = counts;
  return { open: Object.values(others).reduce((sum, count) => sum + count, 0) - later, failed };
}

/** Their tasks wait for another day. */
const ofDays: ReadonlySet<QueueName> = new Set(["offer-places", "dashboard"]);

function isForLater({ timestamp, delay }: Job): boolean {
  return timestamp + delay > Date.now() + 60_000;
}

/** Begins with the tasks that are due: a clock that was set forward wakes nobody. */
export async function beginDue(redis: Redis): Promise<void> {
  await promoteDelayed(redis, queueNames, (job) => job.timestamp + job.delay <= Date.now());
}

/** Waits until every task is done or given up, where proposals wait minutes for more runs, which nobody sends. */
export async function untilDoneAtOnce(redis: Redis): Promise<QueueState> {
  return until(async () => {
    await promoteDelayed(redis, ["propose"], () => true);
    const state = await readQueues(redis);
    if (state.open > 0) throw new Error(`${state.open} tasks are not done`);
    return state;
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
  return until(async () => {
    const state = await readQueues(redis);
    if (state.open > 0) throw new Error(`${state.open} tasks are not done`);
    return state;
  }, 50);
}

/** Waits until so many tasks are put off, and nothing else is to be done. */
export async function untilParked(redis: Redis, count: number): Promise<void> {
  await until(async () => {
    const { open, failed } = await readQueues(redis);
    const parked = await Promise.all(queueNames.map((name) => countDelayed(redis, name)));
    const delayed = parked.reduce((sum, one) => sum + one, 0);
    if (open !== count || delayed !== count || failed > 0)
      throw new Error(`${open} tasks are not done, ${delayed} are put off, ${failed} were given up`);
  }, 50);
}

async function countDelayed(redis: Redis, name: QueueName): Promise<number> {
  const queue = new Queue(name, { connection: redis, prefix: queuePrefix });
  const delayed = await queue.getDelayed();
  await queue.close();
  return delayed.filter((job) => !ofDays.has(name) || !isForLater(job)).length;
}
