import type { Measured, Readiness, Reason } from "./readiness.ts";
import { quietRunsFor } from "./risk.ts";
import { defaultWindow, isComplete } from "./window.ts";

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
  const { complete, quietRuns, days, settings } = measured;
  const isLongKnown = days >= month && complete.length >= fewestRuns;
  if (!isLongKnown) return { reasons: ordinary, confidence: "full" };
  if (settings.infrequent === "wait") return { reasons: [explainInfrequent(measured)], confidence: "full" };
  return { reasons: judgeQuietRuns(quietRuns, fewestQuietRuns), confidence: "low" };
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

function judgeOrdinary({ complete, quietRuns, days, settings }: Measured): readonly Reason[] {
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
  reasons.push(...judgeQuietRuns(quietRuns, settings.quietRuns));
  if (days < settings.days) {
    const first = complete.at(0);
    const due = first === undefined ? null : new Date(Date.parse(first.at) + settings.days * day);
    reasons.push({
      code: "too-few-days",
      message: `${days} of ${settings.days} days between the first and the last complete run`,
      lift:
        due === null
          ? `complete runs over ${count(settings.days, "day")}`
          : `a complete run after ${due.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    });
  }
  return reasons;
}

function judgeQuietRuns(quietRuns: number, least: number): readonly Reason[] {
  if (quietRuns >= least) return [];
  return [
    {
      code: "too-few-quiet-runs",
      message: `${quietRuns} of ${least} complete runs since the last new endpoint`,
      lift: `${count(least - quietRuns, "more complete run")} in a row without anything new`,
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
