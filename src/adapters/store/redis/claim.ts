import { z } from "zod";
import { noteKey } from "./keep-key.ts";
import type { Redis } from "./redis.ts";
import { runTransaction } from "./transaction.ts";

/** Takes a key of a repository for its holder for so many ms; says who had it before: null for nobody, or the holder itself where it asks again. */
export async function takeClaim(
  redis: Redis,
  key: string,
  holder: string,
  ms: number,
): Promise<string | null> {
  const [before] = await runTransaction(
    noteKey(redis.multi().set(key, holder, "PX", ms, "NX", "GET"), key, Math.ceil(ms / 1_000)),
  );
  return z.string().nullable().parse(before);
}

const releaseScript = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0`;

/** Gives a key back before its time; does nothing where it has passed to another. */
export async function releaseClaim(redis: Redis, key: string, holder: string): Promise<void> {
  await redis.eval(releaseScript, 1, key, holder);
}
