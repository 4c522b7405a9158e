import { defaultWindow, isComplete } from "../baseline/window.ts";
import {
  daysToCome,
  sayInfrequent,
  sayListTooYoung,
  sayRiskTooHigh,
  sayTooFewDays,
  sayTooFewQuietRuns,
  sayTooFewRuns,
} from "../text/sentences/gates.ts";
import type { Measured, Readiness, Reason } from "./gate.ts";
import { quietRunsFor } from "./risk.ts";

const day = 86_400_000;
const month = 30;
/** With so many complete runs in a month a job is to be judged by their number. */
const frequentRuns = 10;
// What a job that runs less often must show within its month.
const fewestRuns = 3;
const fewestQuietRuns = 2;

// For each entry of a list so much quiet: docs/readiness.md tells how that was found and what it does.
const quietRunsPerEntry = 6;
const quietDaysPerEntry = 3;
// However long the list: no more than fits into the window, nor than so many times what the settings ask of every list.
const mostQuietRuns = 150;
const mostQuietDays = 70;
const mostTimesQuietRuns = 15;
const mostTimesDays = 10;

/** Whether enough runs were seen, over enough time, since something was added. */
export function judgeAmount(measured: Measured): Pick<Readiness, "reasons" | "confidence"> {
  const ordinary = judgeOrdinary(measured);
  if (ordinary.length === 0 || !isInfrequent(measured)) return { reasons: ordinary, confidence: "full" };
  const { complete, days, settings } = measured;
  const isLongKnown = days >= month && complete.length >= fewestRuns;
  if (!isLongKnown) return { reasons: ordinary, confidence: "full" };
  if (settings.infrequent === "wait") return { reasons: [explainInfrequent(measured)], confidence: "full" };
  return { reasons: judgeQuietRuns(measured, fewestQuietRuns), confidence: "low" };
}

/** Whether the risk that the quiet runs leave is accepted. */
export function judgeRisk({ risk, quietRuns, settings }: Measured): readonly Reason[] {
  const most = settings.maximumRisk;
  if (risk <= most) return [];
  const needed = quietRunsFor(most);
  // Something is new in the first run of the window, so one less can be quiet.
  const missing = needed < defaultWindow.runs ? needed - quietRuns : null;
  const saying = sayRiskTooHigh(risk, most, { missing, window: defaultWindow.runs });
  return [{ code: "risk-too-high", ...saying }];
}

function judgeOrdinary(measured: Measured): readonly Reason[] {
  const { complete, days, settings } = measured;
  const reasons: Reason[] = [];
  const runs = complete.length;
  // Without any complete run there is nothing to judge, whatever the settings say.
  const leastRuns = Math.max(1, settings.runs);
  if (runs < leastRuns) reasons.push({ code: "too-few-runs", ...sayTooFewRuns(runs, leastRuns) });
  reasons.push(...judgeQuietRuns(measured, settings.quietRuns), ...judgeListAge(measured));
  if (days < settings.days) {
    reasons.push({ code: "too-few-days", ...sayTooFewDays(days, settings.days, liftDays(measured)) });
  }
  return reasons;
}

function liftDays({ baseline, complete, settings }: Measured): string {
  if (isWindowFull(baseline)) return daysToCome.never(defaultWindow.runs);
  const first = complete.at(0);
  if (first === undefined) return daysToCome.over(settings.days);
  const due = new Date(Date.parse(first.at) + settings.days * day);
  return daysToCome.after(due.toISOString().slice(0, 16).replace("T", " "));
}

/** Whether older runs have left the window because there were so many, so that it shows no more days than it does. */
function isWindowFull({ runs }: Measured["baseline"]): boolean {
  return runs.size >= defaultWindow.runs;
}

function judgeQuietRuns({ quietRuns, changedAt }: Measured, least: number): readonly Reason[] {
  if (quietRuns >= least) return [];
  const saying = sayTooFewQuietRuns(quietRuns, least, changedAt?.slice(0, 10) ?? null);
  return [{ code: "too-few-quiet-runs", ...saying }];
}

/** Whether the list has been quiet for as long as its length demands: the more a job calls, the more it calls only now and then. */
function judgeListAge(measured: Measured): readonly Reason[] {
  const { baseline, entries, quietRuns, quietDays, settings } = measured;
  const runs = Math.min(entries * quietRunsPerEntry, settings.quietRuns * mostTimesQuietRuns, mostQuietRuns);
  const days = Math.min(
    entries * quietDaysPerEntry,
    settings.days * mostTimesDays,
    isWindowFull(baseline) ? measured.days : mostQuietDays,
  );
  const missingRuns = Math.max(0, runs - quietRuns);
  const missingDays = Math.max(0, days - quietDays);
  if (missingRuns === 0 && missingDays === 0) return [];
  const saying = sayListTooYoung(
    entries,
    { quiet: quietRuns, least: runs, missing: missingRuns },
    { quiet: quietDays, least: days, missing: missingDays },
  );
  return [{ code: "list-too-young", ...saying }];
}

function isInfrequent({ baseline }: Measured): boolean {
  return countInLastMonth(baseline) < frequentRuns;
}

/** The complete runs in the month before the newest run. */
function countInLastMonth({ runs }: Measured["baseline"]): number {
  let newest = "";
  for (const { at } of runs.values()) if (at > newest) newest = at;
  const oldest = Date.parse(newest) - month * day;
  let found = 0;
  for (const run of runs.values()) if (isComplete(run) && Date.parse(run.at) >= oldest) found += 1;
  return found;
}

function explainInfrequent({ baseline, complete, days }: Measured): Reason {
  const all = { runs: complete.length, days };
  return { code: "infrequent", ...sayInfrequent(countInLastMonth(baseline), month, all) };
}
