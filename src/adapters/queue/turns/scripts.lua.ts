import { inLine } from "./lines.lua.ts";
import { next } from "./next.lua.ts";

/**
 * Begins the next task, as BullMQ's own script does: `ARGV[7]` is by what name the worker holds it, `ARGV[8]` for how long, in ms. Returns the task's
 * fields and its id; where none may be begun, when the next one of those that are put off is due, ms since 1970.
 */
export const takeScript = `${next}
lineUpAll()
local found = findNext()
if not found then
  local score = redis.call("ZRANGE", base .. "delayed", 0, 0, "WITHSCORES")[2]
  return {0, 0, 0, score and math.floor(tonumber(score) / 4096) or 0}
end
leaveLine(found)
local key = base .. found.id
redis.call("LPUSH", base .. "active", found.id)
redis.call("SET", key .. ":lock", ARGV[7], "PX", ARGV[8])
redis.call("HSET", key, "processedOn", ARGV[2])
redis.call("HINCRBY", key, "ats", 1)
-- Wakes another worker: there may be more.
redis.call("ZADD", base .. "marker", 0, "0")
return {redis.call("HGETALL", key), found.id, 0, 0}
`;

/** Whether a task of the installation `ARGV[7]` waits for its turn. */
export const isWaitingScript = `${next}
lineUpAll()
local _, waits = findOf(ARGV[7], {})
return waits and 1 or 0
`;

/** Since when the task whose turn it is has been due, and since when the oldest that waits; ms since 1970. 0 for none. */
export const standScript = `${next}
lineUpAll()
local found = findNext()
local oldest = redis.call("ZRANGEBYSCORE", prioritized, ${inLine}, "+inf", "WITHSCORES", "LIMIT", 0, 1)
local next = found and dueSince(redis.call("ZSCORE", prioritized, found.id))
return {next or 0, oldest[2] and dueSince(oldest[2]) or 0}
`;
