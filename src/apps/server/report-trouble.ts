import type { Logger } from "probot";
import type { WorkerEvents } from "../../adapters/queue/worker.ts";
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

/** Tells of what goes wrong in the workers, whose connection it is given. */
export function reportWorkers(log: Logger, redis: Redis): WorkerEvents {
  return {
    failed: (queue, id, tries, failure, error) =>
      log.warn({ queue, id, tries, ...failure, err: error }, "a task failed"),
    error(queue, error) {
      // While Redis is down every worker complains about every attempt to reach it.
      if (redis.status === "ready") log.error({ queue, err: error }, "a worker has a problem");
    },
  };
}
