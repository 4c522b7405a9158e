import { type Redis, ReplyError } from "ioredis";

/**
 * What is wrong with how a Redis is set up, one sentence each. Managed services may refuse to tell; then nothing is known to be wrong.
 */
export async function findProblems(redis: Redis): Promise<readonly string[]> {
  const policy = await readEvictionPolicy(redis);
  if (policy === null || policy === "noeviction") return [];
  return [
    `Redis may drop what was learned when its memory is full: maxmemory-policy is ${policy}, set it to noeviction`,
  ];
}

/** From INFO and not from CONFIG, which managed services refuse more often. */
async function readEvictionPolicy(redis: Redis): Promise<string | null> {
  try {
    return /^maxmemory_policy:([a-z-]{1,40})\r?$/m.exec(await redis.info("memory"))?.[1] ?? null;
  } catch (error) {
    if (error instanceof ReplyError) return null;
    throw error;
  }
}
