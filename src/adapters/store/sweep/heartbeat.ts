import { z } from "zod";
import type { SweepCause } from "../../../domain/sweep/judge-need.ts";
import { heartbeatKey } from "../redis/keys.ts";
import { listMasters } from "../redis/list-masters.ts";
import type { Redis } from "../redis/redis.ts";

/** What is to be looked for: all that happened since a time, ms since 1970; null where nobody knows since when. */
export interface DueSweep {
  readonly cause: Exclude<SweepCause, "asked">;
  readonly since: number | null;
}

/** Ms. */
export interface HeartbeatPace {
  /** Without a sign of anybody for so long, somebody may have missed something. */
  readonly silence: number;
  /** After so long everything is looked for, also where somebody always listened. */
  readonly everyDay: number;
}

/** When somebody listened to GitHub last, in all processes together. */
export interface Heartbeat {
  /** Says that somebody listens now, ms since 1970, and tells which sweeps are due, until they are said to be queued. */
  beat(now: number, pace: HeartbeatPace): Promise<readonly DueSweep[]>;
  /** A sweep is in the queue. */
  noteQueued(sweep: DueSweep): Promise<void>;
  /** Null where nobody ever did. */
  readLast(): Promise<number | null>;
  /** When Redis was found to be empty last, or new; null where nobody ever listened. */
  readEmptied(): Promise<number | null>;
}

/** Ms. Clocks of processes do not differ by more: a sign of life from so far ahead was given by a clock that was wrong and went back since. */
const mostAhead = 3_600_000;

// A master that took the place of another, or was started again, may lack what was written last.
// A field for each sweep that is due, by its cause, so that a process that dies before it is queued leaves it to the next one. One that
// is due for the same cause already began earlier, and covers both.
const beatScript = `local now, silence, day = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local at = tonumber(redis.call("HGET", KEYS[1], "at"))
if at and at - now > ${mostAhead} then
  at = now
  redis.call("HSET", KEYS[1], "at", ARGV[1])
end
if not at then redis.call("HSET", KEYS[1], "empty", "unknown", "emptiedAt", ARGV[1], "sweptAt", ARGV[1])
elseif now - at > silence then redis.call("HSETNX", KEYS[1], "gap", string.format("%d", at)) end
local masters = redis.call("HGET", KEYS[1], "masters")
if at and masters and masters ~= ARGV[4] then redis.call("HSETNX", KEYS[1], "gap", string.format("%d", at - silence)) end
redis.call("HSET", KEYS[1], "masters", ARGV[4])
if not at or now > at then redis.call("HSET", KEYS[1], "at", ARGV[1]) end
local swept = tonumber(redis.call("HGET", KEYS[1], "sweptAt") or ARGV[1])
if swept - now > ${mostAhead} then
  swept = now - day
end
if now - swept >= day then
  redis.call("HSETNX", KEYS[1], "day", string.format("%d", swept))
  redis.call("HSET", KEYS[1], "sweptAt", ARGV[1])
end
return redis.call("HMGET", KEYS[1], "empty", "gap", "day")`;

const queuedScript = `if redis.call("HGET", KEYS[1], ARGV[1]) == ARGV[2] then return redis.call("HDEL", KEYS[1], ARGV[1]) end return 0`;

const causes = ["empty", "gap", "day"] as const;
const unknown = "unknown";

export function createHeartbeat(redis: Redis): Heartbeat {
  async function readTime(field: "at" | "emptiedAt"): Promise<number | null> {
    const at = await redis.hget(heartbeatKey, field);
    return at === null ? null : Number(at);
  }

  return {
    async beat(now, { silence, everyDay }) {
      const numbers = [now, silence, everyDay].map(String);
      const masters = await listMasters(redis);
      const reply = await redis.eval(beatScript, 1, heartbeatKey, ...numbers, masters);
      const fields = z.array(z.string().nullable()).parse(reply);
      return causes.flatMap((cause, place) => {
        const since = fields[place] ?? null;
        return since === null ? [] : [{ cause, since: since === unknown ? null : Number(since) }];
      });
    },
    async noteQueued({ cause, since }) {
      await redis.eval(queuedScript, 1, heartbeatKey, cause, since === null ? unknown : String(since));
    },
    readLast: () => readTime("at"),
    readEmptied: () => readTime("emptiedAt"),
  };
}
