import type { Logger } from "probot";
import type { RedisWarning } from "../../adapters/store/redis/check-redis.ts";
import type { Redis } from "../../adapters/store/redis/redis.ts";

/** Tells of an interruption once, not of every attempt to end it. */
export function reportConnection(redis: Redis, use: string, log: Logger): void {
  let isDown = false;
  redis.on("error", (error) => {
    if (!isDown) log.error({ err: error, use }, "Redis cannot be reached");
    isDown = true;
  });
  redis.on("ready", () => {
    if (isDown) log.info({ use }, "Redis can be reached again");
    isDown = false;
  });
}

/** Tells of how Redis is set up. */
export function reportWarnings(warnings: readonly RedisWarning[], log: Logger): void {
  for (const { policy } of warnings)
    log.warn(
      { policy },
      "Redis may drop what was learned once it has a limit of memory: set maxmemory-policy to noeviction",
    );
}
