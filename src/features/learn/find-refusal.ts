import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { RunReason } from "../../domain/run/outcome.ts";
import type { Trust } from "../../domain/run/trust.ts";
import { isContained } from "./is-contained.ts";
import type { LearnTools } from "./tools.ts";

/** So long a merge queue's run waits for the push that makes its commit part of the default branch, in ms. */
const longestWait = 86_400_000;

/** Why a run teaches nothing about the default branch's file; null where it does. @throws what GitHub or the store answered with */
export async function findRefusal(
  trust: Trust,
  task: LearnRun,
  tools: LearnTools,
): Promise<RunReason | null> {
  switch (trust.kind) {
    case "trial":
    case "trusted":
      return null;
    case "by-commit":
      return (await isOfDefaultBranch(trust, task, tools)) ? null : trust.otherwise;
    case "not-learned":
    case "untrusted":
      return trust.reason;
  }
}

/** Whether the run's commit is part of the default branch. A merge queue's may become so: it is kept for the push that says it. */
async function isOfDefaultBranch(
  { isLikely }: { readonly isLikely: boolean },
  { repository, run }: LearnRun,
  tools: LearnTools,
): Promise<boolean> {
  const { id, defaultBranch } = repository;
  const { commits } = tools.store;
  if (!isLikely) return commits.has(id, defaultBranch, run.headSha);
  if (await isContained(run.headSha, repository, tools)) return true;
  const age = Date.now() - Date.parse(run.startedAt);
  if (run.event !== "merge_group" || age > longestWait) return false;
  await commits.wait(id, run);
  // The push may have been noted in between.
  if (!(await commits.has(id, defaultBranch, run.headSha))) return false;
  await commits.takeWaiting(id, [run.headSha]);
  return true;
}
