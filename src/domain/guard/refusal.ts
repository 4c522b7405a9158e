import type { FileProblemCode } from "../workflow/file-problem.ts";

/** Why a job's guard step is not edited. */
export type RefusalCode =
  | FileProblemCode
  | "generated-file"
  | "job-not-found"
  | "reusable-workflow-call"
  | "no-guard-step"
  | "several-guard-steps"
  | "shared-by-anchor"
  | "merge-key"
  | "expression"
  | "policy-store"
  | "policy-name"
  | "permissions-unknown"
  | "permissions-read-all"
  | "unknown-policy"
  | "unsupported-value"
  | "denied-endpoints"
  | "invalid-endpoint"
  | "wildcard-two-ports"
  | "by-chance-pattern"
  | "dead-entry"
  | "address-entry"
  | "old-version"
  | "verification-failed";

/** The job is held to a policy that is not the repository's: how the job fares is told, and the policy is left as it is. */
export const othersPolicy = "others-policy";

/** Why a job's guard is left as it is, whatever is wanted of it. The message may quote the file; `lift` says what would take it away. */
export interface GuardObstacle {
  readonly code: RefusalCode | "own-list" | typeof othersPolicy;
  readonly message: string;
  readonly lift: string;
}

/** A job whose guard step is left as it is, and what the user can do. */
export interface EditRefusal {
  readonly job: string;
  readonly code: RefusalCode;
  readonly message: string;
  /** Starts at 1; null where no line of the file is to blame. */
  readonly line: number | null;
}

/** Leaves a job as it is. */
export function refuseEdit(
  job: string,
  code: RefusalCode,
  message: string,
  line: number | null,
): EditRefusal {
  return { job, code, message, line };
}
