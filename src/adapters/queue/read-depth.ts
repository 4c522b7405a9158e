import type { Queue } from "bullmq";
import type { Redis } from "../store/redis/redis.ts";
import type { TurnRules } from "./turns/turn-rules.ts";
import { readStanding } from "./turns/turns.ts";

/** How a queue stands. */
export interface QueueDepth {
  /** Tasks that wait for their turn. */
  readonly due: number;
  readonly active: number;
  /** Tasks that are put off. */
  readonly delayed: number;
  /** Tasks that were given up. */
  readonly dead: number;
  /** Since when the oldest of those that wait for their turn has been due, ms since 1970; null where none is. */
  readonly dueSince: number | null;
  /**
   * Since when the one has been due that a free worker begins next, ms since 1970; null where none is, or all are of installations and
   * repositories that have as many at work as they may, or make way.
   */
  readonly nextDueSince: number | null;
}

export async function readDepth(redis: Redis, queue: Queue, rules: TurnRules): Promise<QueueDepth> {
  const { nextSince, oldestSince } = await readStanding(redis, queue, rules);
  const counts = await queue.getJobCounts("waiting", "prioritized", "active", "delayed", "failed");
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return {
    due: waiting + prioritized,
    active,
    delayed,
    dead: failed,
    dueSince: oldestSince,
    nextDueSince: nextSince,
  };
}
