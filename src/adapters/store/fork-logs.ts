import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";
import { runTransaction } from "./redis/transaction.ts";

/** How much of the logs of forks' and bots' runs was read for each repository, by day. `now` is in ms since 1970. */
export interface ForkLogs {
  /** Bytes of this day. */
  read(repositoryId: number, now: number): Promise<number>;
  count(repositoryId: number, bytes: number, now: number): Promise<void>;
}

const day = 86_400;

export function createForkLogs(redis: Redis): ForkLogs {
  const keyAt = (repositoryId: number, now: number): string =>
    keyOf(repositoryId, "fork-logs", new Date(now).toISOString().slice(0, 10));
  return {
    async read(repositoryId, now) {
      return Number((await redis.get(keyAt(repositoryId, now))) ?? 0);
    },
    async count(repositoryId, bytes, now) {
      const key = keyAt(repositoryId, now);
      await runTransaction(keepKey(redis.multi().incrby(key, bytes), key, day));
    },
  };
}
