import { defaultWindow } from "../baseline/window.ts";
import {
  daysToCome,
  riskToFall,
  sayInfrequent,
  sayRiskTooHigh,
  sayTooFewDays,
  sayTooFewQuietRuns,
  sayTooFewRuns,
  sayTooSeldom,
} from "../text/sentences/gates.ts";
import type { Measured, Readiness, Reason } from "./gate.ts";
import { isListTooLong, judgeListAge, neededQuietRuns } from "./list-age.ts";
import { moreRuns } from "./more-runs.ts";
import { quietRunsFor } from "./risk.ts";

const day = 86_400_000;
const month = 30;
/** With so many complete runs in a month a job is to be judged by their number. */
const frequentRuns = 10;
/** So many quiet runs are enough with low confidence. */
const fewestQuietRuns = 2;

/**
 * Whether enough runs were seen, over enough time, since something was added. A job that runs too seldom for that waits for a command or,
 * as the settings say, is judged by less.
 */
export function judgeAmount(measured: Measured): Pick<Readiness, "reasons" | "confidence"> {
  const reasons = judgeOrdinary(measured);
  if (reasons.length === 0 || !isInfrequent(measured)) return { reasons, confidence: "full" };
  if (measured.settings.infrequent === "wait")
    return { reasons: [explainInfrequent(measured)], confidence: "full" };
  return { reasons: judgeQuietRuns(measured, fewestFor(measured)), confidence: "low" };
}

/** How many quiet runs are enough with low confidence. */
function fewestFor(measured: Measured): number {
  const { settings, quietRuns, capacity } = measured;
  // One that runs less than once a month never shows two beside the first.
  if (capacity !== null && capacity <= fewestQuietRuns) return 1;
  // A job that runs often, or does with the runs that it lacks, is asked for as many as any other.
  const lately = countInLastMonth(measured) + Math.max(0, fewestQuietRuns - quietRuns);
  return lately < frequentRuns ? fewestQuietRuns : Math.min(settings.quietRuns, frequentRuns);
}

/** Whether the risk that the quiet runs leave is accepted. */
export function judgeRisk(measured: Measured): readonly Reason[] {
  const { risk, settings, capacity } = measured;
  const most = settings.maximumRisk;
  if (risk <= most) return [];
  return [{ code: "risk-too-high", ...sayRiskTooHigh(risk, most, liftRisk()) }];

  function liftRisk(): string {
    const needed = quietRunsFor(most);
    if (needed > (capacity ?? defaultWindow.runs)) return riskToFall.never(capacity ?? defaultWindow.runs);
    // While it is not known how often the job runs, it has to run so often that all fit into the window.
    return capacity === null
      ? riskToFall.within(needed, defaultWindow.days)
      : riskToFall.after(moreRuns(measured, "quiet", needed));
  }
}

function newestTime({ runs }: Measured["baseline"]): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { at } of runs.values()) newest = Math.max(newest, Date.parse(at));
  return newest;
}

function judgeOrdinary(measured: Measured): readonly Reason[] {
  const { complete, days, settings } = measured;
  const reasons: Reason[] = [];
  const runs = complete.length;
  // Without any complete run there is nothing to judge, whatever the settings say.
  const leastRuns = Math.max(1, settings.runs);
  if (runs < leastRuns) {
    const more = moreRuns(measured, "complete", leastRuns);
    reasons.push({ code: "too-few-runs", ...sayTooFewRuns(runs, leastRuns, more) });
  }
  reasons.push(...judgeQuietRuns(measured, settings.quietRuns), ...judgeListAge(measured));
  if (days < settings.days) {
    reasons.push({ code: "too-few-days", ...sayTooFewDays(days, settings.days, liftDays(measured)) });
  }
  return reasons;
}

function liftDays({ firstAt, settings }: Measured): string {
  if (firstAt === null) return daysToCome.over(settings.days);
  const due = new Date(firstAt + settings.days * day);
  return daysToCome.after(due.toISOString().slice(0, 16).replace("T", " "));
}

function judgeQuietRuns(measured: Measured, least: number): readonly Reason[] {
  const { quietRuns, changedAt } = measured;
  if (quietRuns >= least) return [];
  const more = moreRuns(measured, "quiet", least);
  const saying = sayTooFewQuietRuns(quietRuns, least, more, changedAt?.slice(0, 10) ?? null);
  return [{ code: "too-few-quiet-runs", ...saying }];
}

/** Whether a job is known for a month and runs so seldom that the runs that are asked for never come together. */
function isInfrequent(measured: Measured): boolean {
  if (measured.days < month) return false;
  return countInLastMonth(measured) < frequentRuns || isOverAsked(measured) || isListTooLong(measured);
}

/** Whether the settings ask for more runs than the window holds. */
function isOverAsked({ capacity, settings }: Measured): boolean {
  return capacity !== null && capacity < Math.max(settings.runs, settings.quietRuns);
}

/** The complete runs in the month before the newest run. */
function countInLastMonth({ baseline, complete }: Measured): number {
  const oldest = newestTime(baseline) - month * day;
  return complete.filter(({ run }) => Date.parse(run.at) >= oldest).length;
}

function explainInfrequent(measured: Measured): Reason {
  const { complete, days, capacity, settings, entries } = measured;
  const lately = countInLastMonth(measured);
  if (lately < frequentRuns)
    return { code: "infrequent", ...sayInfrequent(lately, month, { runs: complete.length, days }) };
  const isLong = isListTooLong(measured);
  const needed = isLong ? neededQuietRuns(measured) : Math.max(settings.runs, settings.quietRuns);
  const fit = { window: defaultWindow, runs: capacity ?? 0 };
  return { code: "infrequent", ...sayTooSeldom(needed, fit, isLong ? entries : null) };
}
