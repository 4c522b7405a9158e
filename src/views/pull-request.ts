import type { Flag } from "../baseline/recommend.ts";
import type { JobAssessment } from "../proposal/assess.ts";
import { marksLength } from "../proposal/digest.ts";
import { render } from "../views.ts";
import type { DescribedJob } from "./describe-job.ts";
import { plainName } from "./escape.ts";
import { explainJob, flagWords } from "./words.ts";

/** What a pull request does, to be put into words. */
export interface ProposalView {
  readonly path: string;
  /** The jobs that are switched, in the file's order; at least one. */
  readonly switched: readonly DescribedJob[];
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
  let body = "";
  for (const cut of cuts.filter((one) => mayFit(view, one))) {
    body = render("pull-request", bodyData(view, cut));
    if (body.length <= longestBody) break;
  }
  return body;
}

/** No row is shorter. */
const shortestRow = 5;

/** Spares the work of writing out what is too long by its number of rows. The last cut has none. */
function mayFit({ switched, others }: ProposalView, cut: Cut): boolean {
  const rows = switched
    .slice(0, cut.jobs)
    .flatMap((job) => [job.rows, job.leftOut, job.kept])
    .reduce((sum, list) => sum + Math.min(list.length, cut.rows), Math.min(others.length, cut.jobs));
  return rows * shortestRow <= longestBody;
}

function bodyData({ path, switched, others, mistakes }: ProposalView, cut: Cut): object {
  const used = new Set<string>(switched.flatMap(flagsOf));
  return {
    path,
    jobs: switched.slice(0, cut.jobs).map((job) => ({
      ...job,
      rows: cutList(job.rows, cut.rows),
      leftOut: cutList(job.leftOut, cut.rows),
      kept: cutList(job.kept, cut.rows),
    })),
    jobCount: switched.length,
    moreJobs: Math.max(0, switched.length - cut.jobs),
    others: cutList(others.map(explainJob), cut.jobs),
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

/** The title: the file and the first jobs. */
export function renderTitle({ path, switched }: Pick<ProposalView, "path" | "switched">): string {
  return `Block unknown egress in ${fileName(path, 60)}: ${nameJobs(switched, 3)}`;
}

/** The commit's message: a subject below 72 characters, and the jobs with what stands behind their lists. */
export function renderCommitMessage({ path, switched }: Pick<ProposalView, "path" | "switched">): string {
  const subject = `Block unknown egress in ${fileName(path, 40)}`;
  const shown = switched.slice(0, 50);
  return render("commit-message", {
    subject,
    jobs: shown.map((job) => ({ ...job, name: plainName(job.jobId, 60), endpoints: job.rows.length })),
    more: switched.length - shown.length,
  });
}

function nameJobs(jobs: readonly DescribedJob[], most: number): string {
  const names = jobs.slice(0, most).map(({ jobId }) => plainName(jobId, 40));
  return jobs.length > most ? `${names.join(", ")} and ${jobs.length - most} more` : names.join(", ");
}

function fileName(path: string, longest: number): string {
  return plainName(path.slice(path.lastIndexOf("/") + 1), longest);
}
