import type { Baseline, ObservedRun } from "./baseline.ts";
import type { Recommendation } from "./recommend.ts";
import { riskUpperBound } from "./risk.ts";
import { orderedRuns } from "./window.ts";

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
}

export const defaultReadinessSettings: ReadinessSettings = {
  runs: 10,
  quietRuns: 10,
  days: 7,
  maximumRisk: 1,
};

/** Each leg and each event must have been seen so often. */
const fewestSightings = 2;

export type ReasonCode =
  | "address-without-name"
  | "rotating-host-without-pattern"
  | "too-few-runs"
  | "too-few-quiet-runs"
  | "too-few-days"
  | "risk-too-high"
  | "leg-seen-once"
  | "event-seen-once";

/** A gate that holds a job back: what is missing, in words a reviewer can act on. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
}

/** The verdict on a baseline, with the numbers behind it. */
export interface Readiness {
  readonly verdict: "learning" | "settling" | "ready" | "held";
  readonly reasons: readonly Reason[];
  /** Complete runs in the window. */
  readonly runs: number;
  /** Complete runs after the last one that added to the list. */
  readonly quietRuns: number;
  /** Whole and part days between the first and the last complete run. */
  readonly days: number;
  readonly riskUpperBound: number;
}

/** Judges a baseline (cut to its window) and its recommendation. */
export function judgeReadiness(
  baseline: Baseline,
  recommendation: Recommendation,
  settings: ReadinessSettings = defaultReadinessSettings,
): Readiness {
  const ordered = orderedRuns(baseline).map(([, run], rank) => ({ run, rank }));
  const complete = ordered.filter(({ run }) => isComplete(run));
  const lastAddition = Math.max(-1, ...recommendation.entries.map((entry) => entry.since));
  const quietRuns = complete.filter(({ rank }) => rank > lastAddition).length;
  const days = spanInDays(complete.map(({ run }) => run));
  const risk = riskUpperBound(quietRuns);
  const held = recommendation.holds.map(explainHold);
  const tooFewRuns = atLeast("too-few-runs", complete.length, settings.runs, "complete runs observed");
  const settling = [
    ...atLeast(
      "too-few-quiet-runs",
      quietRuns,
      settings.quietRuns,
      "complete runs since the last new endpoint",
    ),
    ...atLeast("too-few-days", days, settings.days, "days between the first and the last complete run"),
    ...judgeRisk(risk, settings.maximumRisk),
    ...seenOnce(complete.map(({ run }) => run)),
  ];
  const reasons = [...held, ...tooFewRuns, ...settling];
  return { verdict: verdict(), reasons, runs: complete.length, quietRuns, days, riskUpperBound: risk };

  function verdict(): Readiness["verdict"] {
    if (held.length > 0) return "held";
    if (tooFewRuns.length > 0) return "learning";
    return settling.length > 0 ? "settling" : "ready";
  }
}

/** A run counts as complete when every leg that was observed was. */
function isComplete(run: ObservedRun): boolean {
  return [...run.legs.values()].every((leg) => leg.complete);
}

function spanInDays(runs: readonly ObservedRun[]): number {
  const first = runs.at(0);
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return 0;
  const days = (Date.parse(last.at) - Date.parse(first.at)) / 86_400_000;
  return Math.round(days * 10) / 10;
}

function atLeast(code: ReasonCode, value: number, least: number, what: string): Reason[] {
  return value >= least ? [] : [{ code, message: `${value} of ${least} ${what}` }];
}

function judgeRisk(risk: number, most: number): Reason[] {
  if (risk <= most) return [];
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return [
    {
      code: "risk-too-high",
      message: `up to ${percent(risk)} of coming runs may call something new; at most ${percent(most)} is allowed`,
    },
  ];
}

function seenOnce(runs: readonly ObservedRun[]): Reason[] {
  const legs = runs.flatMap((run) => [...run.legs.keys()]);
  const events = runs.flatMap((run) => [...run.events]);
  return [
    // With one leg, the number of runs says it already.
    ...(new Set(legs).size > 1 ? rarelySeen(legs) : []).map(
      (leg): Reason => ({ code: "leg-seen-once", message: `"${leg}" was seen in one complete run only` }),
    ),
    ...rarelySeen(events).map(
      (event): Reason => ({
        code: "event-seen-once",
        message: `the event ${event} was seen in one complete run only`,
      }),
    ),
  ];
}

function rarelySeen(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].filter(([, count]) => count < fewestSightings).map(([name]) => name);
}

function explainHold(hold: Recommendation["holds"][number]): Reason {
  switch (hold.code) {
    case "address-without-name":
      return {
        code: hold.code,
        message: `${hold.endpoint} was called without a name; block mode cannot allow an address`,
      };
    case "rotating-host-without-pattern":
      return {
        code: hold.code,
        message: `${hold.endpoint} and its siblings change from run to run, and any wildcard for them would let strangers in`,
      };
  }
}
