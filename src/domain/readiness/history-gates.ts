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
// What a job that runs less often must show within its month.
const fewestRuns = 3;
const fewestQuietRuns = 2;

/** Whether enough runs were seen, over enough time, since something was added. */
export function judgeAmount(measured: Measured): Pick<Readiness, "reasons" | "confidence"> {
  const ordinary = judgeOrdinary(measured);
  if (ordinary.length === 0 || !isInfrequent(measured)) return { reasons: ordinary, confidence: "full" };
  const { complete, days, settings } = measured;
  // One that runs less than once a month never has so many in the window.
  const isLongKnown = days >= month && (complete.length >= fewestRuns || days >= defaultWindow.days);
  if (!isLongKnown) return { reasons: ordinary, confidence: "full" };
  if (settings.infrequent === "wait") return { reasons: [explainInfrequent(measured)], confidence: "full" };
  // One that runs less than once a month never shows two.
  const isEnough = measured.capacity !== null && measured.capacity < fewestRuns && measured.quietRuns > 0;
  return { reasons: isEnough ? [] : judgeQuietRuns(measured, fewestFor(measured)), confidence: "low" };
}

/** How many quiet runs are enough with low confidence: of a job that runs often, or would by those that it lacks, as many as of any other. */
function fewestFor(measured: Measured): number {
  const { settings, quietRuns } = measured;
  const after = countInLastMonth(measured) + Math.max(0, fewestQuietRuns - quietRuns);
  return after < frequentRuns ? fewestQuietRuns : Math.min(settings.quietRuns, frequentRuns);
}

/** Whether the risk that the quiet runs leave is accepted. */
export function judgeRisk(measured: Measured): readonly Reason[] {
  const { risk, settings, capacity } = measured;
  const most = settings.maximumRisk;
  if (risk <= most) return [];
  const needed = quietRunsFor(most);
  const fit = Math.min(capacity ?? defaultWindow.runs, defaultWindow.runs);
  const lift = needed > fit ? riskToFall.never(fit) : liftRisk(measured, needed);
  return [{ code: "risk-too-high", ...sayRiskTooHigh(risk, most, lift) }];
}

/** While it is not known how often a job runs, it has to run so often that all fit into the window. */
function liftRisk(measured: Measured, needed: number): string {
  const { baseline, capacity, firstAt } = measured;
  const more = moreRuns(measured, "quiet", needed);
  if (capacity !== null) return riskToFall.after(more, null);
  const gone = firstAt === null ? 0 : Math.ceil((newestTime(baseline) - firstAt) / day);
  return gone < month
    ? riskToFall.after(more, defaultWindow.days - gone)
    : riskToFall.after(needed, defaultWindow.days);
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

/** Whether a job runs so seldom that the runs that the settings ask for never come together. */
function isInfrequent(measured: Measured): boolean {
  return countInLastMonth(measured) < frequentRuns || isOverAsked(measured) || isListTooLong(measured);
}

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
