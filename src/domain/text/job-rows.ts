import { type JobAssessment, listOf } from "../assessment/job-assessment.ts";
import { sayReason } from "./say-reason.ts";
import { stateNames } from "./words.ts";

/** A job as a row of a table that is read by people. */
export interface JobRow {
  readonly jobId: string;
  /** How it stands, in words. */
  readonly stateWords: string;
  /** Null where nothing was learned. */
  readonly numbers: { readonly runs: number; readonly quietRuns: number; readonly days: number } | null;
  /** The first reason, and how many more there are; null without any. Foreign in parts. */
  readonly missing: string | null;
  readonly moreMissing: number;
}

/** The allow-list that is, or would be, proposed for a job. */
export interface JobList {
  readonly jobId: string;
  readonly count: number;
  readonly entries: readonly string[];
}

/** The rows of the first jobs, at most so many. */
export function describeJobs(jobs: readonly JobAssessment[], most: number): readonly JobRow[] {
  return jobs.slice(0, most).map(({ jobId, state, readiness, reasons: [first, ...others] }) => ({
    jobId,
    stateWords: stateNames[state],
    numbers: readiness,
    missing: first === undefined ? null : sayReason(first),
    moreMissing: others.length,
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
