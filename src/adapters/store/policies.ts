import { z } from "zod";
import type { Policy } from "../../domain/guard/policy.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf, policyOwnersKey } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** A policy of the Policy Store that the bot has made. */
export interface PolicyRecord {
  readonly name: string;
  /** Null for one that is attached to the whole workflow file. */
  readonly jobId: string | null;
  /** As the bot wrote it last. */
  readonly written: Policy;
  /** What it was about to write; null once that is done. */
  readonly pending: Policy | null;
  /** The default branch's file has named it, or it was applied. From then on it is not the bot's to remove. */
  readonly isInUse: boolean;
}

/** What the bot has written to the Policy Store, to tell what people changed there. */
export interface Policies {
  /** Of one workflow file, by name. */
  read(repositoryId: number, path: string): Promise<ReadonlyMap<string, PolicyRecord>>;
  /** Of all, by workflow file. */
  list(repositoryId: number): Promise<ReadonlyMap<string, readonly PolicyRecord[]>>;
  remember(repositoryId: number, path: string, record: PolicyRecord): Promise<void>;
  forget(repositoryId: number, path: string, name: string): Promise<void>;
  /** Which repository of an owner a policy of the owner's store belongs to; null where it is nobody's, as far as is known. */
  holderOf(owner: string, name: string): Promise<number | null>;
  /** Makes a policy a repository's, unless it is another's; says whether it is the repository's now. */
  claim(owner: string, name: string, repositoryId: number): Promise<boolean>;
  /** Whether an issue about the file's policies may be open. */
  hasIssue(repositoryId: number, path: string): Promise<boolean>;
  /** `print` stands for its text as the bot wrote it; null for an issue that is closed. */
  rememberIssue(repositoryId: number, path: string, print: string | null): Promise<void>;
  /** What stands for the text of the issue as the bot wrote it last; null where that is not known. */
  readIssue(repositoryId: number, path: string): Promise<string | null>;
}

const policySchema: z.ZodType<Policy> = z.object({
  egressPolicy: z.enum(["audit", "block"]),
  entries: z.array(z.string()),
  disableTelemetry: z.boolean(),
  disableSudo: z.boolean(),
  disableFileMonitoring: z.boolean(),
});
const recordSchema: z.ZodType<PolicyRecord> = z.object({
  name: z.string(),
  jobId: z.string().nullable(),
  written: policySchema,
  pending: policySchema.nullable(),
  isInUse: z.boolean(),
});
const fieldSchema = z.tuple([z.string(), z.string()]);

export function createPolicies(redis: Redis): Policies {
  const keyFor = (repositoryId: number): string => keyOf(repositoryId, "policies");
  const issueKeyFor = (repositoryId: number): string => keyOf(repositoryId, "policy-issues");
  const fieldFor = (path: string, name: string): string => JSON.stringify([path, name]);

  async function list(repositoryId: number): Promise<ReadonlyMap<string, readonly PolicyRecord[]>> {
    const files = new Map<string, PolicyRecord[]>();
    for (const [field, text] of Object.entries(await redis.hgetall(keyFor(repositoryId)))) {
      const [path] = parseValue(fieldSchema, field) ?? [];
      const record = parseValue(recordSchema, text);
      if (path !== undefined && record !== null) files.set(path, [...(files.get(path) ?? []), record]);
    }
    return files;
  }

  async function set(key: string, field: string, value: string): Promise<void> {
    await runTransaction(keepKey(redis.multi().hset(key, field, value), key, keepRepository));
  }

  async function holderOf(owner: string, name: string): Promise<number | null> {
    const holder = await redis.hget(policyOwnersKey(owner), fieldOf(name));
    return holder === null ? null : Number(holder);
  }

  return {
    list,
    async read(repositoryId, path) {
      const records = (await list(repositoryId)).get(path) ?? [];
      return new Map(records.map((record) => [record.name, record]));
    },
    remember: (repositoryId, path, record) =>
      set(keyFor(repositoryId), fieldFor(path, record.name), JSON.stringify(record)),
    async forget(repositoryId, path, name) {
      await redis.hdel(keyFor(repositoryId), fieldFor(path, name));
    },
    holderOf,
    async claim(owner, name, repositoryId) {
      const key = policyOwnersKey(owner);
      await runTransaction(
        redis.multi().hsetnx(key, fieldOf(name), repositoryId).expire(key, keepRepository),
      );
      return (await holderOf(owner, name)) === repositoryId;
    },
    async hasIssue(repositoryId, path) {
      return (await redis.hexists(issueKeyFor(repositoryId), path)) === 1;
    },
    async readIssue(repositoryId, path) {
      const print = await redis.hget(issueKeyFor(repositoryId), path);
      // What an earlier release wrote.
      return print === "open" ? null : print;
    },
    async rememberIssue(repositoryId, path, print) {
      if (print !== null) await set(issueKeyFor(repositoryId), path, print);
      else await redis.hdel(issueKeyFor(repositoryId), path);
    },
  };
}

/** Whether the store tells names apart by their case is not known; two that differ in nothing else are one here. */
function fieldOf(name: string): string {
  return name.toLowerCase();
}
