import type { Redis } from "../../src/adapters/store/redis/redis.ts";

/** How many commands Redis has run, and how many of them went over all keys. */
export async function countCommands(
  redis: Pick<Redis, "info">,
): Promise<{ readonly all: number; readonly scans: number }> {
  let all = 0;
  let scans = 0;
  for (const [, name = "", calls] of (await redis.info("commandstats")).matchAll(
    /^cmdstat_([^:]+):calls=(\d+)/gm,
  )) {
    if (name !== "info") all += Number(calls);
    if (name === "scan" || name === "keys") scans += Number(calls);
  }
  return { all, scans };
}
