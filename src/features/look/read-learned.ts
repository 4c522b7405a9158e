import type { Store } from "../../adapters/store/store.ts";
import type { Learned } from "../../domain/assessment/job-assessment.ts";
import { hasTaught } from "../../domain/baseline/window.ts";
import type { Settings } from "../../domain/settings/settings.ts";

/**
 * What has been learned about the jobs of a workflow file, by job id: from runs of the default branch, and only where there
 * are none from pull requests, each if the settings want it. With it comes what all other runs of these jobs showed. Baselines come
 * cut to the window.
 */
export async function readLearned(
  store: Pick<Store, "baselines">,
  repositoryId: number,
  path: string,
  { learnFrom }: Pick<Settings, "learnFrom">,
): Promise<ReadonlyMap<string, Learned>> {
  const keys = (await store.baselines.list(repositoryId)).filter((key) => key.path === path);
  const learned = new Map<string, Learned>();
  // Runs that only ended without a record do not stand in the way of others that taught something.
  const poor = new Map<string, Learned>();
  for (const [wanted, source] of sources) {
    if (!learnFrom.includes(wanted)) continue;
    for (const key of keys.filter((one) => one.source === source && !learned.has(one.jobId))) {
      const baseline = await store.baselines.read(key);
      if (hasTaught(baseline)) learned.set(key.jobId, { baseline, source });
      else if (baseline.runs.size > 0 && !poor.has(key.jobId)) poor.set(key.jobId, { baseline, source });
    }
  }
  for (const [jobId, known] of poor) if (!learned.has(jobId)) learned.set(jobId, known);
  for (const [jobId, known] of learned) learned.set(jobId, { ...known, ...(await readOthers(jobId, known)) });
  return learned;

  async function readOthers(
    jobId: string,
    { source }: Learned,
  ): Promise<Pick<Learned, "trial" | "unproven" | "pullRequests">> {
    const others = keys.filter((key) => key.jobId === jobId && key.source !== source);
    const trial = others.find((key) => key.source === "trial");
    const unproven = others.filter((key) => key.source === "untrusted" || key.source === "pull-request");
    const baselines = await Promise.all(unproven.map(store.baselines.read));
    const pullRequests = baselines[unproven.findIndex((key) => key.source === "pull-request")];
    return {
      ...(trial !== undefined && { trial: await store.baselines.read(trial) }),
      ...(unproven.length > 0 && { unproven: baselines }),
      ...(pullRequests !== undefined && { pullRequests }),
    };
  }
}

// The first that taught something counts.
const sources = [
  ["default-branch", "default-branch"],
  ["pull-requests", "pull-request"],
] as const;
