import type { Queue } from "bullmq";
import type { Redis } from "../store/redis/redis.ts";

/** How a queue stands. */
export interface QueueDepth {
  /** Tasks that could be worked on at once. */
  readonly due: number;
  readonly active: number;
  /** Tasks that are put off. */
  readonly delayed: number;
  /** Tasks that were given up. */
  readonly dead: number;
  /** Since when the oldest of those that are due could be worked on, ms since 1970; null where none is. */
  readonly dueSince: number | null;
}

/** BullMQ scores a delayed task with the ms at which it is due, times this. */
const delayScale = 4_096;
/** Tasks with a place of their own are not in the order of their age: so many are looked at. */
const mostLookedAt = 10;

export async function readDepth(redis: Redis, queue: Queue, now: number): Promise<QueueDepth> {
  const counts = await queue.getJobCounts("waiting", "prioritized", "active", "delayed", "failed");
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  const late = await readLate(redis, queue, now);
  const due = waiting + prioritized + late.count;
  const jobs =
    waiting + prioritized > 0
      ? await queue.getJobs(["waiting", "prioritized"], 0, mostLookedAt - 1, true)
      : [];
  const since = [
    ...jobs.flatMap((job) => (job === undefined ? [] : [job.timestamp + job.delay])),
    ...(late.since === null ? [] : [late.since]),
  ];
  return {
    due,
    active,
    delayed: delayed - late.count,
    dead: failed,
    dueSince: since.length === 0 ? null : Math.min(...since),
  };
}

/** The tasks that are put off no longer, and were not moved to the others yet. */
async function readLate(
  redis: Redis,
  queue: Queue,
  now: number,
): Promise<{ readonly count: number; readonly since: number | null }> {
  const key = queue.toKey("delayed");
  const [, score] = await redis.zrange(key, "0", "0", "WITHSCORES");
  const since = score === undefined ? null : Number(score) / delayScale;
  if (since === null || since > now) return { count: 0, since: null };
  return { count: await redis.zcount(key, 0, now * delayScale), since };
}
