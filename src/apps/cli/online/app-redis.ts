import { ReplyError } from "ioredis";
import { connectRedis, type RedisAddress } from "../../../adapters/store/redis/connect.ts";
import { isListening } from "../../../adapters/store/redis/directory-lock.ts";
import { socketPathOf } from "../../../adapters/store/redis/own-redis.ts";
import type { Redis } from "../../../adapters/store/redis/redis.ts";
import { describePlace } from "../../../adapters/store/redis/where-is.ts";
import type { RedisSettings } from "../../../environment/redis-settings.ts";
import { withTimeLimit } from "../../../shared/with-time-limit.ts";
import { UsageError } from "../shared/usage-error.ts";

/** How long Redis may take to answer at first, in ms. */
const patience = 5_000;

/**
 * Works with the App's Redis: that of the settings, or that of the `egress serve` that runs in this directory. @throws UsageError where
 * there is none, or it does not answer
 */
export async function withAppRedis<Result>(
  command: string,
  settings: RedisSettings,
  work: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = connectRedis(await findAddress(command, settings), "store");
  redis.on("error", () => {});
  try {
    // BullMQ asks the same, over and over where it is refused.
    const answer = await withTimeLimit(patience, redis.info("server")).catch(refusalOf);
    if (answer === "late") throw new UsageError(`${command}: Redis${describePlace(redis)} cannot be reached`);
    if (answer === "refused") throw new UsageError(`${command}: Redis refuses the App's user, or its info`);
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

function refusalOf(error: unknown): "late" | "refused" {
  return error instanceof ReplyError ? "refused" : "late";
}

async function findAddress(command: string, settings: RedisSettings): Promise<RedisAddress> {
  if (!("directory" in settings)) return settings;
  const socketPath = socketPathOf(settings.directory);
  if (await isListening(socketPath)) return { socketPath };
  throw new UsageError(`${command}: no egress serve runs in this directory, and REDIS_URL is not set`);
}
