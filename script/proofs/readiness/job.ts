import type { Expected } from "../../../src/domain/workflow/jobs/expected.ts";

/** Why a run calls an endpoint, or does not. */
export type EndpointKind =
  | "common"
  | "occasional"
  | "burst"
  | "scheduled"
  | "cold-cache"
  | "leg"
  | "conditional-step"
  | "publish-step"
  | "rotating-one-owner"
  | "rotating-shared-tenant"
  | "changed";

/** An endpoint of a job, and when the job calls it. */
export interface SimulatedEndpoint {
  /** Its number among the job's. */
  readonly id: number;
  readonly kind: EndpointKind;
  /** Of a rotating one what follows the part that changes. */
  readonly host: string;
  /** Chance that a run calls it which has all that it takes; of a burst, that a day does. */
  readonly chance: number;
  /** The only leg, or the step, that calls it. */
  readonly part: string | null;
  /** The first day on which it is called, and the first on which it no longer is. */
  readonly from: number;
  readonly until: number;
}

/** A step, or a leg of a matrix, and the chance that a run has it. */
export interface Part {
  readonly name: string;
  readonly chance: number;
}

/** A step that not every run executes. */
export interface SimulatedStep extends Part {
  /** The workflow file does not show it: the condition is in a script. */
  readonly isHidden: boolean;
  /** An event of its own, `release`, executes it. */
  readonly isRelease: boolean;
}

/** A job whose runs can be drawn. Days count from 0, the day on which somebody starts to count or installs the App. */
export interface SimulatedJob {
  readonly seed: number;
  readonly runsPerDay: number;
  /** Runs on a day of the weekend, where a weekday has one. */
  readonly weekend: number;
  /** The day of the week of day 0; 5 and 6 are the weekend. */
  readonly weekday: number;
  /** Since when it is recorded: days before day 0. */
  readonly auditDays: number;
  readonly failures: number;
  readonly lostRecords: number;
  /** Chance that a run finds the cache cold. */
  readonly coldCache: number;
  readonly schedule: "daily" | "weekly" | null;
  readonly legs: readonly Part[];
  readonly steps: readonly SimulatedStep[];
  readonly endpoints: readonly SimulatedEndpoint[];
  /** What its workflow file says. */
  readonly expected: Expected;
}

/** The step that every run executes. */
export const everyRunsStep = "Run build";
