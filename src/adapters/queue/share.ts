import type { Redis } from "../store/redis/redis.ts";

/** Seconds after which what a repository has queued counts no more. */
const memory = 300;
/** BullMQ knows no later place. */
const last = 2_097_151;

/**
 * The place of a repository's next task in a queue: its first one in a while goes before the second one of any other, and so on. So one
 * repository that queues thousands of tasks holds up nobody's first.
 */
export async function takePlace(
  redis: Redis,
  queueKey: (name: string) => string,
  repositoryId: number,
): Promise<number> {
  const key = queueKey(`share:${repositoryId}`);
  const place = await redis.incr(key);
  // Set once, not with each task: whoever goes on for ever would else never be first again.
  if (place === 1) await redis.expire(key, memory);
  return Math.min(place, last);
}
