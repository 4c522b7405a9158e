import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { Store } from "../../adapters/store/store.ts";
import { matchesBranch } from "../../domain/run/branch-pattern.ts";
import type { RunReason } from "../../domain/run/outcome.ts";

/**
 * The branch of a run beside the default branch that the settings name, as they were when they were last read; null for any other run. What
 * such runs show is kept for the branch's own file. `refusal` is why the run teaches nothing about the default branch's.
 */
export async function findWatchedBranch(
  refusal: RunReason | null,
  { repository, run }: LearnRun,
  { settings }: Pick<Store, "settings">,
): Promise<string | null> {
  const { headBranch: branch } = run;
  if (refusal !== "other-branch") return null;
  if (branch === null || run.event === "merge_group" || run.event === "pull_request") return null;
  const { branches = [] } = (await settings.readInForce(repository.id)) ?? {};
  return branches.some((pattern) => matchesBranch(pattern, branch)) ? branch : null;
}
