import { z } from "zod";
import type { Repository } from "../../domain/run/repository.ts";
import { repositorySchema, workflowRunSchema } from "../../domain/run/schema.ts";
import type { WorkflowRun } from "../../domain/run/workflow-run.ts";
import type { Settings } from "../../domain/settings/settings.ts";
import { addUpProgress, type BackfillProgress, type BackfillState } from "./backfill-progress.ts";
import { releaseClaim, takeClaim } from "./redis/claim.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** Which backfill of a repository: of all that is new, or of one workflow file again. */
export interface BackfillKey {
  readonly repositoryId: number;
  readonly again: string | null;
}

/** Which runs of a workflow a backfill looks at. */
export interface BackfillChoice {
  /** At most so many. */
  readonly most: number;
  readonly learnFrom: Settings["learnFrom"];
}

/** What a backfill has set out to do. */
export interface BackfillPlan {
  /** When it was made, ms since 1970. */
  readonly begunAt: number;
  /** As it was then. */
  readonly repository: Repository;
  /** Which runs of each workflow, as the settings were then. */
  readonly choice: BackfillChoice;
  readonly isFinished: boolean;
}

/** A run that is to be looked at. */
export interface PlannedRun {
  readonly run: WorkflowRun;
  /** How often that failed. */
  readonly failures: number;
  /** As it is stored. */
  readonly entry: string;
}

/** What the backfills of each repository have still to do, so that none does anything twice. Kept for 120 days. */
export interface Backfills {
  /** Null where there never was one. */
  readProgress(repositoryId: number): Promise<BackfillProgress | null>;
  /** Takes the sole right to work on a repository's backfills for so many ms, or takes it again. False where another has it. */
  claim(repositoryId: number, holder: string, ms: number): Promise<boolean>;
  release(repositoryId: number, holder: string): Promise<void>;
  readPlan(key: BackfillKey): Promise<BackfillPlan | null>;
  /** Begins with the workflow files whose runs are to be listed; an earlier plan is gone. */
  begin(
    key: BackfillKey,
    plan: Omit<BackfillPlan, "isFinished"> & { readonly paths: readonly string[] },
  ): Promise<void>;
  /** The next workflow file whose runs are to be listed. */
  nextListing(key: BackfillKey): Promise<string | null>;
  /** Adds the runs of a workflow file behind those that are there. */
  addRuns(key: BackfillKey, path: string, runs: readonly WorkflowRun[]): Promise<void>;
  nextRun(key: BackfillKey): Promise<PlannedRun | null>;
  /** A run was looked at, and taught about the jobs of some workflow files. */
  finishRun(key: BackfillKey, planned: PlannedRun, taught: readonly string[]): Promise<void>;
  /** Puts a run that failed behind all others. */
  postponeRun(key: BackfillKey, planned: PlannedRun): Promise<void>;
  /** The workflow files that were taught about and are not proposed yet, sorted. */
  listTaught(key: BackfillKey): Promise<readonly string[]>;
  forgetTaught(key: BackfillKey): Promise<void>;
  /** Ms since 1970; null when it goes on. */
  setWait(key: BackfillKey, until: number | null): Promise<void>;
  finish(key: BackfillKey, at: number): Promise<void>;
}

const entrySchema = z.object({ run: workflowRunSchema, failures: z.int().nonnegative() });
const time = z.coerce.number().int().nonnegative();
const choiceSchema: z.ZodType<BackfillChoice> = z.object({
  most: z.int().nonnegative(),
  learnFrom: z.array(z.enum(["default-branch", "pull-requests"])),
});
const stateSchema = z.object({
  begunAt: time,
  total: time,
  repository: z.string(),
  choice: z.string(),
  finishedAt: time.optional(),
  waitsUntil: time.optional(),
});
type State = z.infer<typeof stateSchema>;

export function createBackfills(redis: Redis): Backfills {
  const plansKey = (repositoryId: number): string => keyOf(repositoryId, "backfills");
  const claimKey = (repositoryId: number): string => keyOf(repositoryId, "backfill-claim");
  const keysOf = ({ repositoryId, again }: BackfillKey) => {
    const key = (what: string): string => keyOf(repositoryId, `backfill-${what}`, again ?? "");
    return { state: key("state"), listings: key("listings"), runs: key("runs"), taught: key("taught") };
  };

  /** Changes something about a plan, and keeps all of it as long as from now. */
  async function change(
    key: BackfillKey,
    add: (transaction: ReturnType<Redis["multi"]>, keys: ReturnType<typeof keysOf>) => void,
  ): Promise<void> {
    const keys = keysOf(key);
    const transaction = redis.multi();
    add(transaction, keys);
    for (const one of [...Object.values(keys), plansKey(key.repositoryId)])
      keepKey(transaction, one, keepRepository);
    await runTransaction(transaction);
  }

  async function readState(key: BackfillKey): Promise<State | null> {
    return stateSchema.safeParse(await redis.hgetall(keysOf(key).state)).data ?? null;
  }

  return {
    async readProgress(repositoryId) {
      const plans = await redis.smembers(plansKey(repositoryId));
      const parts: BackfillState[] = [];
      for (const again of plans) {
        const key = { repositoryId, again: again === "" ? null : again };
        const state = await readState(key);
        if (state !== null) parts.push({ ...state, left: await redis.llen(keysOf(key).runs) });
      }
      return addUpProgress(parts);
    },

    async claim(repositoryId, holder, ms) {
      const key = claimKey(repositoryId);
      const other = await takeClaim(redis, key, holder, ms);
      if (other === holder) await redis.pexpire(key, ms);
      return other === null || other === holder;
    },
    release: (repositoryId, holder) => releaseClaim(redis, claimKey(repositoryId), holder),

    async readPlan(key) {
      const state = await readState(key);
      const repository = parseValue(repositorySchema, state?.repository);
      const choice = parseValue(choiceSchema, state?.choice);
      if (state === null || repository === null || choice === null) return null;
      return { begunAt: state.begunAt, repository, choice, isFinished: state.finishedAt !== undefined };
    },
    begin: (key, { begunAt, repository, choice, paths }) =>
      change(key, (transaction, { state, listings, runs, taught }) => {
        transaction.del(state, listings, runs, taught);
        transaction.hset(state, {
          begunAt,
          total: 0,
          repository: JSON.stringify(repository),
          choice: JSON.stringify(choice),
        });
        transaction.sadd(plansKey(key.repositoryId), key.again ?? "");
        if (paths.length > 0) transaction.rpush(listings, ...paths);
      }),

    nextListing: (key) => redis.lindex(keysOf(key).listings, 0),
    addRuns: (key, path, runs) =>
      change(key, (transaction, keys) => {
        transaction.lrem(keys.listings, 1, path);
        if (runs.length === 0) return;
        transaction.rpush(keys.runs, ...runs.map((run) => JSON.stringify({ run, failures: 0 })));
        transaction.hincrby(keys.state, "total", runs.length);
      }),

    async nextRun(key) {
      const { runs } = keysOf(key);
      for (;;) {
        const entry = await redis.lindex(runs, 0);
        if (entry === null) return null;
        const planned = parseValue(entrySchema, entry);
        if (planned !== null) return { ...planned, entry };
        // Another version wrote it.
        await redis.lrem(runs, 1, entry);
      }
    },
    finishRun: (key, { entry }, taught) =>
      change(key, (transaction, keys) => {
        transaction.lrem(keys.runs, 1, entry);
        if (taught.length > 0) transaction.sadd(keys.taught, ...taught);
      }),
    postponeRun: (key, { run, failures, entry }) =>
      change(key, (transaction, { runs }) => {
        transaction.lrem(runs, 1, entry);
        transaction.rpush(runs, JSON.stringify({ run, failures: failures + 1 }));
      }),

    listTaught: async (key) => (await redis.smembers(keysOf(key).taught)).sort(),
    forgetTaught: (key) => change(key, (transaction, { taught }) => transaction.del(taught)),

    setWait: (key, until) =>
      change(key, (transaction, { state }) =>
        until === null ? transaction.hdel(state, "waitsUntil") : transaction.hset(state, "waitsUntil", until),
      ),
    finish: (key, at) =>
      change(key, (transaction, { state, listings, runs, taught }) => {
        transaction.del(listings, runs, taught);
        transaction.hset(state, "finishedAt", at);
        transaction.hdel(state, "waitsUntil");
      }),
  };
}
