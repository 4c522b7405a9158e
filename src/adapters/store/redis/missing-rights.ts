import { dataPrefix, queuePrefix } from "./keys.ts";
import type { Redis } from "./redis.ts";

/** Where the rights are tried; one key of each kind. Nothing lies there but for the moment. */
const triedKeys = [`${dataPrefix}start-check`, `${queuePrefix}:start-check`];

/**
 * What the App, and BullMQ for it, run on keys. Most fail here, as the key holds what another of them wrote: only whether
 * they may be run is of interest.
 */
function commandsOn(key: string): readonly (readonly [string, ...(string | number)[]])[] {
  return [
    ["set", key, "1", "EX", 60],
    ["get", key],
    ["getex", key, "EX", 60],
    ["exists", key],
    ["pttl", key],
    ["expire", key, 60],
    ["pexpire", key, 60_000],
    ["incr", key],
    ["incrby", key, 1],
    ["hset", key, "a", "1"],
    ["hsetnx", key, "a", "1"],
    ["hget", key, "a"],
    ["hmget", key, "a"],
    ["hgetall", key],
    ["hexists", key, "a"],
    ["hlen", key],
    ["hincrby", key, "a", 1],
    ["hdel", key, "a"],
    ["sadd", key, "a"],
    ["smembers", key],
    ["srem", key, "a"],
    ["lpush", key, "a"],
    ["rpush", key, "a"],
    ["rpop", key],
    ["lindex", key, 0],
    ["llen", key],
    ["lrange", key, 0, 1],
    ["lpos", key, "a"],
    ["lrem", key, 1, "a"],
    ["ltrim", key, 0, 1],
    ["rpoplpush", key, key],
    ["zadd", key, 1, "a"],
    ["zrange", key, 0, 1],
    ["zrevrange", key, 0, 1],
    ["zrangebyscore", key, 0, 1],
    ["zcard", key],
    ["zcount", key, 0, 1],
    ["zscore", key, "a"],
    ["zmscore", key, "a"],
    ["zrem", key, "a"],
    ["zremrangebyscore", key, 0, 1],
    ["zremrangebyrank", key, 0, 1],
    ["zpopmin", key],
    ["bzpopmin", key, 0.001],
    ["xadd", key, "*", "a", "1"],
    ["xtrim", key, "MAXLEN", 1],
    ["eval", "return redis.call('TIME')[1]", 1, key],
    ["rename", key, key],
    ["unlink", key],
    ["del", key],
    ["time"],
    ["wait", 0, 0],
    ["script", "EXISTS", "0"],
  ];
}

/** The names of commands that the user may not run, and of keys that it may not reach; empty where nothing is missing. */
export async function findMissingRights(redis: Redis): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const key of triedKeys) {
    const commands = commandsOn(key);
    const replies = (await redis.pipeline(commands.map((command) => [...command])).exec()) ?? [];
    for (const [place, [error]] of replies.entries()) {
      if (error === null) continue;
      const [name] = commands[place] ?? [];
      if (/^NOPERM.*\bkeys?\b/.test(error.message)) missing.add(key.replace("start-check", "*"));
      else if (/^NOPERM|can't run this command/.test(error.message) && name !== undefined) missing.add(name);
    }
  }
  return [...missing];
}
