import { installationKey } from "../store/redis/keys.ts";
import type { Redis } from "../store/redis/redis.ts";
import { createLimits } from "./limits.ts";

/** The limits that installations have run into in any process; see `Limits`. */
export interface SharedLimits {
  note(installationId: number, until: number | null, now: number): Promise<number>;
  noteUnclear(installationId: number, repositoryId: number, now: number): Promise<number | null>;
  until(installationId: number, now: number): Promise<number | null>;
}

// A limit that ends later counts. How long it still holds is kept, as clocks of processes differ.
const noteScript = `if redis.call("PTTL", KEYS[1]) < tonumber(ARGV[1]) then redis.call("SET", KEYS[1], "1", "PX", ARGV[1]) end
return 1`;

/** Tells the limits that this process meets to all others, so that none of them asks meanwhile. */
export function shareLimits(redis: Redis, firstWait: number): SharedLimits {
  const own = createLimits(firstWait);
  const keyFor = (installationId: number): string => installationKey(installationId, "limited");

  async function share(installationId: number, now: number): Promise<void> {
    const end = own.until(installationId, now);
    if (end !== null) await redis.eval(noteScript, 1, keyFor(installationId), String(Math.ceil(end - now)));
  }

  return {
    async note(installationId, until, now) {
      const end = own.note(installationId, until, now);
      await share(installationId, now);
      return end;
    },
    async noteUnclear(installationId, repositoryId, now) {
      const end = own.noteUnclear(installationId, repositoryId, now);
      if (end !== null) await share(installationId, now);
      return end;
    },
    async until(installationId, now) {
      const end = own.until(installationId, now);
      if (end !== null) return end;
      const left = await redis.pttl(keyFor(installationId));
      return left > 0 ? now + left : null;
    },
  };
}
