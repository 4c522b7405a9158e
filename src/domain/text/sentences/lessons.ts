import { unguardableWords } from "./unguardable.ts";

/** Why a run, or a job of a run, did not teach everything, by the code of the reason. */
export const lessonWords = {
  ...unguardableWords,
  fork: "of a fork, or of one that is gone",
  bot: "of a bot, whose updates must not enlarge the list that is to hold them",
  "other-branch": "of another branch than the default branch",
  "not-in-default-branch":
    "of a commit that is not part of the default branch; a merge queue's is learned if it becomes so within a day",
  "pull-request-target": "of an event that works on other people's code",
  "other-event": "of an event that others than people with write access can cause, or that is not known",
  "no-guard-step": "no job of the workflow has a Harden-Runner step",
  "no-workflow-file": "the commit has no such workflow file",
  "unreadable-workflow-file": "the workflow file could not be read",
  "not-completed": "not completed",
  skipped: "none of its jobs was started",
  sampled: "its jobs are proved to block, so only some of such runs are read, chosen at random",
  "no-guarded-job-ran": "no job with a Harden-Runner step ran",
  "ambiguous-job": "several jobs have, or could have, the same display name",
  "job-not-in-file": "no job of the workflow file has that display name",
  "callee-in-other-repository":
    "the reusable workflow is in another repository: of another owner, without the App, or with more readers than this one",
  "callee-at-other-ref": "the reusable workflow is called at another ref",
  "callee-not-found": "the reusable workflow was not found",
  "callee-unreadable": "the reusable workflow could not be read",
  "too-many-jobs": "too many jobs to tell apart",
  "no-post-step": "Harden-Runner's post step did not run",
  "ambiguous-post-step": "several steps could be Harden-Runner's post step",
  "log-expired": "GitHub has deleted the log",
  "log-not-found": "GitHub has no log",
  "log-not-available": "the log is not in GitHub's store",
  "log-too-large": "the log is too large",
  "record-of-other-run": "the record names another run",
  "workflow-mismatch": "the log names another workflow file",
  "job-failed": "the job failed: what it called counts, but it was not complete",
  "job-cancelled": "the job was cancelled: what it called counts, but it was not complete",
  "ambiguous-record": "several records that could each be Harden-Runner's, as if one were forged",
  "no-pre-step": "a record without Harden-Runner's pre step",
  "no-configuration": "Harden-Runner's configuration could not be read",
  "unpaired-record": "a record that is not within a post step",
  "steps-after-record": "steps follow the record, as if it were forged",
  "timestamps-out-of-order": "times around the record are out of order, as if it were forged",
  "agent-timed-out": "Harden-Runner's agent did not answer in time",
  "agent-not-initialized": "Harden-Runner's agent did not start",
  "agent-reverted": "Harden-Runner's agent gave up",
  "unreadable-lines": "lines of the record could not be read",
  "record-cut": "the record is cut",
  "record-too-large": "the record is too large",
  "no-agent-log": "Harden-Runner printed no record",
  "no-harden-runner": "the log shows no Harden-Runner",
  "empty-log": "the log is empty",
  "harden-runner-unavailable": "Harden-Runner could not be installed",
  "agent-already-installed": "the runner has Harden-Runner installed",
} as const;

/** A reason code in words; empty for one of another version. */
export function explainReason(code: string): string {
  return Object.entries(lessonWords).find(([known]) => known === code)?.[1] ?? "";
}
