import { z } from "zod";
import { budgetKey } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

/** What an answer of GitHub's says about the limit that holds for the caller. */
export interface LimitSeen {
  /** Calls an hour. */
  readonly limit: number;
  readonly remaining: number;
  /** When the hour ends, by GitHub's clock in seconds since 1970. */
  readonly reset: number;
  /** The same by this machine's clock, in ms. */
  readonly resetAt: number;
}

/** How the hour stands. */
export interface Budget {
  /** What backfills have used of it. */
  readonly used: number;
  readonly limit: number;
  /** What all together have left of it. */
  readonly remaining: number;
  /** Ms since 1970. */
  readonly resetAt: number;
}

/** The calls that backfills have made for each installation in the hour that GitHub counts, in all processes together. */
export interface Budgets {
  /** Counts one call. */
  count(installationId: number, seen: LimitSeen): Promise<void>;
  /** Null where the hour is over, or no call has been counted yet. */
  read(installationId: number, now: number): Promise<Budget | null>;
}

// GitHub's time of the reset is not always the same second.
const sameReset = 2;
/** Ms after the reset for which the count is kept, for clocks that differ. */
const keepCount = 3_600_000;

// An answer of the hour before, which came late, does not count.
const countScript = `local reset = tonumber(ARGV[1])
local known = tonumber(redis.call("HGET", KEYS[1], "reset") or "0")
if reset < known - ${sameReset} then return 0 end
if reset > known + ${sameReset} then
  redis.call("DEL", KEYS[1])
  redis.call("HSET", KEYS[1], "reset", ARGV[1])
end
redis.call("HINCRBY", KEYS[1], "used", 1)
redis.call("HSET", KEYS[1], "limit", ARGV[2], "remaining", ARGV[3], "resetAt", ARGV[4])
redis.call("PEXPIREAT", KEYS[1], ARGV[5])
return 1`;

const count = z.coerce.number().nonnegative();
const budgetSchema: z.ZodType<Budget> = z.object({
  used: count,
  limit: count,
  remaining: count,
  resetAt: count,
});

export function createBudgets(redis: Redis): Budgets {
  return {
    async count(installationId, { limit, remaining, reset, resetAt }) {
      const numbers = [reset, limit, remaining, resetAt, resetAt + keepCount].map(String);
      await redis.eval(countScript, 1, budgetKey(installationId), ...numbers);
    },
    async read(installationId, now) {
      const budget = budgetSchema.safeParse(await redis.hgetall(budgetKey(installationId))).data;
      return budget === undefined || budget.resetAt <= now ? null : budget;
    },
  };
}
