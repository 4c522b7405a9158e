import { forgottenKey } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

/** Seconds; longer than any task stays in the queue, also one that was given up. */
const keepForgotten = 40 * 86_400;

/**
 * When the App lost a repository, so that tasks queued before leave nothing behind. Only numbers of repositories and times, ms since
 * 1970, kept for 40 days.
 */
export interface Forgotten {
  /** An earlier time than the one that is known changes nothing. */
  mark(repositoryId: number, at: number): Promise<void>;
  /** Whether the App lost the repository then or later. */
  isForgottenSince(repositoryId: number, at: number): Promise<boolean>;
}

export function createForgotten(redis: Redis): Forgotten {
  return {
    async mark(repositoryId, at) {
      await redis.zadd(forgottenKey, "GT", String(at), String(repositoryId));
      await redis.zremrangebyscore(forgottenKey, "-inf", Date.now() - keepForgotten * 1_000);
      await redis.expire(forgottenKey, keepForgotten);
    },
    async isForgottenSince(repositoryId, at) {
      const lost = await redis.zscore(forgottenKey, String(repositoryId));
      return lost !== null && Number(lost) >= at;
    },
  };
}
