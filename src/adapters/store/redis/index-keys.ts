import { noteKey } from "./keep-key.ts";
import { dataPrefix, indexedKey, placeOf } from "./keys.ts";
import { mastersOf } from "./masters-of.ts";
import type { Redis } from "./redis.ts";
import { keepRepository } from "./retention.ts";
import { runTransaction } from "./transaction.ts";

/** Keys that Redis looks at in one step, so that it serves others in between. */
const stepLength = 1_000;

/**
 * Looks at all keys and adds those to the indexes of their repositories that an older release wrote, which knew of no index. From then
 * on a repository is forgotten by its index alone.
 */
export async function indexKeys(redis: Redis): Promise<void> {
  for (const node of mastersOf(redis)) {
    let cursor = "0";
    do {
      const [next, keys] = await node.scan(cursor, "MATCH", `${dataPrefix}{*}:*`, "COUNT", stepLength);
      await addMissing(redis, keys);
      cursor = next;
    } while (cursor !== "0");
  }
  await redis.set(indexedKey, "1");
}

async function addMissing(redis: Redis, keys: readonly string[]): Promise<void> {
  const byIndex = new Map<string, string[]>();
  for (const key of keys) {
    const { index, name } = placeOf(key);
    if (key === index || /^baselines?(?::|$)/.test(name)) continue;
    byIndex.set(index, [...(byIndex.get(index) ?? []), key]);
  }
  for (const [index, ofRepository] of byIndex) {
    const known = await redis.zmscore(index, ...ofRepository.map((key) => placeOf(key).name));
    const missing = ofRepository.filter((_, place) => known[place] === null);
    await Promise.all(missing.map((key) => addKey(redis, key)));
  }
}

async function addKey(redis: Redis, key: string): Promise<void> {
  const left = await redis.pttl(key);
  // It has ended meanwhile, or never ends, which no release writes.
  if (left === -2) return;
  const seconds = left === -1 ? keepRepository : Math.ceil(left / 1_000);
  await runTransaction(noteKey(redis.multi(), key, seconds));
}
