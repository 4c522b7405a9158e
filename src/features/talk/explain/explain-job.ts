import type { JobAssessment } from "../../../domain/assessment/job-assessment.ts";
import { changesOf, type ListChange, type ListHistory } from "../../../domain/assessment/list-history.ts";
import { missingEntries } from "../../../domain/endpoint/entry-list.ts";
import { findListed, type ListedEntry } from "../../../domain/endpoint/find-listed.ts";
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
  /** The entries about it of the list that its guard step has already, and what they do. */
  readonly listed: readonly ListedEntry[];
  readonly leftOut: readonly LeftOut[];
  readonly holds: readonly Hold[];
  readonly found: readonly Found[];
  /** What became of the entries about it, the newest first. */
  readonly changes: readonly ListChange[];
}

/** Explains one job. `pieces` are those of the list that its guard step has now, `sources` all that was learned from whatever runs. */
export function explainJob(
  query: EndpointQuery,
  job: {
    readonly jobId: string;
    readonly assessment: JobAssessment | null;
    readonly pieces: readonly string[];
    readonly history: ListHistory;
  },
  sources: readonly Source[],
): ExplainedJob {
  const { recommendation, state, learned = null } = job.assessment ?? {};
  const isMeant = (text: string): boolean => concerns(splitSeen(text), query);
  const recommended = recommendation?.entries ?? [];
  const effects = new Map(
    findListed(
      missingEntries(
        [],
        recommended.map(({ text }) => text),
      ),
      query,
    ).map(({ entry, effect }) => [entry, effect]),
  );
  const entries = recommended.filter(({ text, covers }) => {
    const effect = effects.get(text);
    return effect === undefined ? covers.some(isMeant) : effect === "allows" || effect === "by-chance";
  });
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
    listed: findListed(job.pieces, query),
    changes: changesOf(job.history, isMeant),
    leftOut: (recommendation?.leftOut ?? []).filter(({ endpoint }) => isMeant(endpoint)),
    holds: (recommendation?.holds ?? []).filter(({ endpoint }) => isMeant(endpoint)),
    found: [
      ...sources.flatMap((source) => findSightings(query, source)),
      ...under.filter((one) => one !== null),
    ],
  };
}

/** Whether a job has anything to do with what was asked about. */
export function isConcerned({ entries, listed, leftOut, holds, found, changes }: ExplainedJob): boolean {
  return entries.length + listed.length + leftOut.length + holds.length + found.length + changes.length > 0;
}
