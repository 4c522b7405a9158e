import { keepKey, renewKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/**
 * What each pull request of the bot proposes, or proposed when it was closed: a digest, or null where the bot closed it as moot. Kept here,
 * as anybody with write access can edit what its text says.
 */
export interface ProposedDigests {
  remember(repositoryId: number, pullRequest: number, digest: string | null): Promise<void>;
  /** By number; those about which nothing is known are not in it. */
  read(repositoryId: number, pullRequests: readonly number[]): Promise<ReadonlyMap<number, string | null>>;
}

const moot = "moot";

export function createProposedDigests(redis: Redis): ProposedDigests {
  const keyFor = (repositoryId: number): string => keyOf(repositoryId, "proposed-digests");
  return {
    async remember(repositoryId, pullRequest, digest) {
      const key = keyFor(repositoryId);
      const noted = redis.multi().hset(key, String(pullRequest), digest ?? moot);
      await runTransaction(keepKey(noted, key, keepRepository));
    },
    async read(repositoryId, pullRequests) {
      if (pullRequests.length === 0) return new Map();
      const key = keyFor(repositoryId);
      const known = await redis.hmget(key, ...pullRequests.map(String));
      // Who said no is not asked again as long as the bot has to do with the repository.
      await runTransaction(renewKey(redis.multi(), key, keepRepository));
      return new Map(
        pullRequests.flatMap((number, place) => {
          const digest = known[place] ?? null;
          return digest === null ? [] : [[number, digest === moot ? null : digest] as const];
        }),
      );
    },
  };
}
