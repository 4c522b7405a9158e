import { baselineKeys, indexKey, listOwnKeys } from "./baseline/baseline-keys.ts";
import { indexKeys } from "./redis/index-keys.ts";
import { decodeJob, indexedKey, keyIndexOf, repositoryPrefix } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";
import { runTransaction } from "./redis/transaction.ts";

/** Keys and baselines that are deleted in one step, so that Redis serves others in between. */
const stepLength = 1_000;
const baselinesAtOnce = 80;

/**
 * Deletes everything about a repository that was there when it began, at a cost that does not grow with what else is stored. A task
 * that adds something meanwhile must look whether the repository was marked as forgotten, and delete again.
 */
export async function forgetRepository(redis: Redis, repositoryId: number): Promise<void> {
  const index = keyIndexOf(repositoryId);
  const baselines = indexKey(repositoryId);
  if ((await redis.exists(indexedKey)) === 0) await indexKeys(redis);
  for (;;) {
    const names = await redis.zrange(index, "0", String(stepLength - 1));
    const jobs = await redis.zrange(baselines, "0", String(baselinesAtOnce - 1));
    if (names.length + jobs.length === 0) return;
    const keys = [
      ...names.map((name) => repositoryPrefix(repositoryId) + name),
      ...jobs.flatMap((job) => listOwnKeys(baselineKeys(decodeJob(repositoryId, job)))),
    ];
    // What is added meanwhile stays in the index, and so is found in the next step.
    const transaction = redis.multi().unlink(...keys);
    if (names.length > 0) transaction.zrem(index, ...names);
    if (jobs.length > 0) transaction.zrem(baselines, ...jobs);
    await runTransaction(transaction);
  }
}
