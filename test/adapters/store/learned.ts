import { type Baseline, emptyBaseline, mergeBaselines } from "../../../src/domain/baseline/baseline.ts";
import type { JobKey } from "../../../src/domain/run/job-key.ts";
import { learnOne, type Run } from "../../support/baseline-builder.ts";

export const job: JobKey = {
  repositoryId: 7,
  path: ".github/workflows/ci.yml",
  jobId: "build",
  source: "default-branch",
};

/** What one run teaches, `place` days after the first. */
export function learnRun(run: Run, place: number, event: string | null = "push"): Baseline {
  return learnOne({ ...run, event }, place);
}

/** The pure merge of all. */
export function mergeAll(parts: readonly Baseline[]): Baseline {
  return parts.reduce(mergeBaselines, emptyBaseline);
}
