import { workflowRunSchema } from "../../domain/run/schema.ts";
import type { WorkflowRun } from "../../domain/run/workflow-run.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** Which commits are part of a repository's default branch, as far as known, and the runs of commits that may become so. */
export interface Commits {
  /** The last of them is the branch's head. */
  note(repositoryId: number, branch: string, commits: readonly string[]): Promise<void>;
  has(repositoryId: number, branch: string, commit: string): Promise<boolean>;
  /** The head that was noted last; null for none. */
  readHead(repositoryId: number, branch: string): Promise<string | null>;
  /** That GitHub said no, which it may not say later: kept for ten minutes. */
  noteOutside(repositoryId: number, branch: string, commit: string): Promise<void>;
  isOutside(repositoryId: number, branch: string, commit: string): Promise<boolean>;
  /** Keeps a run for a day, in case its commit becomes part of the default branch. */
  wait(repositoryId: number, run: WorkflowRun): Promise<void>;
  /** Takes out the runs of these commits that wait. */
  takeWaiting(repositoryId: number, commits: readonly string[]): Promise<readonly WorkflowRun[]>;
}

/** Commits kept for each branch, and runs that wait for each repository. */
export const mostCommits = 5_000;
export const mostWaiting = 100;
const keepOutside = 600;
const keepWaiting = 86_400;

export function createCommits(redis: Redis): Commits {
  const commitsKey = (id: number, branch: string): string => keyOf(id, "commits", branch);
  const headKey = (id: number, branch: string): string => keyOf(id, "head", branch);
  const outsideKey = (id: number, branch: string, commit: string): string =>
    keyOf(id, "outside", branch, commit);
  const waitingKey = (id: number): string => keyOf(id, "waiting-runs");
  return {
    async note(id, branch, commits) {
      const head = commits.at(-1);
      if (head === undefined) return;
      const key = commitsKey(id, branch);
      const newest = commits.slice(-mostCommits);
      const now = Date.now();
      const transaction = redis
        .multi()
        .zadd(key, ...newest.flatMap((commit, place) => [String(now + place / newest.length), commit]))
        .zremrangebyrank(key, 0, -mostCommits - 1)
        .set(headKey(id, branch), head);
      for (const one of [key, headKey(id, branch)]) keepKey(transaction, one, keepRepository);
      await runTransaction(transaction);
    },
    async has(id, branch, commit) {
      return (await redis.zscore(commitsKey(id, branch), commit)) !== null;
    },
    readHead: (id, branch) => redis.get(headKey(id, branch)),
    async noteOutside(id, branch, commit) {
      const key = outsideKey(id, branch, commit);
      await runTransaction(keepKey(redis.multi().set(key, "1"), key, keepOutside));
    },
    async isOutside(id, branch, commit) {
      return (await redis.exists(outsideKey(id, branch, commit))) === 1;
    },
    async wait(id, run) {
      const key = waitingKey(id);
      if ((await redis.hlen(key)) >= mostWaiting) return;
      const field = `${run.headSha} ${run.id}/${run.attempt}`;
      await runTransaction(keepKey(redis.multi().hset(key, field, JSON.stringify(run)), key, keepWaiting));
    },
    async takeWaiting(id, commits) {
      const key = waitingKey(id);
      const wanted = new Set(commits);
      const waiting = Object.entries(await redis.hgetall(key)).filter(([field]) =>
        wanted.has(field.split(" ")[0] ?? ""),
      );
      if (waiting.length === 0) return [];
      await redis.hdel(key, ...waiting.map(([field]) => field));
      return waiting.flatMap(([, text]) => parseValue(workflowRunSchema, text) ?? []);
    },
  };
}
