import type { Logger } from "probot";
import { dataVersion } from "../../adapters/store/redis/data-version.ts";
import type { Redis } from "../../adapters/store/redis/redis.ts";
import type { Entered } from "./enter-redis.ts";

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

/** Tells of how Redis is set up, and of what another release has written there. */
export function reportEntered({ warnings, age }: Entered, log: Logger): void {
  if (age.kind === "older")
    log.info(
      { from: age.version, to: dataVersion },
      "an older release has written to this Redis; its data is read as it is",
    );
  if (age.kind === "newer")
    log.warn(
      { version: age.version, known: dataVersion },
      "a newer release has written to this Redis: what this one cannot read waits for it, and counts as denied until then",
    );
  for (const { policy } of warnings)
    log.warn(
      { policy },
      "Redis may drop what was learned once it has a limit of memory: set maxmemory-policy to noeviction",
    );
}
