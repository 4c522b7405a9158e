import { defaultWindow, isComplete } from "../baseline/window.ts";
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
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const needed = quietRunsFor(most);
  // Something is new in the first run of the window, so one less can be quiet.
  const isPossible = needed < defaultWindow.runs;
  return [
    {
      code: "risk-too-high",
      message: `up to ${percent(risk)} of coming runs may call something new; at most ${percent(most)} is allowed`,
      lift: isPossible
        ? `${count(needed - quietRuns, "more complete run")} in a row without anything new`
        : `a larger \`maximum-risk\` in the settings: no ${defaultWindow.runs} runs, which is as far as the bot looks back, can show so little`,
    },
  ];
}

function judgeOrdinary(measured: Measured): readonly Reason[] {
  const { complete, days, settings } = measured;
  const reasons: Reason[] = [];
  const runs = complete.length;
  // Without any complete run there is nothing to judge, whatever the settings say.
  const leastRuns = Math.max(1, settings.runs);
  if (runs < leastRuns)
    reasons.push({
      code: "too-few-runs",
      message: `${runs} of ${leastRuns} complete runs observed`,
      lift: count(leastRuns - runs, "more complete run"),
    });
  reasons.push(...judgeQuietRuns(measured, settings.quietRuns), ...judgeListAge(measured));
  if (days < settings.days) {
    reasons.push({
      code: "too-few-days",
      message: `${days} of ${settings.days} days between the first and the last complete run`,
      lift: liftDays(measured),
    });
  }
  return reasons;
}

function liftDays({ baseline, complete, settings }: Measured): string {
  if (isWindowFull(baseline))
    return `fewer \`days\` in the settings: the last ${defaultWindow.runs} runs, which is as far as the bot looks back, took no longer`;
  const first = complete.at(0);
  if (first === undefined) return `complete runs over ${count(settings.days, "day")}`;
  const due = new Date(Date.parse(first.at) + settings.days * day);
  return `a complete run after ${due.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Whether older runs have left the window because there were so many, so that it shows no more days than it does. */
function isWindowFull({ runs }: Measured["baseline"]): boolean {
  return runs.size >= defaultWindow.runs;
}

function judgeQuietRuns({ quietRuns, changedAt }: Measured, least: number): readonly Reason[] {
  if (quietRuns >= least) return [];
  const changed = changedAt === null ? "" : `, or since a step was added on ${changedAt.slice(0, 10)}`;
  return [
    {
      code: "too-few-quiet-runs",
      message: `${quietRuns} of ${least} complete runs since the last new endpoint${changed}`,
      lift: `${count(least - quietRuns, "more complete run")} in a row without anything new`,
    },
  ];
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
  const shown = [
    ...(missingRuns > 0 ? [`${quietRuns} of ${runs} complete runs`] : []),
    ...(missingDays > 0 ? [`${quietDays} of ${days} days`] : []),
  ].join(" and ");
  const over =
    missingDays > 0 ? `, the last of them ${count(Math.ceil(missingDays), "day")} after the newest` : "";
  return [
    {
      code: "list-too-young",
      message: `${shown} since the last new endpoint, as many as a list of ${entries} ${entries === 1 ? "entry" : "entries"} needs`,
      lift: `${count(Math.max(1, missingRuns), "more complete run")} in a row without anything new${over}`,
    },
  ];
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
  const lately = count(countInLastMonth(baseline), "complete run");
  return {
    code: "infrequent",
    message: `only ${lately} in the last ${month} days (${complete.length} in ${days} days): too seldom to be judged by their number`,
    lift: "`/egress propose JOB`, or `ready: {infrequent: propose}` in the settings",
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
