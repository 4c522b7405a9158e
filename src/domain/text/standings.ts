import { findAlarms } from "../alarm/find-alarms.ts";
import { type AlarmIssues, groupName } from "../alarm/group-alarms.ts";
import type { FileAssessment, GroupedJobs, JobGroup } from "../assessment/group-jobs.ts";
import type { JobAssessment } from "../assessment/job-assessment.ts";
import type { Hold } from "../proposal/waiting.ts";
import { fileNameOf } from "../run/file-name.ts";
import { nameJobIn } from "./name-job.ts";
import { sayReason } from "./say-reason.ts";
import { reviewWords, standingWords } from "./sentences/standings.ts";
import { turnWords } from "./sentences/turns.ts";
import { stateNames } from "./words.ts";

/** The jobs of one group, for the view `standing-groups`. */
export interface StandingGroup {
  readonly group: JobGroup;
  readonly count: number;
  /** The first ones, and how many more there are. */
  readonly rows: readonly StandingRow[];
  readonly more: number;
}

/** A job with what is to be known about it. */
export interface StandingRow {
  readonly file: string;
  readonly jobId: string;
  /** A sentence, foreign in parts, whose commands work wherever it is read; empty where there is nothing to know. */
  readonly what: string;
  /** The pull request to review; null where there is none, or it is not about the job. */
  readonly review: number | null;
  /** The issue in which an alarm about it can be answered; null where there is none. */
  readonly issue: number | null;
  /** It was learned from pull requests only. */
  readonly isFromPullRequests: boolean;
}

const order: readonly JobGroup[] = ["needs-you", "blocking", "waiting", "left-alone"];
const mostReasons: Readonly<Record<JobGroup, number>> = {
  "needs-you": 3,
  blocking: 1,
  waiting: 1,
  "left-alone": 1,
};

/**
 * The groups in their order, with at most so many jobs each. Empty ones are in it. `holds` says of workflow files what their pull requests
 * wait for, `issues` are those about alarms.
 */
export function describeGroups(
  grouped: GroupedJobs,
  most: number,
  { holds, issues }: { readonly holds: ReadonlyMap<string, Hold["why"]>; readonly issues: AlarmIssues },
): readonly StandingGroup[] {
  return order.map((group) => {
    const all = grouped[group];
    const rows = all
      .slice(0, most)
      .map((one) => describeRow(group, one, { hold: holds.get(one.path) ?? null, issues }));
    return { group, count: all.length, rows, more: all.length - rows.length };
  });
}

function describeRow(
  group: JobGroup,
  { path, job, pullRequest }: FileAssessment,
  { hold, issues }: { readonly hold: Hold["why"] | null; readonly issues: AlarmIssues },
): StandingRow {
  const { jobId } = job;
  const reviewed = pullRequest === null ? null : sayReviewed(job);
  return {
    file: fileNameOf(path),
    jobId,
    what: reviewed ?? nameJobIn(sayStanding(group, job, hold), { path, jobId }),
    review: reviewed === null ? null : pullRequest,
    issue: findIssue(path, job, issues),
    isFromPullRequests: job.learned?.source === "pull-request",
  };
}

/** The issue about the gravest of a job's alarms that has one. */
export function findIssue(path: string, job: JobAssessment, issues: AlarmIssues): number | null {
  for (const { kind } of findAlarms(job, path)) {
    const issue = kind === "harmless" ? undefined : issues.get(groupName({ kind, path }));
    if (issue !== undefined) return issue;
  }
  return null;
}

/** What an open pull request of the file does for a job; null where it does nothing. */
function sayReviewed({ state, repairs }: JobAssessment): string | null {
  if (repairs.length > 0) return reviewWords.repair;
  switch (state) {
    case "ready":
    case "returning":
    case "outdated":
      return reviewWords[state];
    default:
      return null;
  }
}

function sayStanding(group: JobGroup, { state, reasons }: JobAssessment, hold: Hold["why"] | null): string {
  if (state === "ready") return hold === null ? standingWords.notOpen : turnWords[hold];
  const shown = reasons.slice(0, mostReasons[group]).map(sayReason);
  if (shown.length === 0) return state === "enforced" ? "" : stateNames[state];
  const more = reasons.length - shown.length;
  return more > 0 ? `${shown.join("; ")}; ${standingWords.more(more)}` : shown.join("; ");
}
