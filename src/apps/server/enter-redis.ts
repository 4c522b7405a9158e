import { ReplyError } from "ioredis";
import { enterApp, OtherAppError } from "../../adapters/store/redis/app-of-data.ts";
import { checkRedis, RedisSetupError, type RedisWarning } from "../../adapters/store/redis/check-redis.ts";
import { type DataAge, enterData, NewerDataError } from "../../adapters/store/redis/data-version.ts";
import { indexedKey } from "../../adapters/store/redis/keys.ts";
import type { Redis } from "../../adapters/store/redis/redis.ts";
import { describePlace } from "../../adapters/store/redis/where-is.ts";
import { withTimeLimit } from "../../shared/with-time-limit.ts";

/** The process could not be started; the message is one line for the user. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly code: "redis-unreachable" | "redis-refused" | "redis-unfit" | "newer-data" | "known-secret";

  constructor(code: StartError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is to be told of a Redis that the process may work with. */
export interface Entered {
  readonly warnings: readonly RedisWarning[];
  readonly age: DataAge;
}

/**
 * Waits at most so many ms until Redis lets the process in, and looks whether it, and what lies in it, is fit for the App; null for an App of which the
 * number is not known. @throws StartError
 */
export async function enterRedis(redis: Redis, appId: number | null, ms: number): Promise<Entered> {
  const troubles = listenToTroubles(redis);
  let entered: Entered | "late";
  try {
    entered = await withTimeLimit(ms, enter(redis, appId));
  } catch (cause) {
    throw startErrorOf(cause, redis);
  } finally {
    troubles.stop();
  }
  if (entered === "late") throw startErrorOf(troubles.last(), redis);
  return entered;
}

async function enter(redis: Redis, appId: number | null): Promise<Entered> {
  await select(redis);
  const warnings = await checkRedis(redis);
  if (appId !== null) await enterApp(redis, appId);
  return { warnings, age: await enterData(redis) };
}

function startErrorOf(cause: unknown, redis: Redis): StartError {
  if (cause instanceof NewerDataError) return new StartError("newer-data", cause.message, { cause });
  if (cause instanceof RedisSetupError || cause instanceof OtherAppError)
    return new StartError("redis-unfit", cause.message, { cause });
  const words = cause instanceof Error ? cause.message : "";
  if (words.includes("cluster support disabled"))
    return new StartError(
      "redis-unfit",
      "REDIS_URL names several nodes, but Redis is no cluster: name one, or Sentinels with EGRESS_REDIS_SENTINEL_MASTER",
      { cause },
    );
  if (cause instanceof ReplyError) {
    const message = "Redis refuses the name, the password or the database in its URL";
    return new StartError("redis-refused", message, { cause });
  }
  const where = words.includes("sentinels are unreachable")
    ? "The Sentinels, or the master that they should know,"
    : `Redis${describePlace(redis)}`;
  return new StartError("redis-unreachable", `${where} cannot be reached`, { cause });
}

/** A cluster goes on trying without a word to whoever waits for it; what it meets it tells by events alone. */
function listenToTroubles(redis: Redis): { last(): unknown; stop(): void } {
  let last: unknown;
  const hear = (error: unknown): void => {
    last = error instanceof Error && "lastNodeError" in error ? (error.lastNodeError ?? error) : error;
  };
  redis.on("error", hear);
  redis.on("node error", hear);
  return {
    last: () => last,
    stop() {
      redis.off("error", hear);
      redis.off("node error", hear);
    },
  };
}

/**
 * The client goes on without its password and in the first database where Redis refuses them; a command tells. A cluster's knows its
 * nodes once it has answered.
 */
async function select(redis: Redis): Promise<void> {
  if (redis.isCluster) await redis.exists(indexedKey);
  else await redis.select("db" in redis.options ? (redis.options.db ?? 0) : 0);
}
