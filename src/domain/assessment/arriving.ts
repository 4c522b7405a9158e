import { type Baseline, emptyBaseline, mergeBaselines } from "../baseline/baseline.ts";
import { isStranger } from "../endpoint/stranger.ts";
import { isWanted } from "./hosts-to-resolve.ts";
import type { JobAssessment } from "./job-assessment.ts";

/** The endpoints, `host:port`, of which it matters what changed before a job first wanted them, and what is known of its runs. */
export interface Arriving {
  readonly baseline: Baseline;
  readonly endpoints: readonly string[];
}

/** Lists what would be proposed for a job on the strength of its runs alone, but for hosts by which nobody can send data out. */
export function listArriving(job: JobAssessment, proposed: ReadonlySet<string>): Arriving {
  const { learned, recommendation, misses } = job;
  const baseline = mergeBaselines(learned?.baseline ?? emptyBaseline, learned?.trial ?? emptyBaseline);
  const listed = isWanted(job, proposed)
    ? (recommendation?.entries ?? []).filter(({ decision }) => decision === null)
    : [];
  const refused = misses.filter(({ verdict }) => verdict === "repair" || verdict === "asked");
  const endpoints = new Set([
    ...listed.flatMap(({ covers }) => covers),
    ...refused.map(({ endpoint }) => endpoint),
  ]);
  return { baseline, endpoints: [...endpoints].filter(isStranger).sort() };
}
