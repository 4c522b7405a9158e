import { z } from "zod";
import { keepKey, renewKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What is known of a repository's dashboard. Kept for 120 days after the last change. */
export interface Dashboards {
  /** The number of its issue; null where none is known. */
  readIssue(repositoryId: number): Promise<number | null>;
  rememberIssue(repositoryId: number, number: number): Promise<void>;
  /** What of a workflow file needs people, each as one text; says whether some of it is new. */
  rememberNeeds(repositoryId: number, path: string, needs: readonly string[]): Promise<boolean>;
}

const needsSchema = z.array(z.string());

export function createDashboards(redis: Redis): Dashboards {
  const issueKey = (repositoryId: number): string => keyOf(repositoryId, "dashboard");
  const needsKey = (repositoryId: number): string => keyOf(repositoryId, "dashboard-needs");
  return {
    async readIssue(repositoryId) {
      const key = issueKey(repositoryId);
      const [number] = await runTransaction(renewKey(redis.multi().get(key), key, keepRepository));
      return z.coerce.number().nullable().parse(number);
    },
    async rememberIssue(repositoryId, number) {
      const key = issueKey(repositoryId);
      await runTransaction(keepKey(redis.multi().set(key, String(number)), key, keepRepository));
    },
    async rememberNeeds(repositoryId, path, needs) {
      const key = needsKey(repositoryId);
      const known = parseValue(needsSchema, await redis.hget(key, path)) ?? [];
      if (needs.length === 0) await redis.hdel(key, path);
      else
        await runTransaction(
          keepKey(redis.multi().hset(key, path, JSON.stringify(needs)), key, keepRepository),
        );
      return needs.some((need) => !known.includes(need));
    },
  };
}
