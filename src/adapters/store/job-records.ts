import type { Redis } from "ioredis";
import { z } from "zod";
import type { JobRecord } from "../../domain/assessment/job-record.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** By job id. */
export type FileRecords = ReadonlyMap<string, JobRecord>;

/** What is kept about the jobs of each workflow file. */
export interface JobRecords {
  read(repositoryId: number, path: string): Promise<FileRecords>;
  /** By workflow file. */
  list(repositoryId: number): Promise<ReadonlyMap<string, FileRecords>>;
  /** In place of all that was kept about the jobs of the file; with none it is forgotten. */
  write(repositoryId: number, path: string, records: FileRecords): Promise<void>;
}

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
      runs: z.number(),
      countedOn: z.string(),
    }),
  ),
  proposed: z.array(z.string()),
  isProposedFromPullRequests: z.boolean().default(false),
});
const fileSchema = z.array(z.tuple([z.string(), recordSchema]));

export function createJobRecords(redis: Redis): JobRecords {
  const keyFor = (repositoryId: number): string => keyOf(repositoryId, "jobs");
  const parse = (text: string | null): FileRecords => new Map(parseValue(fileSchema, text) ?? []);
  return {
    async read(repositoryId, path) {
      return parse(await redis.hget(keyFor(repositoryId), path));
    },
    async list(repositoryId) {
      const fields = Object.entries(await redis.hgetall(keyFor(repositoryId)));
      return new Map(fields.map(([path, text]) => [path, parse(text)]));
    },
    async write(repositoryId, path, records) {
      const key = keyFor(repositoryId);
      if (records.size === 0) {
        await redis.hdel(key, path);
        return;
      }
      await runTransaction(
        redis
          .multi()
          .hset(key, path, JSON.stringify([...records]))
          .expire(key, keepRepository),
      );
    },
  };
}
