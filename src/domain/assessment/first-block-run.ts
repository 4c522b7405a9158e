import type { RunKey } from "../baseline/baseline.ts";
import { orderedRuns } from "../baseline/window.ts";
import { type BlockRun, judgeBlockRun } from "./block-run.ts";
import type { JobAssessment } from "./job-assessment.ts";

/** The first run in block mode after a time (ISO 8601 UTC), whatever it tells; null where there is none. */
export function findFirstBlockRun(job: JobAssessment, after: string): BlockRun | null {
  const baseline = job.learned?.baseline;
  if (baseline === undefined) return null;
  const telling = new Set<RunKey>();
  for (const [key, runs] of baseline.enforcement)
    if (!/^(?:audit|failed) /.test(key)) for (const run of runs) telling.add(run);
  const first = orderedRuns(baseline).find(
    ([key, { at }]) => telling.has(key) && Date.parse(at) > Date.parse(after),
  );
  return first === undefined ? null : judgeBlockRun(job, baseline, first[0]);
}
