import type { Baseline } from "../baseline/baseline.ts";
import type { Recommendation } from "../recommendation/recommendation.ts";
import type { Expected } from "../workflow/jobs/expected.ts";
import { judgeEvents, judgeLegs } from "./coverage-gates.ts";
import { explainHold } from "./explain-hold.ts";
import {
  defaultReadinessSettings,
  type Readiness,
  type ReadinessSettings,
  type Reason,
  type ReasonCode,
} from "./gate.ts";
import { judgeAmount, judgeRisk } from "./history-gates.ts";
import { measure } from "./measure.ts";
import { judgeSteps, listExecuted } from "./step-gate.ts";

// Reasons that more runs of the same kind do not take away; somebody has to do or decide something.
const heldCodes: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "address-without-name",
  "rotating-host-without-pattern",
  "wildcard-not-confirmed",
  "denied-name-in-pattern",
  "host-unanswered",
  "masked-name",
  "step-never-executed",
  "infrequent",
]);

/** Judges a baseline (cut to its window) and its recommendation. */
export function judgeReadiness(
  baseline: Baseline,
  recommendation: Recommendation,
  options: {
    readonly settings?: ReadinessSettings;
    readonly expected?: Expected | null;
    /** When a step was added to the job, ISO 8601 UTC: what the runs before say of quiet says nothing of it. */
    readonly changedAt?: string | null;
    /** What runs of pull requests taught, where it is not this baseline. */
    readonly pullRequests?: Baseline;
  } = {},
): Readiness {
  const { settings = defaultReadinessSettings, expected = null, changedAt = null, pullRequests } = options;
  const pullRequestSteps = pullRequests === undefined ? [] : listExecuted(pullRequests);
  const measured = measure(baseline, recommendation, { settings, expected, changedAt, pullRequestSteps });
  const amount = judgeAmount(measured);
  const reasons = [
    ...recommendation.holds.map(explainHold),
    ...judgeSteps(measured),
    ...amount.reasons,
    ...judgeRisk(measured),
    ...judgeLegs(measured),
    ...judgeEvents(measured),
  ];
  return {
    verdict: verdictOf(reasons),
    reasons,
    confidence: amount.confidence,
    runs: measured.complete.length,
    quietRuns: measured.quietRuns,
    days: measured.days,
    quietDays: measured.quietDays,
    riskUpperBound: measured.risk,
    failingLegs: measured.failingLegs,
  };
}

function verdictOf(reasons: readonly Reason[]): Readiness["verdict"] {
  if (reasons.some(({ code }) => heldCodes.has(code))) return "held";
  if (reasons.some(({ code }) => code === "too-few-runs")) return "learning";
  return reasons.length > 0 ? "settling" : "ready";
}
