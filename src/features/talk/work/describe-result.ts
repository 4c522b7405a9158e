import { describeJobs } from "../../../domain/text/job-rows.ts";
import type { ProposeResult } from "../../propose/result.ts";

/** What became of a proposal, for a template: at most so many entries and jobs of each kind. */
export function describeResult(
  { action, pullRequest, added, removed, jobs }: ProposeResult,
  path: string,
  askedOn: number | null,
  most: number,
): object {
  return {
    path,
    action,
    // Another than the one that was asked on is named.
    other: pullRequest === null || pullRequest === askedOn ? null : pullRequest,
    changes: [
      { kind: "added", count: added.length, entries: added.slice(0, most) },
      { kind: "removed", count: removed.length, entries: removed.slice(0, most) },
    ],
    jobs: describeJobs(jobs, most),
    moreJobs: Math.max(0, jobs.length - most),
  };
}
