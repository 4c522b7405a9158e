import { z } from "zod";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepMarks } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What a push to the default branch was. */
export interface NotedPush {
  /** The commit that the branch was at. */
  readonly before: string;
  readonly head: string;
  /** Whether all that it changed is known, and nothing of it can change what a job calls. */
  readonly isHarmless: boolean;
}

/** Which workflow files' runs need not all be read: those of jobs that were proved to be held to their lists. Places count pushes, from 1. */
export interface Samples {
  /** After a push of which no webhook told, the next one is a change too. */
  notePush(repositoryId: number, push: NotedPush): Promise<void>;
  /** The place of the push that brought a commit as its head; null where none is known. */
  placeOf(repositoryId: number, commit: string): Promise<number | null>;
  /** The place of the last push that may have changed what jobs call; 0 for none. */
  readChange(repositoryId: number): Promise<number>;
  /**
   * That a run proved jobs of the file. What was known of the other jobs stays, and of those that are not listed it goes. Does nothing where
   * another run was faster.
   */
  settle(repositoryId: number, path: string, proved: ProvedJobs): Promise<void>;
  unsettle(repositoryId: number, path: string): Promise<void>;
  readSettled(repositoryId: number, path: string): Promise<Settled>;
  /** Counts a run that is not read, and says the how manieth in a row it is. */
  skip(repositoryId: number, path: string): Promise<number>;
}

/** The guarded jobs of a file, with the last run that proved each; null where none has. Empty where nothing is known. */
export type Settled = ReadonlyMap<string, Proof | null>;

export interface Proof {
  /** Ms since 1970. */
  readonly at: number;
  /** Of the push whose code it ran. */
  readonly place: number;
}

/** What a run proved of a file. */
export interface ProvedJobs {
  /** All that the file guards. */
  readonly guarded: readonly string[];
  /** Those of them that ran, and were held to their lists. */
  readonly proved: ReadonlySet<string>;
  readonly proof: Proof;
}

const mostPushes = 1_000;
const settledSchema = z.array(
  z.tuple([z.string(), z.object({ at: z.number(), place: z.number() }).nullable()]),
);

const notePushScript = `local last = redis.call("HGET", KEYS[2], "head")
local place = redis.call("HINCRBY", KEYS[2], "place", 1)
redis.call("ZADD", KEYS[1], place, ARGV[2])
redis.call("ZREMRANGEBYRANK", KEYS[1], 0, -${mostPushes + 1})
if ARGV[3] ~= "1" or last ~= ARGV[1] then redis.call("HSET", KEYS[2], "change", place) end
redis.call("HSET", KEYS[2], "head", ARGV[2])
return place`;

const settleScript = `if (redis.call("HGET", KEYS[1], ARGV[1]) or "") ~= ARGV[2] then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[3])
redis.call("HSET", KEYS[2], ARGV[1], "0")
return 1`;

export function createSamples(redis: Redis): Samples {
  const pushesKey = (id: number): string => keyOf(id, "pushes");
  const metaKey = (id: number): string => keyOf(id, "push-places");
  const settledKey = (id: number): string => keyOf(id, "settled");
  const skippedKey = (id: number): string => keyOf(id, "skipped-runs");
  return {
    async notePush(id, { before, head, isHarmless }) {
      const keys = [pushesKey(id), metaKey(id)] as const;
      const values = [before, head, isHarmless ? "1" : "0"];
      const noted = redis.multi().eval(notePushScript, keys.length, ...keys, ...values);
      await runTransaction(keys.reduce((all, key) => keepKey(all, key, keepMarks), noted));
    },
    async placeOf(id, commit) {
      const place = await redis.zscore(pushesKey(id), commit);
      return place === null ? null : Number(place);
    },
    readChange: async (id) => Number((await redis.hget(metaKey(id), "change")) ?? 0),
    async settle(id, path, { guarded, proved, proof }) {
      const keys = [settledKey(id), skippedKey(id)] as const;
      const text = await redis.hget(keys[0], path);
      const known = read(text);
      const jobs = guarded.map((job) => [job, proved.has(job) ? proof : (known.get(job) ?? null)]);
      const values = [path, text ?? "", JSON.stringify(jobs)];
      const noted = redis.multi().eval(settleScript, keys.length, ...keys, ...values);
      await runTransaction(keys.reduce((all, key) => keepKey(all, key, keepMarks), noted));
    },
    async unsettle(id, path) {
      await redis.hdel(settledKey(id), path);
    },
    readSettled: async (id, path) => read(await redis.hget(settledKey(id), path)),
    skip: (id, path) => redis.hincrby(skippedKey(id), path, 1),
  };
}

/** What an earlier release wrote is as if nothing had been proved. */
function read(text: string | null): Settled {
  return new Map(parseValue(settledSchema, text) ?? []);
}
