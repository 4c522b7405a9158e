import { ReplyError } from "ioredis";
import { dataPrefix } from "./keys.ts";
import { isCluster, mastersOf } from "./masters-of.ts";
import { findMissingRights } from "./missing-rights.ts";
import type { Redis } from "./redis.ts";

/** How a Redis is set up so that the App cannot work with it, or would lose what it has learned. */
export type RedisSetupCode = "one-node-of-a-cluster" | "no-info" | "rights" | "evicts" | "no-writes";

/** A Redis that is not set up for the App; the message is one line for whoever runs it, and names no value of a setting. */
export class RedisSetupError extends Error {
  override readonly name = "RedisSetupError";
  readonly code: RedisSetupCode;

  constructor(code: RedisSetupCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is not as it should be, without harm as things are. */
export type RedisWarning = {
  readonly code: "would-evict";
  /** Of Redis's names, `allkeys-lru`. */
  readonly policy: string;
};

/**
 * Looks whether a Redis is one that the App can work with: that it says how it is set up, drops nothing when its memory is full, takes
 * writes, and lets the user run what the App runs. Of a Redis Cluster every master is asked. @throws RedisSetupError
 */
export async function checkRedis(redis: Redis): Promise<readonly RedisWarning[]> {
  const warnings: RedisWarning[] = [];
  for (const node of mastersOf(redis)) {
    const info = await readInfo(node);
    if (!isCluster(redis) && info("redis_mode") === "cluster")
      throw new RedisSetupError(
        "one-node-of-a-cluster",
        "REDIS_URL names one node of a Redis Cluster: name several of them, with commas between",
      );
    const policy = info("maxmemory_policy");
    if (policy === null || policy === "noeviction") continue;
    if (info("maxmemory") !== "0")
      throw new RedisSetupError(
        "evicts",
        `Redis drops what was learned when its memory is full (maxmemory-policy ${policy}): set it to noeviction`,
      );
    if (warnings.length === 0) warnings.push({ code: "would-evict", policy });
  }
  await checkWrites(redis);
  const missing = await findMissingRights(redis);
  if (missing.length > 0)
    throw new RedisSetupError(
      "rights",
      `Redis does not let the App's user use ${missing.join(", ")}: docs/redis.md says what it needs`,
    );
  return warnings;
}

/** A full memory is no reason: tasks that are done make room, and until then nothing new is taken. */
async function checkWrites(redis: Redis): Promise<void> {
  try {
    await redis.set(`${dataPrefix}start-check`, "1", "EX", 60);
  } catch (cause) {
    const [why = ""] = cause instanceof Error ? cause.message.split(" ") : [];
    if (!(cause instanceof ReplyError) || why === "OOM" || why === "NOPERM") return;
    throw new RedisSetupError("no-writes", `Redis takes no writes (${why.slice(0, 40)})`, { cause });
  }
}

/** What INFO says by its names; null for what it does not say. */
async function readInfo(node: Pick<Redis, "info">): Promise<(name: string) => string | null> {
  let text: string;
  try {
    text = await node.info();
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.startsWith("NOPERM")) throw cause;
    throw new RedisSetupError(
      "no-info",
      "Redis does not let the App's user use info: docs/redis.md says what it needs",
      { cause },
    );
  }
  return (name) => new RegExp(`^${name}:([A-Za-z0-9-]{1,40})\r?$`, "m").exec(text)?.[1] ?? null;
}
