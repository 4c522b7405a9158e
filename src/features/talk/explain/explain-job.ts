import type { JobAssessment } from "../../../domain/assessment/job-assessment.ts";
import { concerns, type EndpointQuery, isAskedFor, splitSeen } from "../../../domain/endpoint/query.ts";
import type { Entry, Hold, LeftOut } from "../../../domain/recommendation/recommendation.ts";
import { dateSighting, type Found, findSightings, type Source } from "./find-sightings.ts";

/** What a job has to do with what was asked about. */
export interface ExplainedJob {
  readonly jobId: string;
  /** Null where the file has no such job any more. */
  readonly state: JobAssessment["state"] | null;
  /** Whose runs its list is learned from; null where nothing was learned. */
  readonly learnedFrom: Source["source"] | null;
  /** The entries of its list that let it through. */
  readonly entries: readonly Entry[];
  /** The entries of the list that the file names already. */
  readonly inFile: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly holds: readonly Hold[];
  readonly found: readonly Found[];
}

/** Explains one job. `listed` is what its guard step allows as the file stands, `sources` all that was learned from whatever runs. */
export function explainJob(
  query: EndpointQuery,
  job: {
    readonly jobId: string;
    readonly assessment: JobAssessment | null;
    readonly listed: readonly string[];
  },
  sources: readonly Source[],
): ExplainedJob {
  const { recommendation, state, learned = null } = job.assessment ?? {};
  const isMeant = (text: string): boolean => concerns(splitSeen(text), query);
  const entries = (recommendation?.entries ?? []).filter(
    ({ text, covers }) => isMeant(text) || covers.some(isMeant),
  );
  // A name that no run called by itself counts as seen with the pattern that it falls under.
  const under = entries
    .filter(({ text }) => !isAskedFor(query, splitSeen(text)))
    .map(({ text, sighting }) =>
      learned === null ? null : dateSighting({ seen: text, how: "under-pattern", sighting }, learned),
    );
  return {
    jobId: job.jobId,
    state: state ?? null,
    learnedFrom: learned?.source ?? null,
    entries,
    inFile: job.listed.filter(isMeant),
    leftOut: (recommendation?.leftOut ?? []).filter(({ endpoint }) => isMeant(endpoint)),
    holds: (recommendation?.holds ?? []).filter(({ endpoint }) => isMeant(endpoint)),
    found: [
      ...sources.flatMap((source) => findSightings(query, source)),
      ...under.filter((one) => one !== null),
    ],
  };
}

/** Whether a job has anything to do with what was asked about. */
export function isConcerned({ entries, inFile, leftOut, holds, found }: ExplainedJob): boolean {
  return entries.length + inFile.length + leftOut.length + holds.length + found.length > 0;
}
