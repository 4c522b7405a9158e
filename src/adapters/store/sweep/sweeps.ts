import { z } from "zod";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import type { SweepCause, SweptRepository } from "../../../domain/sweep/judge-need.ts";
import { keepKey, renewKey } from "../redis/keep-key.ts";
import { keyOf } from "../redis/keys.ts";
import { parseValue } from "../redis/parse-value.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { runTransaction } from "../redis/transaction.ts";
import type { SweepOfInstallation } from "./installations.ts";
import { mostOutcomes, outcomeOrderKey, runField, unpushedRunsKey } from "./run-keys.ts";

/** What sweeps keep about each repository. */
export interface Sweeps {
  /** Looking renews it. */
  readStanding(repositoryId: number): Promise<Pick<SweptRepository, "isFilled" | "lastUnpushedRun">>;
  /** From now on what is known of the repository counts as all there is: where Redis is emptied, this goes with it. */
  markFilled(repositoryId: number): Promise<void>;
  /** Those of some runs of which nothing is known; not those that are older than all that is kept. */
  findUnknown<Run extends Pick<WorkflowRun, "id" | "attempt" | "startedAt">>(
    repositoryId: number,
    runs: readonly Run[],
  ): Promise<readonly Run[]>;
  /** Where a sweep goes on that was broken off; null where it begins. */
  readCursor<Cursor>(
    repositoryId: number,
    sweep: SweepOfInstallation,
    schema: z.ZodType<Cursor>,
  ): Promise<Cursor | null>;
  /** Null at the end. */
  keepCursor(repositoryId: number, sweep: SweepOfInstallation, cursor: object | null): Promise<void>;
}

/** Seconds: longer than a task is tried, whatever limits it meets. */
const keepProgress = 7 * 86_400;

export function createSweeps(redis: Redis): Sweeps {
  const filledKey = (repositoryId: number): string => keyOf(repositoryId, "filled");
  const cursorKey = (repositoryId: number, cause: SweepCause): string => keyOf(repositoryId, "sweep", cause);

  return {
    async readStanding(repositoryId) {
      const filled = filledKey(repositoryId);
      const pipeline = redis.pipeline().get(filled);
      pipeline.zrange(unpushedRunsKey(repositoryId), "-1", "-1", "WITHSCORES");
      const [mark, last] = await runTransaction(renewKey(pipeline, filled, keepRepository));
      const [, score] = z.array(z.string()).parse(last);
      return { isFilled: mark !== null, lastUnpushedRun: score === undefined ? null : Number(score) };
    },
    async markFilled(repositoryId) {
      const key = filledKey(repositoryId);
      await runTransaction(keepKey(redis.multi().set(key, "1"), key, keepRepository));
    },
    async findUnknown(repositoryId, runs) {
      if (runs.length === 0) return [];
      const order = outcomeOrderKey(repositoryId);
      const fields = runs.map(({ id, attempt }) => runField(id, attempt));
      const known = await redis.zmscore(order, ...fields);
      const [, oldest] = await redis.zrange(order, "0", "0", "WITHSCORES");
      const isFull = (await redis.zcard(order)) >= mostOutcomes;
      const since = isFull ? Number(oldest) : Number.NEGATIVE_INFINITY;
      return runs.filter(({ startedAt }, place) => known[place] === null && Date.parse(startedAt) > since);
    },
    async readCursor(repositoryId, { cause, task }, schema) {
      const kept = z.object({ task: z.string(), cursor: schema });
      const known = parseValue(kept, await redis.get(cursorKey(repositoryId, cause)));
      return known?.task === task ? known.cursor : null;
    },
    async keepCursor(repositoryId, { cause, task }, cursor) {
      const key = cursorKey(repositoryId, cause);
      if (cursor === null) await redis.del(key);
      else {
        const text = JSON.stringify({ task, cursor });
        await runTransaction(keepKey(redis.multi().set(key, text), key, keepProgress));
      }
    },
  };
}
