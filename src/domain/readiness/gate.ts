import type { Baseline } from "../baseline/baseline.ts";
import type { CompleteRun, FailingLeg } from "../baseline/complete-runs.ts";
import type { Hold } from "../recommendation/recommendation.ts";
import type { Expected } from "../workflow/jobs/expected.ts";

/** What a baseline must show before its job is proposed. */
export interface ReadinessSettings {
  /** Complete runs observed. */
  readonly runs: number;
  /** Complete runs in a row, up to the newest, that added nothing to the list. */
  readonly quietRuns: number;
  /** Days between the first and the last complete run. */
  readonly days: number;
  /** The largest `riskUpperBound` accepted, 0 to 1. */
  readonly maximumRisk: number;
  /** Whether a job that runs too seldom for these numbers is proposed after a month and three runs, or only on command. */
  readonly infrequent: "wait" | "propose";
}

export const defaultReadinessSettings: ReadinessSettings = {
  runs: 10,
  quietRuns: 10,
  days: 7,
  maximumRisk: 1,
  infrequent: "wait",
};

export type ReasonCode =
  | Hold["code"]
  | "too-few-runs"
  | "too-few-quiet-runs"
  | "list-too-young"
  | "too-few-days"
  | "infrequent"
  | "risk-too-high"
  | "step-never-executed"
  | "leg-unseen"
  | "leg-seen-once"
  | "event-unseen"
  | "event-seen-once";

/** A gate that keeps a job back, in words a reviewer can act on. Both texts may quote names, which are foreign. */
export interface Reason {
  readonly code: ReasonCode;
  /** What is missing, with the numbers. */
  readonly message: string;
  /** What would lift it. */
  readonly lift: string;
}

/** The verdict on a baseline, with the numbers behind it. */
export interface Readiness {
  readonly verdict: "learning" | "settling" | "ready" | "held";
  readonly reasons: readonly Reason[];
  /** `low`: too few runs for the ordinary gates, which were waived because the job runs so seldom. */
  readonly confidence: "full" | "low";
  /** Complete runs in the window; attempts of one run are one. */
  readonly runs: number;
  /** Complete runs after the last one that added to the list, or to what waits for a person's word. */
  readonly quietRuns: number;
  /** Whole and part days between the first complete run that is remembered and the last. */
  readonly days: number;
  /** Days between the last run that added to the list, however long ago, and the last complete one. */
  readonly quietDays: number;
  readonly riskUpperBound: number;
  /** The legs that hardly ever succeed, which no gate waits for. */
  readonly failingLegs: readonly FailingLeg[];
}

/** What the gates look at: a baseline and what was counted in it. */
export interface Measured {
  readonly baseline: Baseline;
  readonly settings: ReadinessSettings;
  /** Null where the workflow file is not at hand. */
  readonly expected: Expected | null;
  /** When a step was added to the job; null where none was. */
  readonly changedAt: string | null;
  /** The keys of the steps that runs of pull requests executed. */
  readonly pullRequestSteps: Iterable<string>;
  /** The complete runs, oldest first. */
  readonly complete: readonly CompleteRun[];
  /** All attempts in the window, oldest first: whether a complete run is counted by it, and one after the last addition. */
  readonly attempts: readonly { readonly complete: boolean; readonly quiet: boolean }[];
  readonly failingLegs: readonly FailingLeg[];
  /** When the first complete run that is remembered began, in milliseconds since 1970; null where there is none. */
  readonly firstAt: number | null;
  /** How many complete runs the window holds at the pace of the job; null while that is not known. */
  readonly capacity: number | null;
  /** Entries of the list that some run called, a pattern being one. */
  readonly entries: number;
  readonly quietRuns: number;
  /** Days between the last run that added to the list, however long ago, and the last complete one. */
  readonly quietDays: number;
  readonly days: number;
  readonly risk: number;
}
