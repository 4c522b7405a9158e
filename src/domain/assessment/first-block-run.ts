import type { RunKey } from "../baseline/baseline.ts";
import { orderedRuns } from "../baseline/window.ts";
import { type BlockRun, judgeBlockRun } from "./block-run.ts";
import type { JobAssessment } from "./job-assessment.ts";

/** The first run after a time (ISO 8601 UTC) that tells whether a job was held to its list; null where none does. */
export function findFirstBlockRun(job: JobAssessment, after: string): BlockRun | null {
  const baseline = job.learned?.baseline;
  if (baseline === undefined) return null;
  const telling = new Set<RunKey>();
  for (const [key, runs] of baseline.enforcement)
    if (!key.startsWith("audit ")) for (const run of runs) telling.add(run);
  const first = orderedRuns(baseline).find(
    ([key, { at }]) => telling.has(key) && Date.parse(at) > Date.parse(after),
  );
  return first === undefined ? null : judgeBlockRun(job, baseline, first[0]);
}
