import { type Baseline, emptyBaseline, mergeBaselines } from "../baseline/baseline.ts";
import { isStranger } from "../endpoint/stranger.ts";
import type { JobAssessment, JobState } from "./job-assessment.ts";

/** The endpoints, `host:port`, of which it matters what changed before a job first wanted them, and what is known of its runs. */
export interface Arriving {
  readonly baseline: Baseline;
  readonly endpoints: readonly string[];
}

const inForce: ReadonlySet<JobState> = new Set<JobState>([
  "enforced",
  "unproven",
  "failing",
  "not-enforced",
  "missing",
  "returning",
]);

/**
 * Lists what would be proposed for a job on the strength of its runs alone, but for hosts by which nobody can send data out. Also while it
 * is learned: once the runs before have left the window nobody can tell any more.
 */
export function listArriving(job: JobAssessment): Arriving {
  const { learned, recommendation, misses } = job;
  const baseline = mergeBaselines(learned?.baseline ?? emptyBaseline, learned?.trial ?? emptyBaseline);
  // What a list in force has is decided.
  const entries = inForce.has(job.state) ? [] : (recommendation?.entries ?? []);
  const listed = entries.filter(({ decision }) => decision === null);
  const refused = misses.filter(({ verdict }) => verdict === "repair" || verdict === "asked");
  const endpoints = new Set([
    ...listed.flatMap(({ covers }) => covers),
    ...refused.map(({ endpoint }) => endpoint),
  ]);
  return { baseline, endpoints: [...endpoints].filter(isStranger).sort() };
}
