import type { Redis } from "../../src/adapters/store/redis/redis.ts";

/** The keys of repositories that would stay when their repository is forgotten. Baselines are found by an index of their own. */
export async function findUnindexedKeys(redis: Pick<Redis, "keys" | "zscore">): Promise<readonly string[]> {
  const unindexed: string[] = [];
  for (const key of await redis.keys("egress:?:{*}:*")) {
    const [, prefix = "", name = ""] = /^(egress:\d:\{\d+\}:)(.*)$/s.exec(key) ?? [];
    if (name === "keys" || name === "baselines") continue;
    const [, job] = /^baseline:(.*):[a-z0-9-]+$/.exec(name) ?? [];
    const index = `${prefix}${job === undefined ? "keys" : "baselines"}`;
    if ((await redis.zscore(index, job ?? name)) === null) unindexed.push(key);
  }
  return unindexed;
}
