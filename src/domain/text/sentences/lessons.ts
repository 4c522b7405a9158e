import { unguardableWords } from "./unguardable.ts";

/** Why a run, or a job of a run, did not teach everything, by the code of the reason. */
export const lessonWords = {
  ...unguardableWords,
  fork: "the run is of a fork, or of a fork that is gone",
  bot: "the run is of a bot, whose updates must not add to the list that limits them",
  "other-branch": "the run is of a branch other than the default branch",
  "not-in-default-branch":
    "the commit is not part of the default branch; one of a merge queue is learned if it is merged within a day",
  "pull-request-target": "the event runs on other people's code",
  "other-event": "people without write access can cause this event, or the event is not known",
  "no-guard-step": "no job of the workflow has a Harden-Runner step",
  "no-workflow-file": "the commit has no such workflow file",
  "unreadable-workflow-file": "the workflow file cannot be read",
  "not-completed": "the run is not completed",
  skipped: "none of its jobs started",
  sampled: "its jobs are known to block, so only some of these runs are read, chosen at random",
  "no-guarded-job-ran": "no job with a Harden-Runner step ran",
  "ambiguous-job": "several jobs have or may have the same display name",
  "job-not-in-file": "no job of the workflow file has that display name",
  "callee-in-other-repository":
    "the reusable workflow is in a repository of another owner, in one without the App, or in one that more people can read",
  "callee-at-other-ref": "the reusable workflow is called at another ref",
  "callee-not-found": "the reusable workflow was not found",
  "callee-unreadable": "the reusable workflow cannot be read",
  "too-many-jobs": "the run has too many jobs to tell apart",
  "no-post-step": "Harden-Runner's post step did not run",
  "ambiguous-post-step": "several steps could be Harden-Runner's post step",
  "log-expired": "GitHub has deleted the log",
  "log-not-found": "GitHub has no log",
  "log-not-available": "GitHub's storage does not have the log",
  "log-too-large": "the log is too large",
  "record-of-other-run": "the record names another run",
  "workflow-mismatch": "the log names another workflow file",
  "job-failed": "the job failed, so what it called counts, but not as a complete run",
  "job-cancelled": "the job was cancelled, so what it called counts, but not as a complete run",
  "ambiguous-record": "the log has several records that may be Harden-Runner's, so some may be forged",
  "no-pre-step": "the record has no pre step of Harden-Runner",
  "no-configuration": "Harden-Runner's configuration cannot be read",
  "unpaired-record": "the record is outside the post step",
  "steps-after-record": "steps ran after the record, so it may be forged",
  "timestamps-out-of-order": "the times around the record are out of order, so it may be forged",
  "agent-timed-out": "Harden-Runner's agent did not answer in time",
  "agent-not-initialized": "Harden-Runner's agent did not start",
  "agent-reverted": "Harden-Runner's agent gave up",
  "unreadable-lines": "some lines of the record cannot be read",
  "record-cut": "the record is cut off",
  "record-too-large": "the record is too large",
  "no-agent-log": "Harden-Runner printed no record",
  "no-harden-runner": "the log does not mention Harden-Runner",
  "empty-log": "the log is empty",
  "harden-runner-unavailable": "Harden-Runner could not be installed",
  "agent-already-installed": "Harden-Runner was already installed on the runner",
} as const;

/** A reason code in words; empty for one of another version. */
export function explainReason(code: string): string {
  return Object.entries(lessonWords).find(([known]) => known === code)?.[1] ?? "";
}
