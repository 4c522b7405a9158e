import type { BackfillProgress } from "../../../adapters/store/backfill-progress.ts";
import type { JobAssessment } from "../../../domain/assessment/job-assessment.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import type { RunOutcome } from "../../../domain/run/outcome.ts";
import { tallyRuns } from "../../../domain/run/run-tally.ts";
import { describeUpstream } from "../../../domain/text/describe-upstream.ts";
import { renderBounded } from "../../../domain/text/fit.ts";
import { listReady } from "../../../domain/text/job-rows.ts";
import { render } from "../../../domain/text/render.ts";
import { linkRun } from "../../../domain/text/run-link.ts";
import { sayReason } from "../../../domain/text/say-reason.ts";
import { explainReason } from "../../../domain/text/sentences/lessons.ts";
import { readStandings, type Standing, type Standings } from "../../look/read-standings.ts";
import type { Question } from "../question/question.ts";
import type { AnswerTools } from "../question/tools.ts";

/** The answer to `/egress status`: how each job of the repository stands, and what became of its runs. */
export async function reportStatus(
  question: Pick<Question, "repository" | "current">,
  tools: Pick<AnswerTools, "octokit" | "store" | "policyStore">,
): Promise<string> {
  const { id, url } = question.repository;
  const standings = await readStandings(question.repository, tools);
  const backfill = await tools.store.backfills.readProgress(id);
  const outcomes = await tools.store.outcomes.list(id);
  return renderStatus({ standings, backfill, outcomes, repositoryPage: url });
}

interface StandingJob {
  readonly file: string;
  readonly job: JobAssessment;
}

/** `outcomes` are the repository's, newest first. */
export function renderStatus(status: {
  readonly standings: Omit<Standings, "files"> & {
    readonly files: readonly Pick<Standing, "path" | "assessed">[];
  };
  readonly backfill: BackfillProgress | null;
  readonly outcomes: readonly RunOutcome[];
  readonly repositoryPage: string;
}): string {
  const { standings, backfill, outcomes, repositoryPage } = status;
  const { files, moreFiles, mistakes, upstream } = standings;
  const jobs = sortJobs(
    files.flatMap(({ path, assessed }) =>
      assessed.ok ? assessed.jobs.map((job) => ({ file: fileNameOf(path), job })) : [],
    ),
  );
  const problems = files.flatMap(({ path, assessed }) =>
    assessed.ok ? [] : [{ path, ...assessed.problem }],
  );
  const patterns = jobs.flatMap(findPatterns);
  const tallies = tallyRuns(outcomes).map(({ newest, paths, ...tally }) => {
    const key = `${newest.runId}/${newest.attempt}`;
    return {
      ...tally,
      words: explainReason(tally.reason ?? ""),
      files: paths.map(fileNameOf),
      newest: { runId: newest.runId, url: linkRun(repositoryPage, key, "").url },
    };
  });
  return renderBounded((most) =>
    render("status", {
      rows: jobs.slice(0, most).map(describeRow),
      moreRows: Math.max(0, jobs.length - most),
      moreFiles,
      upstream: describeUpstream(upstream),
      problems: problems.slice(0, most),
      patterns: patterns.slice(0, most),
      morePatterns: Math.max(0, patterns.length - most),
      lists: listAllowed(jobs, most),
      mistakes: mistakes.slice(0, most),
      moreMistakes: Math.max(0, mistakes.length - most),
      backfill,
      outcomes: outcomes.length,
      tallies,
    }),
  );
}

/** Jobs without a guard come last, as nothing is to be done about them. */
function sortJobs(jobs: readonly StandingJob[]): readonly StandingJob[] {
  const isGuarded = ({ job }: StandingJob): boolean => job.state !== "not-guarded";
  return [...jobs.filter(isGuarded), ...jobs.filter((one) => !isGuarded(one))];
}

function describeRow({ file, job }: StandingJob): object {
  const [first] = job.reasons;
  return {
    file,
    jobId: job.jobId,
    state: job.state,
    isFromPullRequests: job.learned?.source === "pull-request",
    numbers: job.readiness,
    missing: first === undefined ? null : sayReason(first),
    moreMissing: Math.max(0, job.reasons.length - 1),
    overridden: job.overridden.map(({ code }) => code),
  };
}

/** The patterns that somebody has to confirm before a job can be proposed. */
function findPatterns({ file, job }: StandingJob): readonly object[] {
  return (job.recommendation?.holds ?? [])
    .filter(({ code }) => code === "wildcard-not-confirmed")
    .map(({ endpoint }) => ({ file, jobId: job.jobId, endpoint }));
}

/** What the ready jobs would be allowed. */
function listAllowed(jobs: readonly StandingJob[], most: number): readonly object[] {
  return jobs
    .flatMap(({ file, job }) => listReady([job], most).map((list) => ({ file, ...list })))
    .slice(0, most);
}
