import type { Learned } from "../proposal/assess.ts";
import type { Store } from "../store/store.ts";

/**
 * What has been learned about the jobs of a workflow file, by job id: from runs of the default branch, and only where there
 * are none from pull requests. Baselines come cut to the window.
 */
export async function readLearned(
  store: Pick<Store, "baselines">,
  repositoryId: number,
  path: string,
): Promise<ReadonlyMap<string, Learned>> {
  const keys = (await store.baselines.list(repositoryId)).filter((key) => key.path === path);
  const learned = new Map<string, Learned>();
  for (const source of ["default-branch", "pull-request"] as const) {
    for (const key of keys.filter((one) => one.source === source && !learned.has(one.jobId))) {
      const baseline = await store.baselines.read(key);
      if (baseline.runs.size > 0) learned.set(key.jobId, { baseline, source });
    }
  }
  return learned;
}
