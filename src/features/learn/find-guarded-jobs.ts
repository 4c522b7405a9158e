import type { RunJob, RunJobs } from "../../adapters/github/runs/run-jobs.ts";
import { recorders } from "../../domain/record/all/recorders.ts";
import type { LessonReason } from "../../domain/record/lesson-reason.ts";
import type { Recorder, Recorders } from "../../domain/record/recorder.ts";
import type { GuardFacts } from "../../domain/workflow/guard-facts.ts";
import { nameCalledLeg } from "../../domain/workflow/jobs/callee-leg.ts";
import type { JobCandidate } from "../../domain/workflow/jobs/job-candidates.ts";
import type { CalleeRepository } from "../../domain/workflow/jobs/locate-callee.ts";
import { matchCandidate } from "../../domain/workflow/jobs/match-candidates.ts";
import { sizeOf } from "../../domain/workflow/name-pattern.ts";

/** A job of the run that a guard step watched, and whose it is. */
export interface GuardedJob {
  readonly job: RunJob;
  /** The file that holds the steps, and the job's id there. */
  readonly path: string;
  readonly jobId: string;
  readonly isCalled: boolean;
  /** The repository of the file, where it is another one than the run's. */
  readonly callee: CalleeRepository | null;
  /** What the leg is known by: its display name; of another repository's job, what is its own of that. */
  readonly leg: string;
  readonly guard: GuardFacts;
  readonly recorder: Recorder;
}

/** A job that is guarded, or may be, but of which it cannot be told whose it is. */
export interface UnknownJob {
  readonly job: RunJob;
  readonly reason: LessonReason;
}

// Each name is held against each candidate, character by character. The largest real workflows stay far below this.
const mostWork = 50_000_000;

/** Finds the guarded jobs among those that ran, in the order of the list. The candidates' guards are steps of `among`. */
export function findGuardedJobs(
  { ran, namesakes }: RunJobs,
  candidates: readonly JobCandidate[],
  among: Recorders = recorders,
): readonly (GuardedJob | UnknownJob)[] {
  const characters = ran.reduce((sum, { name }) => sum + 1 + name.length, 0);
  const parts = candidates.reduce((sum, { name }) => sum + sizeOf(name), 0);
  if (characters * parts > mostWork) return ran.map((job) => ({ job, reason: "too-many-jobs" }));
  return ran.flatMap((job) => findOwner(job, namesakes.get(job.name) ?? 0, candidates, among) ?? []);
}

/** Null for a job that nothing guards. */
function findOwner(
  job: RunJob,
  jobsOfThatName: number,
  candidates: readonly JobCandidate[],
  among: Recorders,
): GuardedJob | UnknownJob | null {
  const match = matchCandidate(job.name, candidates, jobsOfThatName);
  switch (match.kind) {
    case "none":
      return { job, reason: "job-not-in-file" };
    case "ambiguous":
      return match.candidates.some(mayBeGuarded) ? { job, reason: "ambiguous-job" } : null;
    case "matched":
      return fromCandidate(job, match.candidate, among);
  }
}

/** Whether a job is guarded, or is not known not to be. */
export function mayBeGuarded(candidate: JobCandidate): boolean {
  return candidate.kind === "unknown" || candidate.guard !== null;
}

function fromCandidate(
  job: RunJob,
  candidate: JobCandidate,
  among: Recorders,
): GuardedJob | UnknownJob | null {
  if (candidate.kind === "unknown") return { job, reason: candidate.problem };
  const { path, jobId, isCalled, guard, callee } = candidate;
  const recorder = among.find(({ action }) => action === guard?.action);
  if (guard === null || recorder === undefined) return null;
  const leg = callee === null ? job.name : nameCalledLeg(job.name, jobId, callee.legs);
  return { job, path, jobId, isCalled, callee: callee?.repository ?? null, leg, guard, recorder };
}
