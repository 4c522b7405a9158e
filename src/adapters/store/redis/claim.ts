import type { Redis } from "ioredis";

/** Takes a key for its holder for so many ms; says who had it before: null for nobody, or the holder itself where it asks again. */
export function takeClaim(redis: Redis, key: string, holder: string, ms: number): Promise<string | null> {
  return redis.set(key, holder, "PX", ms, "NX", "GET");
}

const releaseScript = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0`;

/** Gives a key back before its time; does nothing where it has passed to another. */
export async function releaseClaim(redis: Redis, key: string, holder: string): Promise<void> {
  await redis.eval(releaseScript, 1, key, holder);
}
