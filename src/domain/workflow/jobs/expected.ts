import type { NamePattern } from "../name-pattern.ts";
import type { StepPlace } from "../step-place.ts";

/** What the workflow file says a job consists of. */
export interface Expected {
  /** The steps that must be executed at least once: not those conditional on failure or cancellation, nor the guard step. */
  readonly steps: readonly ExpectedStep[];
  /** The legs of the job's matrix; null where the file does not tell. */
  readonly legs: readonly ExpectedLeg[] | null;
  /** The declared triggers that must have been seen (`schedule`, `release`). */
  readonly events: readonly string[];
  /** All events that start the workflow; null where others may call it, and so by any event. */
  readonly triggers: ReadonlySet<string> | null;
}

/** A step, by the name that people know it by. */
export interface ExpectedStep {
  readonly label: string;
  /** The step keys that are this step's. */
  readonly keys: NamePattern;
  readonly place: StepPlace;
}

/** A leg of a job's matrix, by the name that people know it by. */
export interface ExpectedLeg {
  readonly label: string;
  /** What the end of its display name looks like: the names of callers and ` / ` may precede. */
  readonly name: NamePattern;
}
