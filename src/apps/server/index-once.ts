import type { Logger } from "probot";
import { indexKeys } from "../../adapters/store/redis/index-keys.ts";
import { indexingKey } from "../../adapters/store/redis/keys.ts";
import type { Redis } from "../../adapters/store/redis/redis.ts";

/** Seconds within which of many workers that start one is enough. */
const pause = 60;

/**
 * Adds to the indexes of keys what an older release has written, also one that was gone back to for a while. Until that is done once, forgetting
 * a repository does it first. Never throws.
 */
export async function indexOnce(redis: Redis, log: Logger): Promise<void> {
  try {
    if ((await redis.set(indexingKey, "1", "EX", pause, "NX")) === null) return;
    await indexKeys(redis);
  } catch (error) {
    // Where the process is ending, its connection was closed.
    if (redis.status === "ready") log.warn({ err: error }, "the keys of older releases were not looked for");
  }
}
