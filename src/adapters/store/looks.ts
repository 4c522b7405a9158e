import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { keepKey, renewKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepMarks } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What a look at the proposal of a workflow file found, so that the next one is made only where something changed. */
export interface Look {
  /** Of all that the proposal follows from, see `printOf`. */
  readonly print: string;
  /** Until when it counts, ms since 1970: what nobody tells the bot of is found after that. */
  readonly until: number;
  /** The repository as it was. */
  readonly repository: RepositoryNow;
  /** The commit at which the file was read. */
  readonly head: string;
  /** Jobs that the open pull request switches, whose hosts are looked up with the others. */
  readonly proposed: readonly string[];
  /** The pull request that was open. */
  readonly open: number | null;
  /** ISO 8601 UTC. */
  readonly mergedAt: string | null;
}

/** The last look at each file's proposal, by the name under which things are kept about it. */
export interface Looks {
  /** Drops what is known: from now on the file is looked at, whatever becomes of this look. Returns the look's name. */
  begin(repositoryId: number, line: string): Promise<string>;
  /** Keeps what a look found, unless another one has begun since. */
  keep(repositoryId: number, line: string, name: string, look: Look): Promise<void>;
  /** Null where the file is to be looked at. */
  read(repositoryId: number, line: string): Promise<Look | null>;
  /** Has a file looked at when it is asked for next, also where a look at it is under way. */
  drop(repositoryId: number, line: string): Promise<void>;
  /** Has all files of a repository looked at when they are asked for next. */
  forget(repositoryId: number): Promise<void>;
}

const lookSchema: z.ZodType<Look> = z.object({
  print: z.string(),
  until: z.number(),
  repository: z.object({
    id: z.int(),
    owner: z.string(),
    ownerId: z.int(),
    name: z.string(),
    nodeId: z.string(),
    url: z.string(),
    defaultBranch: z.string(),
    isArchived: z.boolean(),
    visibility: z.enum(["public", "internal", "private"]),
  }),
  head: z.string(),
  proposed: z.array(z.string()),
  open: z.int().nullable(),
  mergedAt: z.string().nullable(),
});

const keepScript = `if redis.call("HGET", KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[3])
return 1`;

export function createLooks(redis: Redis): Looks {
  const keyFor = (repositoryId: number): string => keyOf(repositoryId, "looks");
  return {
    async begin(repositoryId, line) {
      const name = randomUUID();
      const key = keyFor(repositoryId);
      await runTransaction(keepKey(redis.multi().hset(key, line, name), key, keepMarks));
      return name;
    },
    async keep(repositoryId, line, name, look) {
      const key = keyFor(repositoryId);
      await redis.eval(keepScript, 1, key, line, name, JSON.stringify(look));
      await runTransaction(renewKey(redis.multi(), key, keepMarks));
    },
    read: async (repositoryId, line) => parseValue(lookSchema, await redis.hget(keyFor(repositoryId), line)),
    async drop(repositoryId, line) {
      await redis.hdel(keyFor(repositoryId), line);
    },
    async forget(repositoryId) {
      await redis.del(keyFor(repositoryId));
    },
  };
}
