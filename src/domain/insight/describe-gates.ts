import type { JobAssessment } from "../assessment/job-assessment.ts";
import type { ReadinessSettings, ReasonCode } from "../readiness/gate.ts";
import { neededQuietDays, neededQuietRuns } from "../readiness/list-age.ts";
import type { ShownGate } from "./job-page.ts";

/** The gates that are judged by numbers, in the order in which they are shown. */
const numbered = [
  "too-few-runs",
  "too-few-quiet-runs",
  "too-few-days",
  "list-too-young",
  "risk-too-high",
] as const;
/** Gates about legs, events and steps, which are shown as passed too. */
const covered: readonly ReasonCode[] = [
  "step-never-executed",
  "leg-unseen",
  "leg-seen-once",
  "event-unseen",
  "event-seen-once",
];

/** All gates of a job with how far each is; none where nothing was learned. What else stands in its way comes last. */
export function describeGates(
  { readiness, recommendation }: Pick<JobAssessment, "readiness" | "recommendation">,
  settings: ReadinessSettings,
): readonly ShownGate[] {
  if (readiness === null) return [];
  const reasons = new Map(readiness.reasons.map((reason) => [reason.code, reason]));
  const entries = (recommendation?.entries ?? []).filter(({ sighting }) => sighting.runs.size > 0).length;
  const aged = { entries, settings };
  const progress: Readonly<Record<(typeof numbered)[number], ShownGate["progress"]>> = {
    "too-few-runs": { have: readiness.runs, need: Math.max(1, settings.runs), unit: "runs" },
    "too-few-quiet-runs": {
      have: readiness.quietRuns,
      need: settings.quietRuns,
      unit: "runs",
    },
    "too-few-days": { have: readiness.days, need: settings.days, unit: "days" },
    "list-too-young": fartherOf(
      { have: readiness.quietRuns, need: neededQuietRuns(aged), unit: "runs" },
      { have: readiness.quietDays, need: neededQuietDays(aged), unit: "days" },
    ),
    "risk-too-high": {
      have: percent(readiness.riskUpperBound),
      need: percent(settings.maximumRisk),
      unit: "percent",
    },
  };
  const shown = numbered.filter((code) => code !== "risk-too-high" || settings.maximumRisk < 1);
  const passedOrNot = covered.filter((code) => !code.endsWith("-once") || reasons.has(code));
  const others = [...reasons.keys()].filter(
    (code) => !(numbered as readonly string[]).includes(code) && !covered.includes(code),
  );
  return [
    ...shown.map((code) => gate(code, progress[code])),
    ...passedOrNot.map((code) => gate(code, null)),
    ...others.map((code) => gate(code, null)),
  ];

  function gate(code: ReasonCode, far: ShownGate["progress"]): ShownGate {
    const reason = reasons.get(code);
    return {
      code,
      isPassed: reason === undefined,
      progress: far,
      message: reason?.message ?? null,
      lift: reason?.lift ?? null,
    };
  }
}

type Progress = NonNullable<ShownGate["progress"]>;

/** Of two that both have to be there, the one that lacks more. */
function fartherOf(a: Progress, b: Progress): Progress {
  return a.have * b.need <= b.have * a.need ? a : b;
}

function percent(share: number): number {
  return Math.ceil(share * 1_000) / 10;
}
