import { emptyBaseline, type RunKey } from "../baseline/baseline.ts";
import { type Endings, readEndings } from "../baseline/endings.ts";
import { orderedRuns } from "../baseline/window.ts";
import { type BlockRun, judgeBlockRun } from "./block-run.ts";
import { failedBefore } from "./find-trouble.ts";
import type { JobAssessment } from "./job-assessment.ts";

/** A run of the commit that a pull request of the bot's proposes. */
export interface TrialRun {
  readonly runId: number;
  readonly path: string;
  /** `completed`, `in_progress`, `queued`, … */
  readonly status: string;
  readonly conclusion: string | null;
}

/** What the runs of the commit can tell. */
export interface TrialRuns {
  readonly runs: readonly TrialRun[];
  /** Whether the workflow runs on pull requests, or others that call it may. */
  readonly mayRun: boolean;
}

/** How a job fared in the trial of the commit. */
export type JobTrial =
  | {
      readonly kind: "not-tried";
      readonly why: "no-trigger" | "not-begun" | "waits-for-approval" | "running" | "left-out";
      readonly runId: number | null;
    }
  | (BlockRun & {
      readonly kind: "tried";
      /** How the runs ended that taught the list. */
      readonly before: Endings;
    });

/** Judges the trial of one job by the runs of the commit, of which the newest counts. */
export function judgeTrial(job: JobAssessment, path: string, { runs, mayRun }: TrialRuns): JobTrial {
  const trial = job.learned?.trial ?? null;
  const ids = new Set(runs.map(({ runId }) => runId));
  const told = trial === null ? [] : orderedRuns(trial).filter(([key]) => ids.has(idOf(key)));
  const newest = told.at(-1);
  if (trial === null || newest === undefined) return explainSilence(path, { runs, mayRun });
  const { before } = readEndings(job.learned?.baseline ?? emptyBaseline);
  return { kind: "tried", before, ...judgeBlockRun(job, trial, newest[0]) };
}

function explainSilence(path: string, { runs, mayRun }: TrialRuns): JobTrial {
  const own = runs.filter((run) => run.path === path);
  const waiting = runs.find(({ conclusion }) => conclusion === "action_required");
  const running = own.find(({ status }) => status !== "completed");
  const done = own.find(({ status }) => status === "completed");
  if (!mayRun) return { kind: "not-tried", why: "no-trigger", runId: null };
  if (waiting !== undefined) return { kind: "not-tried", why: "waits-for-approval", runId: waiting.runId };
  if (running !== undefined) return { kind: "not-tried", why: "running", runId: running.runId };
  return done === undefined
    ? { kind: "not-tried", why: "not-begun", runId: null }
    : { kind: "not-tried", why: "left-out", runId: done.runId };
}

function idOf(key: RunKey): number {
  return Number(key.split("/", 1)[0]);
}

/** What a check of the commit concludes; null while something is still to come. */
export function concludeTrials(trials: readonly JobTrial[]): "success" | "neutral" | "failure" | null {
  const isPending = ({ why }: Extract<JobTrial, { kind: "not-tried" }>): boolean =>
    why !== "no-trigger" && why !== "left-out";
  if (trials.some((trial) => trial.kind === "not-tried" && isPending(trial))) return null;
  const tried = trials.filter((trial) => trial.kind === "tried");
  if (tried.some(isBadTrial)) return "failure";
  return tried.length === trials.length && tried.every(isGood) ? "success" : "neutral";
}

type Tried = Extract<JobTrial, { kind: "tried" }>;

/** Whether a trial speaks against the list: it was not enforced, failed where the runs before did not, or was refused what may be needed. */
export function isBadTrial({ unenforced, refused, hasFailed, before }: Tried): boolean {
  return (
    (unenforced?.length ?? 0) > 0 ||
    (hasFailed && !failedBefore(before)) ||
    refused.some(({ isFailure, verdict }) => isFailure || verdict === "suspicious")
  );
}

/** That a job is held to its list and nothing is refused is no success where the job fails. */
function isGood({ unenforced, silence, refused, hasFailed }: Tried): boolean {
  return unenforced?.length === 0 && silence === null && refused.length === 0 && !hasFailed;
}
