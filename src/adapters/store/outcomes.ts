import { z } from "zod";
import type { JobOutcome, RunOutcome, RunReason } from "../../domain/run/outcome.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";
import { mostOutcomes, outcomeOrderKey, runField, unpushedRunsKey } from "./sweep/run-keys.ts";

/** What became of the last runs of each repository. */
export interface Outcomes {
  /** A run that was recorded before is replaced. */
  record(repositoryId: number, outcome: RunOutcome): Promise<void>;
  has(repositoryId: number, runId: number, attempt: number): Promise<boolean>;
  /** The first twenty attempts of one run, as far as they are known. */
  readRun(repositoryId: number, runId: number): Promise<readonly RunOutcome[]>;
  /** Newest first, at most 1,000. */
  list(repositoryId: number): Promise<readonly RunOutcome[]>;
}

const mostAttempts = 20;
/** Whatever else starts a run may do so without anything being pushed. */
const byPushes: ReadonlySet<string> = new Set(["push", "pull_request", "pull_request_target", "merge_group"]);

const reasons: Readonly<Record<RunReason, true>> = {
  fork: true,
  bot: true,
  "other-branch": true,
  "not-in-default-branch": true,
  "pull-request-target": true,
  "no-guard-step": true,
  "no-workflow-file": true,
  "unreadable-workflow-file": true,
  "other-event": true,
  "not-completed": true,
  skipped: true,
  sampled: true,
};

export const jobOutcomeSchema: z.ZodType<JobOutcome> = z.object({
  name: z.string(),
  jobId: z.string().nullable(),
  result: z.enum(["learned", "incomplete", "not-learned"]),
  reason: z.string().nullable(),
});

const outcomeSchema: z.ZodType<RunOutcome> = z.object({
  runId: z.int(),
  attempt: z.int(),
  at: z.string(),
  path: z.string(),
  event: z.string(),
  notLearned: z
    .custom<RunReason>((value) => typeof value === "string" && Object.hasOwn(reasons, value))
    .nullable(),
  jobs: z.array(jobOutcomeSchema),
});

export function createOutcomes(redis: Redis): Outcomes {
  const textsKey = (repositoryId: number): string => keyOf(repositoryId, "outcomes");
  return {
    async record(repositoryId, outcome) {
      const [texts, order] = [textsKey(repositoryId), outcomeOrderKey(repositoryId)];
      const field = runField(outcome.runId, outcome.attempt);
      const transaction = redis
        .multi()
        .hset(texts, field, JSON.stringify(outcome))
        .zadd(order, String(Date.parse(outcome.at) || 0), field)
        .zrange(order, "0", String(-mostOutcomes - 1));
      for (const key of [texts, order]) keepKey(transaction, key, keepRepository);
      if (!byPushes.has(outcome.event)) {
        const unpushed = unpushedRunsKey(repositoryId);
        transaction.zadd(unpushed, "GT", String(Date.parse(outcome.at) || 0), outcome.event);
        keepKey(transaction, unpushed, keepRepository);
      }
      const [, , surplus] = await runTransaction(transaction);
      const fields = z.array(z.string()).parse(surplus);
      if (fields.length > 0)
        await runTransaction(
          redis
            .multi()
            .zrem(order, ...fields)
            .hdel(texts, ...fields),
        );
    },
    async has(repositoryId, runId, attempt) {
      return (await redis.hexists(textsKey(repositoryId), runField(runId, attempt))) === 1;
    },
    async readRun(repositoryId, runId) {
      const fields = Array.from({ length: mostAttempts }, (_, index) => runField(runId, index + 1));
      const texts = await redis.hmget(textsKey(repositoryId), ...fields);
      return texts.flatMap((text) => parseValue(outcomeSchema, text) ?? []);
    },
    async list(repositoryId) {
      const fields = await redis.zrevrange(outcomeOrderKey(repositoryId), 0, mostOutcomes - 1);
      if (fields.length === 0) return [];
      const texts = await redis.hmget(textsKey(repositoryId), ...fields);
      return texts.map((text) => parseValue(outcomeSchema, text)).filter((outcome) => outcome !== null);
    },
  };
}
