import { z } from "zod";
import type { JobRecord } from "../../domain/assessment/job-record.ts";
import type { ListHistory } from "../../domain/assessment/list-history.ts";
import { keepKey, renewKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** By job id. */
export type FileRecords = ReadonlyMap<string, JobRecord>;

/** What is kept about the jobs of each workflow file. Renewed with each look: that people returned a job to audit mode holds for ever. */
export interface JobRecords {
  read(repositoryId: number, path: string): Promise<FileRecords>;
  /** By workflow file. */
  list(repositoryId: number): Promise<ReadonlyMap<string, FileRecords>>;
  /**
   * Changes what is kept about the jobs of a file, all at once: `update` may be asked several times where somebody else changes it too.
   * With none left it is forgotten.
   */
  change(repositoryId: number, path: string, update: (known: FileRecords) => FileRecords): Promise<void>;
}

const writeScript = `
if (redis.call("HGET", KEYS[1], ARGV[1]) or "") ~= ARGV[2] then return 0 end
if ARGV[3] == "" then redis.call("HDEL", KEYS[1], ARGV[1]) else redis.call("HSET", KEYS[1], ARGV[1], ARGV[3]) end
return 1`;
/** Others change a file's records a few times a minute at most. */
const mostTries = 50;

const historySchema: z.ZodType<ListHistory> = z.object({
  listed: z.array(z.string()).nullable(),
  changes: z.array(
    z.object({
      at: z.string(),
      kind: z.enum(["blocked", "returned", "added", "removed", "found", "allowed", "denied"]),
      entry: z.string().nullable(),
      run: z.string().nullable(),
      login: z.string().nullable(),
      pullRequest: z.int().nullable(),
    }),
  ),
});
const recordSchema: z.ZodType<JobRecord> = z.object({
  steps: z.array(z.string()),
  keys: z.array(z.string()).nullable().default(null),
  changedAt: z.string().nullable(),
  added: z.array(z.string()),
  blockedAt: z.string().nullable(),
  returnedAt: z.string().nullable(),
  entries: z.record(
    z.string(),
    z.object({
      listedOn: z.string(),
      seenOn: z.string().nullable(),
      steps: z.array(z.string()),
      past: z.object({ runs: z.number(), calls: z.number() }).default({ runs: 0, calls: 0 }),
      runs: z.number(),
      countedOn: z.string(),
    }),
  ),
  proposed: z.array(z.string()),
  isProposedFromPullRequests: z.boolean().default(false),
  goneAt: z.string().nullable().default(null),
  guardPlace: z.string().nullable().default(null),
  arrivals: z
    .record(
      z.string(),
      z.object({ at: z.string(), justBefore: z.array(z.string()), weeksBefore: z.array(z.string()) }),
    )
    .default({}),
  history: historySchema.default({ listed: null, changes: [] }),
});
const fileSchema = z.array(z.tuple([z.string(), recordSchema]));

export function createJobRecords(redis: Redis): JobRecords {
  const keyFor = (repositoryId: number): string => keyOf(repositoryId, "jobs");
  const parse = (text: string | null): FileRecords => new Map(parseValue(fileSchema, text) ?? []);
  async function readAll(repositoryId: number): Promise<Readonly<Record<string, string>>> {
    const key = keyFor(repositoryId);
    const [reply] = await runTransaction(renewKey(redis.multi().hgetall(key), key, keepRepository));
    return z.record(z.string(), z.string()).parse(reply);
  }

  return {
    async read(repositoryId, path) {
      const key = keyFor(repositoryId);
      const [text] = await runTransaction(renewKey(redis.multi().hget(key, path), key, keepRepository));
      return parse(z.string().nullable().parse(text));
    },
    async list(repositoryId) {
      const fields = Object.entries(await readAll(repositoryId));
      return new Map(fields.map(([path, text]) => [path, parse(text)]));
    },
    async change(repositoryId, path, update) {
      const key = keyFor(repositoryId);
      for (let tries = 0; tries < mostTries; tries += 1) {
        const known = (await redis.hget(key, path)) ?? "";
        const records = update(parse(known));
        const next = records.size === 0 ? "" : JSON.stringify([...records]);
        if (next === known) return;
        const write = redis.multi().eval(writeScript, 1, key, path, known, next);
        const [isWritten] = await runTransaction(keepKey(write, key, keepRepository));
        if (isWritten === 1) return;
      }
      throw new Error("the records of a file's jobs change all the time");
    },
  };
}
