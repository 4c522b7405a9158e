import { type Baseline, emptyBaseline } from "../../../domain/baseline/baseline.ts";
import { memoryOf } from "../../../domain/baseline/memory.ts";
import { defaultWindow, type Window } from "../../../domain/baseline/window.ts";
import type { JobKey } from "../../../domain/run/job-key.ts";
import { decodeJob, encodeJob } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { runTransaction } from "../redis/transaction.ts";
import { baselineKeys, indexKey, listKeys, listOwnKeys, runCallsKey } from "./baseline-keys.ts";
import { decodeBaseline, type Hash, toHash } from "./decode-baseline.ts";
import { encodeLearned } from "./encode-learned.ts";
import { mergeBaselineScript, mergeSigns } from "./merge-baseline.lua.ts";
import { pruneBaseline } from "./prune-baseline.ts";
import { asIncomplete, sliceLearned } from "./slice-learned.ts";

/** What has been learned about each job, kept for 120 days after the last merge. */
export interface Baselines {
  /**
   * Adds what was learned, in any order and as often as one likes. A run with thousands of endpoints is added in several steps, and is incomplete
   * until the last of them.
   */
  merge(key: JobKey, learned: Baseline): Promise<void>;
  /** The runs in the default window and what they saw; empty where nothing was learned. */
  read(key: JobKey): Promise<Baseline>;
  /** The jobs of a repository about which something was learned. */
  list(repositoryId: number): Promise<readonly JobKey[]>;
  /** Deletes what was learned about one job from one source, also what each of its runs called, so that it may be learned again. Atomic. */
  forget(key: JobKey): Promise<void>;
}

const day = 86_400_000;
// Runs are dropped some at a time, so that the cost of rewriting a baseline is shared by many merges. Some days more than the
// window's are kept, as the newest run is known by whichever of its jobs came first.
const mostRuns = defaultWindow.runs + 56;
const mostDays = defaultWindow.days + 30;
const keptDays = defaultWindow.days + 10;

interface WithMerge {
  /** The sum of some `mergeSigns`. */
  egressMergeBaseline(...parameters: readonly string[]): Promise<number>;
}

// All that may be stored.
const everything: Window = { runs: mostRuns * 2, days: 36_500 };

export function createBaselines(redis: Redis): Baselines {
  const scripted = defineMerge(redis);
  return {
    async merge(key, learned) {
      if (learned.runs.size === 0) return;
      const newest = Math.max(...[...learned.runs.values()].map((run) => Date.parse(run.at)));
      if (!hasSign(await mergeLearned(key, learned, newest, false), "forgetful")) return;
      // An earlier release stored runs without remembering them. Until it is made up for, no run is dropped.
      const memory = memoryOf(await readWithin(key, everything));
      await mergeLearned(key, { ...emptyBaseline, memory }, newest, true);
    },

    read: (key) => readWithin(key, defaultWindow),

    async list(repositoryId) {
      const oldest = Math.floor(Date.now() / 1_000) - keepRepository;
      const members = await redis.zrangebyscore(indexKey(repositoryId), oldest, "+inf");
      return members.map((member) => decodeJob(repositoryId, member));
    },

    async forget(key) {
      const keys = baselineKeys(key);
      await runTransaction(
        redis
          .multi()
          .unlink(...listOwnKeys(keys), runCallsKey(key))
          .zrem(keys.index, encodeJob(key)),
      );
    },
  };

  /** `newest` is in milliseconds; `remembersAll` says that what is merged makes up for all runs that are stored. Gives the last signs. */
  async function mergeLearned(
    key: JobKey,
    learned: Baseline,
    newest: number,
    remembersAll: boolean,
  ): Promise<number> {
    const daysBefore = (days: number): string => new Date(newest - days * day).toISOString();
    const since = daysBefore(keptDays);
    const slices = sliceLearned(learned);
    let signs = 0;
    let isFull = false;
    for (const [place, slice] of slices.entries()) {
      const isLast = place === slices.length - 1;
      const { json, names } = encodeLearned(isLast && !isFull ? slice : asIncomplete(slice));
      signs = await scripted.egressMergeBaseline(
        ...listKeys(baselineKeys(key)),
        json,
        encodeJob(key),
        String(keepRepository),
        String(mostRuns),
        since,
        daysBefore(mostDays),
        isLast && remembersAll ? "1" : "0",
        ...names,
      );
      isFull ||= hasSign(signs, "full");
    }
    if (hasSign(signs, "overdue")) await pruneBaseline(redis, key, { most: defaultWindow.runs, since });
    return signs;
  }

  async function readWithin(key: JobKey, window: Window): Promise<Baseline> {
    const { names, runs, sightings, memories } = baselineKeys(key);
    const all = [names, ...runs, ...sightings, ...memories];
    const replies = await runTransaction(
      all.reduce((transaction, hash) => transaction.hgetallBuffer(hash), redis.multi()),
    );
    const hashAt = (place: number): Hash => toHash(replies[place]);
    const stored = {
      names: hashAt(0),
      runs: [hashAt(1), hashAt(2)],
      endpoints: hashAt(3),
      addresses: hashAt(4),
      resolvedOnly: hashAt(5),
      long: hashAt(6),
      memories: [hashAt(7), hashAt(8)] as const,
    };
    return decodeBaseline(stored, window);
  }
}

function defineMerge(redis: Redis): WithMerge {
  redis.defineCommand("egressMergeBaseline", { numberOfKeys: 13, lua: mergeBaselineScript });
  // The command that was just defined is a method that the client's type doesn't know.
  return redis as Redis & WithMerge;
}

function hasSign(signs: number, name: keyof typeof mergeSigns): boolean {
  return (signs & mergeSigns[name]) !== 0;
}
