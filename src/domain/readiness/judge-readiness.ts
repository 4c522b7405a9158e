import type { Baseline, ObservedRun } from "../baseline/baseline.ts";
import { isComplete, orderedRuns } from "../baseline/window.ts";
import type { Recommendation } from "../recommendation/recommendation.ts";
import type { Expected } from "../workflow/jobs/expected.ts";
import { judgeEvents, judgeLegs, judgeSteps } from "./coverage-gates.ts";
import { explainHold } from "./explain-hold.ts";
import {
  defaultReadinessSettings,
  type Measured,
  type Readiness,
  type ReadinessSettings,
  type Reason,
  type ReasonCode,
} from "./gate.ts";
import { judgeAmount, judgeRisk } from "./history-gates.ts";
import { riskUpperBound } from "./risk.ts";

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
  } = {},
): Readiness {
  const { settings = defaultReadinessSettings, expected = null, changedAt = null } = options;
  const measured = measure(baseline, recommendation, { settings, expected, changedAt });
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
    riskUpperBound: measured.risk,
  };
}

function verdictOf(reasons: readonly Reason[]): Readiness["verdict"] {
  if (reasons.some(({ code }) => heldCodes.has(code))) return "held";
  if (reasons.some(({ code }) => code === "too-few-runs")) return "learning";
  return reasons.length > 0 ? "settling" : "ready";
}

function measure(
  baseline: Baseline,
  { entries }: Recommendation,
  { settings, expected, changedAt }: Pick<Measured, "settings" | "expected" | "changedAt">,
): Measured {
  const ordered = orderedRuns(baseline).map(([, run], rank) => ({ run, rank }));
  const complete = ordered.filter(({ run }) => isComplete(run));
  let lastAddition = -1;
  // What only a trial asked for, none of these runs added.
  for (const { since } of entries) if (Number.isFinite(since)) lastAddition = Math.max(lastAddition, since);
  if (changedAt !== null) {
    const lastBefore = ordered.findLastIndex(({ run }) => Date.parse(run.at) < Date.parse(changedAt));
    lastAddition = Math.max(lastAddition, lastBefore);
  }
  const quietRuns = complete.filter(({ rank }) => rank > lastAddition).length;
  const runs = complete.map(({ run }) => run);
  const adding = ordered[lastAddition]?.run ?? runs.at(0);
  return {
    baseline,
    settings,
    expected,
    changedAt,
    complete: runs,
    entries: entries.filter(({ since }) => since >= 0).length,
    quietRuns,
    quietDays: daysBetween(adding, runs.at(-1)),
    days: daysBetween(runs.at(0), runs.at(-1)),
    risk: riskUpperBound(quietRuns),
  };
}

/** With one decimal; 0 where there is no such run, or where the second was before the first. */
function daysBetween(first: ObservedRun | undefined, last: ObservedRun | undefined): number {
  if (first === undefined || last === undefined) return 0;
  const days = (Date.parse(last.at) - Date.parse(first.at)) / 86_400_000;
  return Math.max(0, Math.round(days * 10) / 10);
}
