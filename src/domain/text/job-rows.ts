import { type JobAssessment, listOf } from "../assessment/job-assessment.ts";
import { sayReason } from "./say-reason.ts";
import { stateNames } from "./words.ts";

/** A job as a row of a table that is read by people. */
export interface JobRow {
  readonly jobId: string;
  /** How it stands, in words. */
  readonly stateWords: string;
  /** Only pull requests taught it. */
  readonly isFromPullRequests: boolean;
  /** Null where nothing was learned. */
  readonly numbers: { readonly runs: number; readonly quietRuns: number; readonly days: number } | null;
  readonly missing: readonly string[];
  readonly moreMissing: number;
}

/** The allow-list that is, or would be, proposed for a job. */
export interface JobList {
  readonly jobId: string;
  readonly count: number;
  readonly entries: readonly string[];
}

const mostReasons = 4;

/** The rows of the first jobs, at most so many. */
export function describeJobs(jobs: readonly JobAssessment[], most: number): readonly JobRow[] {
  return jobs.slice(0, most).map(({ jobId, state, learned, readiness, reasons }) => ({
    jobId,
    stateWords: stateNames[state],
    isFromPullRequests: learned?.source === "pull-request",
    numbers: readiness,
    missing: reasons.slice(0, mostReasons).map(sayReason),
    moreMissing: Math.max(0, reasons.length - mostReasons),
  }));
}

/** The lists of the ready jobs, at most so many with at most so many entries each. */
export function listReady(jobs: readonly JobAssessment[], most: number): readonly JobList[] {
  return jobs
    .filter(({ state }) => state === "ready")
    .slice(0, most)
    .map((job) => {
      const list = listOf(job);
      return { jobId: job.jobId, count: list.length, entries: list.slice(0, most) };
    });
}
