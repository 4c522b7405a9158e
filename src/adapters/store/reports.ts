import { z } from "zod";
import type { Told } from "../../domain/alarm/alarm.ts";
import { joinClaims } from "../../domain/assessment/join-claims.ts";
import {
  type LastTrim,
  noDoubt,
  type ProposedJobs,
  type RunClaims,
  type SaidAfterMerge,
} from "../../domain/assessment/told.ts";
import type { Grown } from "../../domain/proposal/grown.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";
import { toldSchema } from "./told-schema.ts";

/** What reports need that GitHub does not keep: which alarms there are, and what was said already. */
export interface Reports {
  /** Of the jobs of one workflow file; says whether that is news. */
  rememberTold(repositoryId: number, path: string, told: readonly Told[]): Promise<boolean>;
  readTold(repositoryId: number, path: string): Promise<readonly Told[]>;
  /** By workflow file; those with none are not in it. */
  listTold(repositoryId: number): Promise<ReadonlyMap<string, readonly Told[]>>;
  /** The numbers of the open issues about alarms, by kind and file: `refused .github/workflows/ci.yml`. */
  rememberAlarmIssues(repositoryId: number, issues: ReadonlyMap<string, number>): Promise<void>;
  listAlarmIssues(repositoryId: number): Promise<ReadonlyMap<string, number>>;
  rememberProposed(repositoryId: number, path: string, proposed: ProposedJobs): Promise<void>;
  readProposed(repositoryId: number, path: string): Promise<ProposedJobs | null>;
  /** When entries of the file were last proposed to be dropped, and where. */
  rememberTrim(repositoryId: number, path: string, trim: LastTrim): Promise<void>;
  readTrim(repositoryId: number, path: string): Promise<LastTrim | null>;
  forgetTrim(repositoryId: number, path: string): Promise<void>;
  /** That the list of an approved pull request has grown. */
  rememberGrown(repositoryId: number, path: string, grown: Grown): Promise<void>;
  readGrown(repositoryId: number, path: string): Promise<Grown | null>;
  /** What records say that contradict each other: of the newest run of a job, all its legs together. */
  rememberClaims(repositoryId: number, path: string, jobId: string, claims: RunClaims): Promise<void>;
  readClaims(repositoryId: number, path: string, jobId: string): Promise<RunClaims | null>;
  rememberSaid(repositoryId: number, path: string, said: SaidAfterMerge): Promise<void>;
  readSaid(repositoryId: number, path: string): Promise<SaidAfterMerge | null>;
}

const claimsSchema: z.ZodType<RunClaims> = z.object({
  run: z.string(),
  endpoints: z.array(z.string()),
  more: z.int(),
});
const issuesSchema = z.record(z.string(), z.int());
const proposedSchema: z.ZodType<ProposedJobs> = z.object({
  pullRequest: z.int(),
  jobs: z.array(z.string()),
  // What an earlier version wrote has none.
  doubt: z.object({ isDoubtful: z.boolean(), isDrafted: z.boolean() }).default(noDoubt),
});
const trimSchema: z.ZodType<LastTrim> = z.object({ pullRequest: z.int(), at: z.string() });
const grownSchema: z.ZodType<Grown> = z.object({
  pullRequest: z.int(),
  added: z.array(z.string()),
  by: z.array(z.string()),
  // An earlier release told all at once.
  fresh: z.array(z.string()).default([]),
  byIds: z.array(z.int()).default([]),
  approvals: z.array(z.int()).default([]),
});
const saidSchema: z.ZodType<SaidAfterMerge> = z.object({ pullRequest: z.int(), digest: z.string() });

export function createReports(redis: Redis): Reports {
  const keys = {
    // Named for what it held at first.
    told: (repositoryId: number): string => keyOf(repositoryId, "unenforced"),
    issues: (repositoryId: number): string => keyOf(repositoryId, "alarm-issues"),
    proposed: (repositoryId: number): string => keyOf(repositoryId, "proposed-jobs"),
    trim: (repositoryId: number): string => keyOf(repositoryId, "last-trims"),
    grown: (repositoryId: number): string => keyOf(repositoryId, "grown-lists"),
    claims: (repositoryId: number): string => keyOf(repositoryId, "claims"),
    said: (repositoryId: number): string => keyOf(repositoryId, "said-after-merge"),
  };

  async function write(key: string, field: string, value: unknown): Promise<void> {
    await runTransaction(keepKey(redis.multi().hset(key, field, JSON.stringify(value)), key, keepRepository));
  }

  return {
    async rememberTold(repositoryId, path, told) {
      const key = keys.told(repositoryId);
      const before = await redis.hget(key, path);
      if (told.length === 0) {
        await redis.hdel(key, path);
        return before !== null;
      }
      await write(key, path, told);
      return before !== JSON.stringify(told);
    },
    readTold: async (repositoryId, path) =>
      parseValue(toldSchema, await redis.hget(keys.told(repositoryId), path)) ?? [],
    async listTold(repositoryId) {
      const files = new Map<string, readonly Told[]>();
      const fields = await redis.hgetall(keys.told(repositoryId));
      for (const [path, text] of Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))) {
        const told = parseValue(toldSchema, text);
        if (told !== null) files.set(path, told);
      }
      return files;
    },
    async rememberAlarmIssues(repositoryId, issues) {
      const key = keys.issues(repositoryId);
      const stored = redis.multi().set(key, JSON.stringify(Object.fromEntries(issues)));
      await runTransaction(keepKey(stored, key, keepRepository));
    },
    listAlarmIssues: async (repositoryId) =>
      new Map(Object.entries(parseValue(issuesSchema, await redis.get(keys.issues(repositoryId))) ?? {})),
    rememberProposed: (repositoryId, path, proposed) => write(keys.proposed(repositoryId), path, proposed),
    readProposed: async (repositoryId, path) =>
      parseValue(proposedSchema, await redis.hget(keys.proposed(repositoryId), path)),
    rememberTrim: (repositoryId, path, trim) => write(keys.trim(repositoryId), path, trim),
    readTrim: async (repositoryId, path) =>
      parseValue(trimSchema, await redis.hget(keys.trim(repositoryId), path)),
    forgetTrim: async (repositoryId, path) => {
      await redis.hdel(keys.trim(repositoryId), path);
    },
    rememberGrown: (repositoryId, path, grown) => write(keys.grown(repositoryId), path, grown),
    readGrown: async (repositoryId, path) =>
      parseValue(grownSchema, await redis.hget(keys.grown(repositoryId), path)),
    async rememberClaims(repositoryId, path, jobId, found) {
      const known = await this.readClaims(repositoryId, path, jobId);
      const key = keys.claims(repositoryId);
      await write(key, JSON.stringify([path, jobId]), joinClaims(known, found));
    },
    readClaims: async (repositoryId, path, jobId) =>
      parseValue(claimsSchema, await redis.hget(keys.claims(repositoryId), JSON.stringify([path, jobId]))),
    rememberSaid: (repositoryId, path, said) => write(keys.said(repositoryId), path, said),
    readSaid: async (repositoryId, path) =>
      parseValue(saidSchema, await redis.hget(keys.said(repositoryId), path)),
  };
}
