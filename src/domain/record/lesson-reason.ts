import type { CalleeProblem } from "../workflow/jobs/locate-callee.ts";
import type { Observation } from "./observation.ts";
import type { LogMissing, UnguardableReason } from "./reasons.ts";

/** Why a job of a run did not teach everything, or nothing. */
export type LessonReason =
  /** Which job of the file it is cannot be told: several could have its name, or several jobs of the run have it. */
  | "ambiguous-job"
  | "job-not-in-file"
  | CalleeProblem
  /** The jobs API names no post step of the guard, or several. */
  | "no-post-step"
  | "ambiguous-post-step"
  | LogMissing
  | "log-too-large"
  /** The record names another repository or run. */
  | "record-of-other-run"
  /** The log names another workflow file than the one that has the job. */
  | "workflow-mismatch"
  | "job-failed"
  | "job-cancelled"
  | UnguardableReason
  | NonNullable<Observation["reason"]>;
