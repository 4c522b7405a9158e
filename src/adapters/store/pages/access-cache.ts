import { z } from "zod";
import { dataPrefix } from "../redis/keys.ts";
import { parseValue } from "../redis/parse-value.ts";
import type { Redis } from "../redis/redis.ts";
import { digestOfSession } from "./sessions.ts";

/** What GitHub has answered to one session, for a short time. Names and values are of whoever asks. */
export interface AccessCache {
  /** Null for what is not known, or for longer than `freshness`. */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | null>;
  /** The same of several, in their order. */
  readAll<T>(names: readonly string[], schema: z.ZodType<T>): Promise<readonly (T | null)[]>;
  write(values: ReadonlyMap<string, unknown>): Promise<void>;
  drop(): Promise<void>;
}

/** For so many ms an answer about who may read what is believed. */
export const freshness = 5 * 60_000;

/** Opens the cache of a session. All of it is in one hash, which goes when nothing was added for as long as an answer holds. */
export function openAccessCache(redis: Redis, sessionId: string, now: () => number): AccessCache {
  const key = `${dataPrefix}session-access:${digestOfSession(sessionId)}`;

  async function readAll<T>(names: readonly string[], schema: z.ZodType<T>): Promise<readonly (T | null)[]> {
    if (names.length === 0) return [];
    const stored = z.object({ at: z.number(), value: schema });
    const texts = await redis.hmget(key, ...names);
    return texts.map((text) => {
      const known = parseValue(stored, text);
      return known !== null && now() - known.at < freshness ? known.value : null;
    });
  }

  return {
    readAll,
    async read(name, schema) {
      const [value = null] = await readAll([name], schema);
      return value;
    },
    async write(values) {
      if (values.size === 0) return;
      const at = now();
      const fields = [...values].flatMap(([name, value]) => [name, JSON.stringify({ at, value })]);
      await redis.hset(key, ...fields);
      await redis.pexpire(key, freshness);
    },
    async drop() {
      await redis.del(key);
    },
  };
}
