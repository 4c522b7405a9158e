import type { JobAssessment } from "../../assessment/job-assessment.ts";
import { endOf } from "../../harden-runner/version-table.ts";
import { marksLength } from "../../marks/digest.ts";
import type { Flag } from "../../recommendation/recommend.ts";
import { guardAction } from "../../workflow/guard-action.ts";
import type { DescribedJob } from "../describe-job.ts";
import { renderToFit } from "../fit.ts";
import { render } from "../render.ts";
import { describeState, flagWords } from "../words.ts";
import type { MovedPin, ProposalView } from "./proposal-view.ts";

/** GitHub takes 65,536 with the marks. */
const longestBody = 65_000 - marksLength;
// From everything down to what fits whatever the names are.
const cuts: readonly Cut[] = [
  { jobs: 300, rows: 1_000 },
  { jobs: 300, rows: 300 },
  { jobs: 300, rows: 100 },
  { jobs: 100, rows: 50 },
  { jobs: 100, rows: 25 },
  { jobs: 50, rows: 10 },
  { jobs: 20, rows: 5 },
  { jobs: 5, rows: 2 },
  { jobs: 2, rows: 0 },
];
interface Cut {
  /** At most so many jobs of each kind. */
  readonly jobs: number;
  /** At most so many rows in each table. */
  readonly rows: number;
}

/** Longer tables are folded. */
const mostOpenRows = 15;

/** The body, short enough for GitHub with its marks: the longest tables fold, then lose rows, whose number it says. */
export function renderBody(view: ProposalView): string {
  const affordable = cuts.filter((cut) => mayFit(view, cut));
  return renderToFit(affordable, longestBody, (cut) => render("pull-request", bodyData(view, cut)));
}

/** No row is shorter. */
const shortestRow = 5;

/** Spares the work of writing out what is too long by its number of rows. The last cut has none. */
function mayFit({ switched, repaired, trimmed, others }: ProposalView, cut: Cut): boolean {
  const lists: readonly (readonly unknown[])[] = [
    ...switched.slice(0, cut.jobs).flatMap((job) => [job.rows, job.leftOut, job.kept]),
    ...repaired.slice(0, cut.jobs).map((job) => job.rows),
    ...trimmed.slice(0, cut.jobs).map((job) => job.rows),
  ];
  const rows = lists.reduce(
    (sum, list) => sum + Math.min(list.length, cut.rows),
    Math.min(others.length, cut.jobs),
  );
  return rows * shortestRow <= longestBody;
}

function bodyData(view: ProposalView, cut: Cut): object {
  const { path, switched, repaired, returned, trimmed, refused, trials, others, mistakes } = view;
  const used = new Set<string>([
    ...switched.flatMap(flagsOf),
    ...repaired.flatMap(({ rows }) => rows.flatMap(({ flags }) => flags)),
  ]);
  return {
    path,
    repaired: repaired.slice(0, cut.jobs).map((job) => ({ ...job, rows: cutList(job.rows, cut.rows) })),
    repairedCount: repaired.length,
    moreRepaired: Math.max(0, repaired.length - cut.jobs),
    trimmed: trimmed.slice(0, cut.jobs).map((job) => ({ ...job, rows: cutList(job.rows, cut.rows) })),
    trimmedCount: trimmed.length,
    moreTrimmed: Math.max(0, trimmed.length - cut.jobs),
    returned: returned.slice(0, cut.jobs),
    returnedCount: returned.length,
    moved: cutList(view.moved, cut.jobs),
    pins: cutList(view.pins, cut.jobs),
    pinsLetBlock: view.pins.every(({ blocksAlready }) => !blocksAlready),
    waiting: cutList(
      switched.flatMap(({ jobId, waiting }) => waiting.map((one) => ({ jobId, ...one }))),
      cut.rows,
    ),
    changesUrl,
    killsBelow: endOf("defect-kills-long-jobs"),
    missesBelow: endOf("defect-audit-misses-udp"),
    upstream: view.upstream,
    onlyMoves: switched.length + repaired.length + returned.length + trimmed.length === 0,
    moreReturned: Math.max(0, returned.length - cut.jobs),
    refused: cutList(refused, cut.rows),
    trials: { rows: trials.slice(0, cut.jobs), more: Math.max(0, trials.length - cut.jobs) },
    jobs: switched.slice(0, cut.jobs).map((job) => ({
      ...job,
      rows: cutList(job.rows, cut.rows),
      leftOut: cutList(job.leftOut, cut.rows),
      kept: cutList(job.kept, cut.rows),
    })),
    jobCount: switched.length,
    inStore: view.inStore,
    mayRunOnPullRequests: view.mayRunOnPullRequests,
    isReusable: view.isReusable,
    callers: view.callers === null ? null : cutList(view.callers, cut.rows),
    moreJobs: Math.max(0, switched.length - cut.jobs),
    others: cutList(others.map(describeState), cut.jobs),
    patterns: cutList(listPatterns(others), cut.jobs),
    mistakes: cutList(mistakes, 10),
    legend: Object.entries(flagWords)
      .filter(([flag]) => used.has(flag))
      .map(([flag, words]) => ({ flag, words })),
  };
}

/** The patterns that wait for somebody's word, with their jobs. */
function listPatterns(
  jobs: readonly JobAssessment[],
): readonly { readonly jobId: string; readonly pattern: string }[] {
  return jobs.flatMap(({ jobId, state, recommendation }) =>
    (state === "held" ? (recommendation?.holds ?? []) : []).flatMap(({ code, endpoint }) =>
      code === "wildcard-not-confirmed" ? [{ jobId, pattern: endpoint }] : [],
    ),
  );
}

function flagsOf({
  rows,
  isFromPullRequests,
  isLowConfidence,
}: DescribedJob): readonly (Flag | "pull-request-only" | "low-confidence")[] {
  return [
    ...rows.flatMap(({ flags }) => flags),
    ...(isLowConfidence ? (["low-confidence"] as const) : []),
    ...(isFromPullRequests ? (["pull-request-only"] as const) : []),
  ];
}

interface CutList<T> {
  readonly shown: readonly T[];
  readonly more: number;
  readonly isLong: boolean;
  readonly count: number;
}

function cutList<T>(list: readonly T[], most: number): CutList<T> {
  const shown = list.slice(0, most);
  return { shown, more: list.length - shown.length, isLong: list.length > mostOpenRows, count: list.length };
}

/** Where people see what changed between two releases of Harden-Runner. */
function changesUrl({ from, to }: MovedPin): string {
  return `https://github.com/${guardAction}/compare/${from}...${to}`;
}
