import type { ChainableCommander } from "ioredis";
import { placeOf } from "./keys.ts";
import { keepRepository } from "./retention.ts";

/** Ms for which a key stays in the index longer than it is there, for clocks that differ. */
const margin = 86_400_000;

/**
 * Adds to a transaction that a key of a repository is kept for so many seconds from now, and that it is found when the repository is
 * forgotten: whatever writes a repository's key does this in the same transaction. Baselines alone have an index of their own.
 */
export function keepKey(transaction: ChainableCommander, key: string, seconds: number): ChainableCommander {
  return noteKey(transaction.expire(key, seconds), key, seconds);
}

/** The same for a key whose end is set by what writes it. */
export function noteKey(transaction: ChainableCommander, key: string, seconds: number): ChainableCommander {
  const { index, name } = placeOf(key);
  const now = Date.now();
  return transaction
    .zadd(index, "GT", String(now + seconds * 1_000), name)
    .zremrangebyscore(index, "-inf", String(now - margin))
    .expire(index, keepRepository);
}

/** Keeps a key for longer because somebody looked at it; does nothing where it is not there. */
export function renewKey(transaction: ChainableCommander, key: string, seconds: number): ChainableCommander {
  const { index, name } = placeOf(key);
  return transaction
    .expire(key, seconds)
    .zadd(index, "XX", "GT", String(Date.now() + seconds * 1_000), name)
    .expire(index, keepRepository);
}
