import type { Store } from "../../adapters/store/store.ts";
import { chooseSource } from "../../domain/assessment/choose-source.ts";
import type { Learned } from "../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import type { Baseline } from "../../domain/baseline/baseline.ts";
import { readLine } from "../../domain/run/file-line.ts";
import type { JobKey } from "../../domain/run/job-key.ts";

/**
 * What has been learned about the jobs of a workflow file, by job id, from runs of the default branch and of pull requests as
 * `chooseSource` says, each if the settings want it. With it comes what all other runs of these jobs showed. Baselines come cut to the
 * window.
 */
export async function readLearned(
  store: Pick<Store, "baselines">,
  repositoryId: number,
  path: string,
  { settings: { learnFrom, ready }, records }: Pick<Rules, "settings" | "records">,
): Promise<ReadonlyMap<string, Learned>> {
  const all = await store.baselines.list(repositoryId);
  const keys = all.filter((key) => key.path === path);
  // What other branches showed is kept apart, and teaches the default branch nothing.
  const ofBranches = all.filter((key) => key.path !== path && readLine(key.path).path === path);
  const learned = new Map<string, Learned>();
  for (const jobId of new Set(keys.map((key) => key.jobId))) {
    const chosen = chooseSource(
      {
        defaultBranch: learnFrom.includes("default-branch") ? await readOf(jobId, "default-branch") : null,
        pullRequests: learnFrom.includes("pull-requests") ? await readOf(jobId, "pull-request") : null,
      },
      {
        enough: ready.runs,
        isProposedFromPullRequests: records.get(jobId)?.isProposedFromPullRequests === true,
      },
    );
    if (chosen !== null) learned.set(jobId, { ...chosen, ...(await readOthers(jobId, chosen)) });
  }
  return learned;

  async function readOf(jobId: string, source: JobKey["source"]): Promise<Baseline | null> {
    const key = keys.find((one) => one.jobId === jobId && one.source === source);
    return key === undefined ? null : store.baselines.read(key);
  }

  async function readOthers(
    jobId: string,
    { source }: Pick<Learned, "source">,
  ): Promise<Pick<Learned, "trial" | "unproven" | "pullRequests">> {
    const others = keys.filter((key) => key.jobId === jobId && key.source !== source);
    const trial = others.find((key) => key.source === "trial");
    const unproven = [
      ...others.filter((key) => key.source === "untrusted" || key.source === "pull-request"),
      ...ofBranches.filter((key) => key.jobId === jobId),
    ];
    const baselines = await Promise.all(unproven.map(store.baselines.read));
    const pullRequests = baselines[unproven.findIndex((key) => key.source === "pull-request")];
    return {
      ...(trial !== undefined && { trial: await store.baselines.read(trial) }),
      ...(unproven.length > 0 && { unproven: baselines }),
      ...(pullRequests !== undefined && { pullRequests }),
    };
  }
}
