import {
  type Baseline,
  baselineOf,
  emptyBaseline,
  factsOfLogAlone,
  mergeBaselines,
} from "../../../domain/baseline/baseline.ts";
import { doubtOldRecords } from "../../../domain/baseline/recorded-by.ts";
import { defaultWindow, withinWindow } from "../../../domain/baseline/window.ts";
import { formatVersion } from "../../../domain/harden-runner/version.ts";
import type { Readiness } from "../../../domain/readiness/gate.ts";
import { judgeReadiness } from "../../../domain/readiness/judge-readiness.ts";
import { recommend } from "../../../domain/recommendation/recommend.ts";
import {
  defaultRecommendOptions,
  type Recommendation,
} from "../../../domain/recommendation/recommendation.ts";
import type { Observation } from "../../../domain/record/observation.ts";
import type { FoundLog } from "../logs/read-blob.ts";
import { readLogs } from "../logs/read-logs.ts";

/** What a set of logs says about one job. */
export interface LearnedJob {
  readonly name: string;
  readonly baseline: Baseline;
  readonly recommendation: Recommendation;
  readonly readiness: Readiness;
  /** The logs that do not count, as an old version of Harden-Runner wrote them; null where there are none. */
  readonly doubts: { readonly logs: number; readonly version: string } | null;
}

/** A log that taught nothing, and the reason code of its record. */
export interface UnusableLog {
  readonly path: string;
  readonly jobName: string | null;
  readonly reason: string;
}

/**
 * Reads logs and learns from them, a job for each distinct `nameOf` (by default the job's display name), in the order in
 * which they first occur. A log for which `nameOf` is null is left aside: the caller has said why. A log alone does not
 * tell the attempt, so the attempts of a run count as one. `onFound` hears of every file that was read.
 */
export async function learnJobs(
  paths: readonly string[],
  nameOf: (observation: Observation, path: string) => string | null = (observation) =>
    observation.jobName ?? "",
  onFound: (found: FoundLog) => void = () => {},
): Promise<{ readonly jobs: readonly LearnedJob[]; readonly unusable: readonly UnusableLog[] }> {
  const baselines = new Map<string, Baseline>();
  const unusable: UnusableLog[] = [];
  for await (const found of readLogs(paths)) {
    onFound(found);
    if (found.kind === "other") continue;
    const { source: path, observation } = found;
    const learned = baselineOf(observation, factsOfLogAlone);
    if (learned === null) {
      unusable.push({ path, jobName: observation.jobName, reason: observation.reason ?? "no-run-id" });
      continue;
    }
    const name = nameOf(observation, path);
    if (name !== null) baselines.set(name, mergeBaselines(baselines.get(name) ?? emptyBaseline, learned));
  }
  const jobs = [...baselines].map(([name, merged]) => {
    const { baseline, doubted: logs, version } = doubtOldRecords(withinWindow(merged, defaultWindow));
    const recommendation = recommend(baseline, { ...defaultRecommendOptions, wildcards: "ask" });
    const readiness = judgeReadiness(baseline, recommendation);
    const doubts = version === null ? null : { logs, version: formatVersion(version) };
    return { name, baseline, recommendation, readiness, doubts };
  });
  return { jobs, unusable };
}
