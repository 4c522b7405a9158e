import { type Baseline, groupByEndpoint } from "../baseline/baseline.ts";
import type { JobDecision } from "../baseline/decision.ts";
import type { Miss } from "../baseline/misses.ts";
import type { Readiness } from "../readiness/gate.ts";
import { judgeReadiness } from "../readiness/judge-readiness.ts";
import { recommend } from "../recommendation/recommend.ts";
import type { Recommendation } from "../recommendation/recommendation.ts";
import { readFileSteps } from "../workflow/file-steps.ts";
import { expectJob } from "../workflow/jobs/expected-job.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import type { Learned, Obstacle } from "./job-assessment.ts";
import { listDecisions, type Rules } from "./rules.ts";

interface Context {
  readonly file: WorkflowFile;
  readonly rules: Rules;
  /** Of the job. */
  readonly misses: readonly Miss[];
  /** What has been learned about it; null for nothing. */
  readonly known: Learned | null;
}

/** What the numbers say about a job. */
interface Weighed {
  readonly recommendation: Recommendation;
  readonly readiness: Readiness;
  /** The questions about patterns that were answered by overriding them. */
  readonly confirmed: readonly Obstacle[];
}

/** The list for a job and whether it can be relied on. Who overrides the question about patterns has answered it. */
export function weighJob(
  job: Job,
  baseline: Baseline,
  decision: JobDecision | null,
  { file, rules, misses, known }: Context,
): Weighed {
  const { settings, resolutions } = rules;
  // What was allowed in answer to another job's refusal is that job's, as long as this one does not want it too.
  const seen = groupByEndpoint(baseline);
  const decisions = listDecisions(rules).filter(
    ({ jobs, endpoint }) => jobs === undefined || jobs.includes(job.id) || seen.has(endpoint),
  );
  const steps = readFileSteps(job, file).map(({ key }) => key);
  const record = rules.records.get(job.id);
  const arrivals = record?.arrivals ?? {};
  const options = { wildcards: settings.wildcards, decisions, resolutions, steps, arrivals };
  const changedAt = record?.changedAt ?? null;
  const gates = {
    settings: settings.ready,
    expected: expectJob(job, file),
    changedAt,
    ...(known?.pullRequests !== undefined && { pullRequests: known.pullRequests }),
  };
  const asked = flagTrial(recommend(baseline, options), misses);
  const judged = judgeReadiness(baseline, asked, gates);
  const isAnswered = decision?.kind === "propose" && decision.gates.includes(patternGate);
  if (!isAnswered) return { recommendation: asked, readiness: judged, confirmed: [] };
  const recommendation = flagTrial(recommend(baseline, { ...options, wildcards: "allow" }), misses);
  return {
    recommendation,
    readiness: judgeReadiness(baseline, recommendation, gates),
    confirmed: judged.reasons.filter(({ code }) => code === patternGate),
  };
}

/** Flags the entries that only the trial of the list has asked for. */
function flagTrial(recommendation: Recommendation, misses: readonly Miss[]): Recommendation {
  const found = new Set(
    misses
      .filter(({ verdict, isFromTrial }) => verdict === "repair" && isFromTrial)
      .map(({ endpoint }) => endpoint),
  );
  if (found.size === 0) return recommendation;
  const entries = recommendation.entries.map((entry) =>
    entry.covers.some((endpoint) => found.has(endpoint))
      ? { ...entry, flags: [...entry.flags, "found-in-trial" as const] }
      : entry,
  );
  return { ...recommendation, entries };
}

const patternGate = "wildcard-not-confirmed";
