import type { JobAssessment } from "../assessment/job-assessment.ts";
import { endOf } from "../harden-runner/version-table.ts";
import { marksLength } from "../marks/digest.ts";
import type { Flag } from "../recommendation/recommend.ts";
import type { Caller } from "../workflow/find-callers.ts";
import { guardAction } from "../workflow/guard-action.ts";
import type { DescribedJob } from "./describe-job.ts";
import type { RepairedJob } from "./describe-repair.ts";
import type { TrialRow } from "./describe-trial.ts";
import type { UpstreamLine } from "./describe-upstream.ts";
import { plainName } from "./escape.ts";
import { renderToFit } from "./fit.ts";
import { render } from "./render.ts";
import { describeState, flagWords } from "./words.ts";

/** A job that somebody wants back in audit mode. */
export interface ReturnedJob {
  readonly jobId: string;
  /** Who said so and when. Foreign text. */
  readonly by: string;
  readonly notes: readonly string[];
}

/** A job whose list loses entries. All names are foreign. */
export interface TrimmedJob {
  readonly jobId: string;
  readonly rows: readonly {
    readonly endpoint: string;
    readonly what: string | null;
    /** Days, `2026-01-31`; null where it was never seen to be called. */
    readonly listedOn: string;
    readonly seenOn: string | null;
    /** Complete runs since then that had the steps which once called it. */
    readonly runs: number;
  }[];
}

/** A guard step that gets another release of Harden-Runner; `from` and `to` as `v2.21.1`. */
export interface MovedPin {
  readonly jobId: string;
  readonly from: string;
  readonly to: string;
  /** The records of the old release are no proof; else it only must not block. */
  readonly missesConnections: boolean;
  /** Its job blocks already, and only gets another list. */
  readonly blocksAlready: boolean;
}

/** What a pull request does, to be put into words. */
export interface ProposalView {
  readonly path: string;
  /** The jobs that come to block, that get what their list lacks, and that are to record only, in the file's order; at least one. */
  readonly switched: readonly DescribedJob[];
  readonly repaired: readonly RepairedJob[];
  readonly returned: readonly ReturnedJob[];
  /** The jobs whose lists lose what is not used any more. */
  readonly trimmed: readonly TrimmedJob[];
  /** The jobs that only get another release of Harden-Runner. */
  readonly moved: readonly MovedPin[];
  /** The jobs of which the list changes and that get another release of Harden-Runner as well. */
  readonly pins: readonly MovedPin[];
  /** What GitHub's tags of Harden-Runner say beside what the bot knows; only where pins move. */
  readonly upstream: readonly UpstreamLine[];
  /** The lists of the switched jobs are in the Policy Store. */
  readonly inStore: boolean;
  /** The jobs that call this workflow and do not let its jobs ask for the Policy Store's token; null where it is of no matter. */
  readonly callers: readonly Caller[] | null;
  /** Others may call the workflow, of other repositories too. */
  readonly isReusable: boolean;
  readonly mayRunOnPullRequests: boolean;
  /** What block mode refused these jobs and is not proposed, and why. Foreign text. */
  readonly refused: readonly { readonly jobId: string; readonly why: string }[];
  /** How the lists fared in the runs of the pull request itself. */
  readonly trials: readonly TrialRow[];
  readonly others: readonly JobAssessment[];
  /** What is wrong with the settings, a line each. */
  readonly mistakes: readonly string[];
}

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

/** The title: what is done, the file, and the first jobs. */
export function renderTitle(view: Edits): string {
  return `${nameDeed(view)} ${fileName(view.path, 60)}: ${nameJobs(listEdited(view), 3)}`;
}

/** The commit's message: a subject below 72 characters, and the jobs with what stands behind their lists. */
export function renderCommitMessage(view: Edits): string {
  const { path, switched, repaired, returned, trimmed, moved, pins } = view;
  const shown = switched.slice(0, 50);
  return render("commit-message", {
    subject: `${nameDeed(view)} ${fileName(path, 40)}`,
    jobs: shown.map((job) => ({ ...job, name: plainName(job.jobId, 60), endpoints: job.rows.length })),
    more: switched.length - shown.length,
    repaired: repaired.slice(0, 50).map(({ jobId, rows }) => ({
      name: plainName(jobId, 60),
      endpoints: rows.slice(0, 20).map(({ endpoint }) => endpoint),
      more: Math.max(0, rows.length - 20),
    })),
    moreRepaired: Math.max(0, repaired.length - 50),
    trimmed: trimmed.slice(0, 50).map(({ jobId, rows }) => ({
      name: plainName(jobId, 60),
      endpoints: rows.slice(0, 20).map(({ endpoint }) => endpoint),
      more: Math.max(0, rows.length - 20),
    })),
    moreTrimmed: Math.max(0, trimmed.length - 50),
    returned: returned.slice(0, 50).map(({ jobId }) => plainName(jobId, 60)),
    moreReturned: Math.max(0, returned.length - 50),
    moved: moved.slice(0, 50).map(nameMoved),
    moreMoved: Math.max(0, moved.length - 50),
    pins: pins.slice(0, 50).map(nameMoved),
    morePins: Math.max(0, pins.length - 50),
  });
}

function nameMoved({ jobId, from, to }: MovedPin): object {
  return { name: plainName(jobId, 60), from, to };
}

type Edits = Pick<ProposalView, "path" | "switched" | "repaired" | "returned" | "trimmed" | "moved" | "pins">;

/** Where people see what changed between two releases of Harden-Runner. */
function changesUrl({ from, to }: MovedPin): string {
  return `https://github.com/${guardAction}/compare/${from}...${to}`;
}

/** What is done, in a few words; of several things the most urgent. */
function nameDeed({ switched, repaired, returned, trimmed, moved }: Edits): string {
  if (repaired.length > 0) return "Allow the egress that is missing in";
  if (trimmed.length > 0) return "Drop the egress that is not used any more in";
  if (returned.length > 0) return "Return to egress audit in";
  return switched.length === 0 && moved.length > 0 ? "Update Harden-Runner in" : "Block unknown egress in";
}

function listEdited(edits: Edits): readonly { readonly jobId: string }[] {
  return [...edits.repaired, ...edits.returned, ...edits.switched, ...edits.trimmed, ...edits.moved];
}

function nameJobs(jobs: readonly { readonly jobId: string }[], most: number): string {
  const names = jobs.slice(0, most).map(({ jobId }) => plainName(jobId, 40));
  return jobs.length > most ? `${names.join(", ")} and ${jobs.length - most} more` : names.join(", ");
}

function fileName(path: string, longest: number): string {
  return plainName(path.slice(path.lastIndexOf("/") + 1), longest);
}
