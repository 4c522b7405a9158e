import type { Redis } from "ioredis";
import { repositoryPrefix } from "./redis/keys.ts";

/** Keys that Redis looks at in one step, so that it serves others in between. */
const stepLength = 1_000;

/**
 * Deletes everything about a repository that was there when it began. A task that adds something meanwhile must look whether the
 * repository was marked as forgotten, and delete again.
 */
export async function forgetRepository(redis: Redis, repositoryId: number): Promise<void> {
  const pattern = `${repositoryPrefix(repositoryId)}*`;
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, "MATCH", pattern, "COUNT", stepLength);
    if (keys.length > 0) await redis.unlink(...keys);
    cursor = next;
  } while (cursor !== "0");
}
