import type { Redis } from "../../src/adapters/store/redis/redis.ts";

const script = `
local passed = tonumber(ARGV[1])
for _, key in ipairs(KEYS) do
  local left = redis.call("PTTL", key)
  if left > passed then redis.call("PEXPIRE", key, left - passed) elseif left >= 0 then redis.call("DEL", key) end
end`;

/** Has so many ms pass for everything in Redis that is kept for a time, as a clock that is set forward does not. */
export async function passRedisTime(redis: Redis, ms: number): Promise<void> {
  const keys = await redis.keys("*");
  for (let from = 0; from < keys.length; from += 1_000) {
    const some = keys.slice(from, from + 1_000);
    await redis.eval(script, some.length, ...some, ms);
  }
}
