import type { RunKey } from "../baseline/baseline.ts";
import { rankByCreation } from "../baseline/created-order.ts";
import { runIdOf } from "../baseline/memory.ts";
import { type BlockRun, judgeBlockRun } from "./block-run.ts";
import type { JobAssessment } from "./job-assessment.ts";

/**
 * The first run in block mode after a time (ISO 8601 UTC), whatever it tells; null where there is none. One that was created before, and is
 * run again, is none.
 */
export function findFirstBlockRun(job: JobAssessment, after: string): BlockRun | null {
  const baseline = job.learned?.baseline;
  if (baseline === undefined) return null;
  const telling = new Set<RunKey>();
  for (const [key, runs] of baseline.enforcement)
    if (!/^(?:audit|failed) /.test(key)) for (const run of runs) telling.add(run);
  const isAfter = (key: RunKey): boolean => Date.parse(baseline.runs.get(key)?.at ?? "") > Date.parse(after);
  const created = [...rankByCreation(baseline.runs.keys()).keys()];
  const older = new Set(created.filter((key) => !isAfter(key)).map(runIdOf));
  const first = created.find((key) => telling.has(key) && isAfter(key) && !older.has(runIdOf(key)));
  return first === undefined ? null : judgeBlockRun(job, baseline, first);
}
