import type { StandingState } from "../../../domain/proposal/standing.ts";
import { standingCountsKey } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { readCountsText, type StateCounts } from "./standing-values.ts";

/** Keeps an owner's numbers among those of all owners unless newer ones are there. Arguments: the owner, the numbers behind their microseconds since 1970. */
const countScript = `
local known = redis.call("HGET", KEYS[1], ARGV[1])
if known and tonumber(string.match(known, "^%d+")) > tonumber(string.match(ARGV[2], "^%d+")) then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
return 1`;

/** Owners that Redis looks at in one step. */
const pageLength = 1_000;

/** Keeps an owner's numbers beside those of all others: another slot of a Redis Cluster, so a moment after they became so. */
export async function keepCounts(redis: Redis, ownerId: number, numbers: string): Promise<void> {
  await redis.eval(countScript, 1, standingCountsKey, ownerId, numbers);
}

/** How many jobs of all owners stand in which state. Owners without any, and those of whom nothing was noted for long, go. */
export async function countByState(redis: Redis): Promise<StateCounts> {
  const sum = new Map<StandingState, number>();
  const oldest = Date.now() - keepRepository * 1_000;
  // A page may name an owner again.
  const seen = new Set<string>();
  let cursor: string | null = "0";
  while (cursor !== null) {
    const [next, flat]: [string, string[]] = await redis.hscan(
      standingCountsKey,
      cursor,
      "COUNT",
      pageLength,
    );
    for (let place = 0; place < flat.length; place += 2) {
      const [owner = "", value = ""] = flat.slice(place, place + 2);
      if (seen.has(owner)) continue;
      seen.add(owner);
      const colon = value.indexOf(":");
      const counts = readCountsText(value.slice(colon + 1));
      const isOver = counts.size === 0 || Number(value.slice(0, colon)) / 1_000 < oldest;
      if (isOver) await redis.hdel(standingCountsKey, owner);
      else for (const [state, count] of counts) sum.set(state, (sum.get(state) ?? 0) + count);
    }
    cursor = next === "0" ? null : next;
  }
  return sum;
}
