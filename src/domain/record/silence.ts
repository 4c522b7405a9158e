import type { Enforcement } from "./enforcement.ts";
import type { LessonReason } from "./lesson-reason.ts";

/** What is known of a job that may block and whose run does not tell whether it was held to its list. */
export interface Silence {
  /** `died`: it was cut off, or ended badly without a log or a record. */
  readonly state: "unknown" | "died";
  readonly reason: LessonReason | "no-rules";
}

/** How a job of a run ended, and what its log, or that it has none, tells. */
interface Ended {
  readonly succeeded: boolean;
  /** Some step of it ran. */
  readonly hasBegun: boolean;
  /** Why the record tells nothing, or not all; null where it is complete. */
  readonly reason: LessonReason | null;
  readonly enforcement: Enforcement;
}

// With these nothing is left of a job that was cut off: the runner is gone before it sends its log, or before the post steps.
const cut: ReadonlySet<LessonReason | null> = new Set<LessonReason>([
  "no-post-step",
  "log-not-found",
  "log-not-available",
  "empty-log",
  "no-harden-runner",
  "no-pre-step",
  "no-configuration",
  "no-agent-log",
  "agent-not-initialized",
  "record-cut",
]);

/** Judges a job that may block where its enforcement is unknown. Null where that is known, or the job never began, or GitHub has deleted its log. */
export function readSilence({ succeeded, hasBegun, reason, enforcement }: Ended): Silence | null {
  if (enforcement.state !== "unknown" || !hasBegun || reason === "log-expired") return null;
  const state = !succeeded && cut.has(reason) ? "died" : "unknown";
  return { state, reason: reason ?? "no-rules" };
}
