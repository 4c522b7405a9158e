/** What became of one delivered attempt of a workflow run. */
export interface RunOutcome {
  readonly runId: number;
  readonly attempt: number;
  /** When the attempt began, ISO 8601 UTC. */
  readonly at: string;
  readonly path: string;
  readonly event: string;
  /** Why nothing of the run was learned; null where its jobs were looked at. */
  readonly notLearned: RunReason | null;
  readonly jobs: readonly JobOutcome[];
}

/** What became of one guarded job of the run. */
export interface JobOutcome {
  /** The display name. Hostile text. */
  readonly name: string;
  /** Null where it could not be told which job of the file it is. */
  readonly jobId: string | null;
  readonly result: "learned" | "incomplete" | "not-learned";
  /** The reason code of a job that did not teach everything; for example `log-expired` or `ambiguous-record`. */
  readonly reason: string | null;
}

/** Why a run is not learned from (design §6). */
export type RunReason =
  | "fork"
  | "bot"
  | "other-branch"
  | "not-in-default-branch"
  | "pull-request-target"
  | "other-event"
  | "no-guard-step"
  | "no-workflow-file"
  | "unreadable-workflow-file"
  | "not-completed"
  | "skipped"
  /** Its jobs are proved to be held to their lists, and chance chose other runs to be read. */
  | "sampled";
