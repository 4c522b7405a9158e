import type { Decision } from "../../../domain/baseline/decision.ts";
import type { KnownEndpoint } from "../../../domain/endpoint/known-endpoints.ts";
import { type EndpointQuery, formatQuery } from "../../../domain/endpoint/query.ts";
import { explainHold } from "../../../domain/readiness/explain-hold.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import { effectWords, goneWords, howWords, sourceWords } from "../../../domain/text/explanation-words.ts";
import { renderBounded } from "../../../domain/text/fit.ts";
import { describeHistory } from "../../../domain/text/history-rows.ts";
import { sayLooks } from "../../../domain/text/look-words.ts";
import { render } from "../../../domain/text/render.ts";
import { linkRun } from "../../../domain/text/run-link.ts";
import { sayOrigin } from "../../../domain/text/say-decision.ts";
import { explainReason } from "../../../domain/text/sentences/lessons.ts";
import { leftOutWords, stateNames } from "../../../domain/text/words.ts";
import type { ExplainedJob } from "./explain-job.ts";
import type { SeenRun } from "./find-sightings.ts";
import type { AddressesOfRun } from "./read-addresses.ts";

/** The newest run that called what was asked about. */
export interface CalledBy {
  readonly jobId: string;
  readonly run: SeenRun;
  readonly addresses: AddressesOfRun;
}

export interface Explanation {
  readonly query: EndpointQuery;
  readonly path: string;
  /** The repository's page. */
  readonly page: string;
  readonly known: KnownEndpoint | null;
  readonly decisions: readonly Decision[];
  /** The jobs that have to do with it, and the ids of the guarded ones that have not. */
  readonly jobs: readonly ExplainedJob[];
  readonly others: readonly string[];
  readonly calledBy: CalledBy | null;
}

const mostAddresses = 20;
const mostLines = 20;
const mostChanges = 10;

/** Writes an explanation as Markdown that fits into a comment. */
export function renderExplanation(explanation: Explanation): string {
  const { query, path, page, known, decisions, jobs, others, calledBy } = explanation;
  return renderBounded((most) =>
    render("explain", {
      asked: formatQuery(query),
      path,
      file: fileNameOf(path),
      known,
      decisions: decisions.slice(0, mostLines).map((decision) => ({ ...decision, by: sayOrigin(decision) })),
      jobs: jobs.slice(0, most).map((job) => describeJob(job, page, most)),
      moreJobs: Math.max(0, jobs.length - most),
      others: others.slice(0, most),
      moreOthers: Math.max(0, others.length - most),
      calledBy: calledBy === null ? null : describeCaller(calledBy, page),
    }),
  );
}

function describeJob(job: ExplainedJob, page: string, most: number): object {
  const { jobId, state, learnedFrom, entries, listed, leftOut, holds, found, changes } = job;
  return {
    jobId,
    state: state === null ? null : stateNames[state],
    isListed: entries.length > 0 || listed.some(({ effect }) => effect === "allows"),
    // Others than those whose runs the list is learned from.
    onlyFrom: found.some(({ source }) => source === learnedFrom) ? null : (found[0]?.source ?? null),
    entries: entries.slice(0, mostLines).map((entry) => ({
      text: entry.text,
      looks: sayLooks(entry).map(({ words }) => words),
    })),
    listed: listed.slice(0, mostLines).map(({ entry, effect }) => ({ entry, does: effectWords[effect] })),
    leftOut: leftOut.slice(0, mostLines).map(({ endpoint, reason, decision }) => ({
      endpoint,
      why: leftOutWords[reason],
      by: decision === null ? null : sayOrigin(decision),
    })),
    holds: holds.slice(0, mostLines).map(explainHold),
    rows: found.slice(0, most).map((one) => ({
      seen: one.seen,
      source: sourceWords[one.source],
      how: howWords[one.how],
      runs: one.runs,
      of: one.of,
      first: linkRun(page, one.first.key, one.first.at),
      last: linkRun(page, one.last.key, one.last.at),
      steps: [...one.sighting.steps],
      processes: [...one.sighting.processes],
      sharedWith: one.how === "suspicious" ? [] : [...one.sighting.related],
      changed: one.how === "suspicious" ? [...one.sighting.related] : [],
    })),
    moreRows: Math.max(0, found.length - most),
    history: describeHistory(changes, page, Math.min(most, mostChanges)),
  };
}

function describeCaller({ jobId, run, addresses }: CalledBy, page: string): object {
  const link = linkRun(page, run.key, run.at);
  if (addresses.kind === "gone") {
    const { reason } = addresses;
    const words = goneWords.get(reason) ?? explainReason(reason);
    return { jobId, link, addresses: [], more: 0, reason, words };
  }
  const shown = addresses.addresses.slice(0, mostAddresses);
  return { jobId, link, addresses: shown, more: addresses.addresses.length - shown.length, reason: null };
}
