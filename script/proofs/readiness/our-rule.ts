import type { Decision } from "../../../src/domain/baseline/decision.ts";
import { defaultWindow, type Window, withinWindow } from "../../../src/domain/baseline/window.ts";
import { defaultReadinessSettings } from "../../../src/domain/readiness/gate.ts";
import { judgeReadiness } from "../../../src/domain/readiness/judge-readiness.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import { defaultSettings } from "../../../src/domain/settings/settings.ts";
import { historyOf } from "./history.ts";
import { createMemory, type Memory } from "./memory.ts";
import { horizon, type Proposal, reviewDays } from "./proposal.ts";
import type { Timeline } from "./runs.ts";
import { createArrivals, type KnownArrivals } from "./updates.ts";

const settings = defaultReadinessSettings;
/** What is not ready by then is looked at more seldom. */
const dailyUntil = 35;
const daysBetweenLooks = 5;
/** So long a job that is held for rotating hosts is not looked at again: they leave the window no sooner than it turns over. */
const daysBetweenHolds = 30;

export interface OurRule {
  /** At how many runs before day 0 the bot looks. */
  readonly historyRuns: number;
  /** The days after which a reviewer confirms a safe pattern; null for never. */
  readonly confirmsAfter: number | null;
  readonly window: Window;
  /** False for the gates without `list-too-young`. */
  readonly judgesListAge: boolean;
  /** Whether the pull request shows what was learned until the merge, as the product does, or what was known when it was opened. */
  readonly isKeptUpToDate: boolean;
  /**
   * The days between two updates of the repository's dependencies, in the mean; null for none. What a job first calls right after one is
   * left out of its list until somebody says yes to it, which the reviewer of its pull request does before merging.
   */
  readonly daysBetweenUpdates: number | null;
}

export const ourRule: OurRule = {
  historyRuns: defaultSettings.backfill.runs,
  confirmsAfter: 1,
  window: defaultWindow,
  judgesListAge: true,
  isKeptUpToDate: true,
  daysBetweenUpdates: null,
};

/** Follows the product, which here looks at a job at the beginning of a day. Null where it never proposes. */
export function followOurs(timeline: Timeline, rule: OurRule): Proposal | null {
  const memory = createMemory(rule.window);
  const arrivals =
    rule.daysBetweenUpdates === null ? null : createArrivals(timeline, rule.daysBetweenUpdates);
  for (const run of historyOf(timeline, rule.historyRuns)) memory.note(run);
  let decisions: readonly Decision[] = [];
  let asked: { readonly answerOn: number; readonly patterns: readonly string[] } | null = null;
  let openSince: number | null = null;
  let nextLook = 0;
  for (let day = 0; day <= horizon; day += 1) {
    if (day > 0) for (const run of timeline.runsOf(day - 1)) if (run.isRecorded) memory.note(run);
    if (asked !== null && day >= asked.answerOn) {
      decisions = [...decisions, ...asked.patterns.map(allow)];
      asked = null;
    }
    if (day < nextLook || !canBeReady(timeline, memory)) continue;
    const { reasons, isHeld, list, patterns, waiting } = look(
      timeline,
      memory,
      { decisions, arrivals },
      rule,
    );
    if (openSince !== null && !isHeld && waiting.length > 0) {
      // Named first in the pull request, and answered for before it is merged, on a later day: as if it were proposed by now.
      decisions = [...decisions, ...waiting.map(allow)];
      openSince = day;
      nextLook = openSince + reviewDays;
      continue;
    }
    // One that settles again stays open with what it learned; one that is held is closed.
    if (openSince !== null && !isHeld && day >= openSince + reviewDays) return { at: openSince, list };
    if (isHeld) openSince = null;
    if (reasons.length === 0) {
      if (!rule.isKeptUpToDate) return { at: day, list };
      openSince ??= day;
    }
    nextLook = openSince === null ? day + daysToNextLook(day, reasons) : openSince + reviewDays;
    const isOnlyUnconfirmed = reasons.every((code) => code === "wildcard-not-confirmed");
    if (reasons.length > 0 && isOnlyUnconfirmed && asked === null && rule.confirmsAfter !== null)
      asked = { answerOn: day + rule.confirmsAfter, patterns };
  }
  return null;
}

function daysToNextLook(day: number, reasons: readonly string[]): number {
  if (reasons.includes("rotating-host-without-pattern")) return daysBetweenHolds;
  return day < dailyUntil ? 1 : daysBetweenLooks;
}

/** Without these the real judgement, which takes its time, finds a reason too: the steps are named by one name each. */
function canBeReady({ job }: Timeline, { runs, hasExecuted }: Memory): boolean {
  if (runs.length < settings.runs) return false;
  return job.expected.steps.every(({ label }) => hasExecuted(label));
}

/** What the product's own code says. */
function look(
  { job }: Timeline,
  memory: Memory,
  {
    decisions,
    arrivals,
  }: { readonly decisions: readonly Decision[]; readonly arrivals: KnownArrivals | null },
  { window, judgesListAge }: OurRule,
): {
  /** Their codes. */
  readonly reasons: readonly string[];
  readonly isHeld: boolean;
  readonly list: readonly string[];
  readonly patterns: readonly string[];
  /** What waits for a word. */
  readonly waiting: readonly string[];
} {
  const baseline = withinWindow(memory.baseline(), window);
  const steps = job.expected.steps.map(({ label }) => label);
  const options = { wildcards: "ask", decisions, resolutions: new Map(), steps } as const;
  let recommendation = recommend(baseline, {
    ...options,
    ...(arrivals !== null && { arrivals: arrivals.all }),
  });
  const undecided = recommendation.entries.filter(({ decision }) => decision === null);
  if (
    arrivals?.find(
      baseline,
      undecided.flatMap(({ covers }) => covers),
    ) === true
  )
    recommendation = recommend(baseline, { ...options, arrivals: arrivals.all });
  const { verdict, reasons } = judgeReadiness(baseline, recommendation, {
    settings,
    expected: job.expected,
  });
  const codes = reasons.map(({ code }) => code);
  return {
    reasons: judgesListAge ? codes : codes.filter((code) => code !== "list-too-young"),
    isHeld: verdict === "held",
    list: recommendation.entries.map(({ text }) => text),
    patterns: recommendation.holds.map(({ endpoint }) => endpoint),
    waiting: recommendation.leftOut
      .filter(({ reason }) => reason === "new-after-dependency-change")
      .map(({ endpoint }) => endpoint),
  };
}

function allow(endpoint: string): Decision {
  const origin = { kind: "person", login: "reviewer", at: "2026-01-01T00:00:00Z", reason: "" } as const;
  return { kind: "allow", endpoint, origin };
}
