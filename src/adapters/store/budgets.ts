import { z } from "zod";
import type { Budget, Purpose } from "../../domain/budget/find-hold.ts";
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

/** The calls that were made for each installation in the hour that GitHub counts, in all processes together. */
export interface Budgets {
  /** Counts one call. */
  count(installationId: number, purpose: Purpose, seen: LimitSeen): Promise<void>;
  /** Null where the hour is over, or no call has been counted yet. */
  read(installationId: number, now: number): Promise<Budget | null>;
}

// GitHub's time of the reset is not always the same second.
const sameReset = 2;
/** Ms after the reset for which the count is kept, for clocks that differ. */
const keepCount = 3_600_000;

// An answer of the hour before, which came late, does not count. Answers overtake each other: within an hour what is left only gets less.
const countScript = `local reset = tonumber(ARGV[1])
local known = tonumber(redis.call("HGET", KEYS[1], "reset") or "0")
if reset < known - ${sameReset} then return 0 end
if reset > known + ${sameReset} then
  redis.call("DEL", KEYS[1])
  redis.call("HSET", KEYS[1], "reset", ARGV[1])
end
redis.call("HINCRBY", KEYS[1], "used:" .. ARGV[6], 1)
redis.call("HSET", KEYS[1], "limit", ARGV[2], "resetAt", ARGV[4])
local left = redis.call("HGET", KEYS[1], "remaining")
if not left or tonumber(ARGV[3]) < tonumber(left) then redis.call("HSET", KEYS[1], "remaining", ARGV[3]) end
redis.call("PEXPIREAT", KEYS[1], ARGV[5])
return 1`;

const count = z.coerce.number().nonnegative();
const used = count.default(0);
const budgetSchema = z
  .object({
    "used:answer": used,
    "used:propose": used,
    "used:learn": used,
    "used:backfill": used,
    limit: count,
    remaining: count,
    resetAt: count,
  })
  .transform(
    ({ limit, remaining, resetAt, ...fields }): Budget => ({
      used: {
        answer: fields["used:answer"],
        propose: fields["used:propose"],
        learn: fields["used:learn"],
        backfill: fields["used:backfill"],
      },
      limit,
      remaining,
      resetAt,
    }),
  );

export function createBudgets(redis: Redis): Budgets {
  return {
    async count(installationId, purpose, { limit, remaining, reset, resetAt }) {
      const numbers = [reset, limit, remaining, resetAt, resetAt + keepCount, purpose].map(String);
      await redis.eval(countScript, 1, budgetKey(installationId), ...numbers);
    },
    async read(installationId, now) {
      const budget = budgetSchema.safeParse(await redis.hgetall(budgetKey(installationId))).data;
      return budget === undefined || budget.resetAt <= now ? null : budget;
    },
  };
}
