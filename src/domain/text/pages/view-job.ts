import type { JobPage } from "../../insight/job-page.ts";
import { chooseDates, drawCurve } from "../../insight/pictures/draw-curve.ts";
import { drawGrid, middleOf, row } from "../../insight/pictures/draw-grid.ts";
import type { ShownEndpoint } from "../../insight/shown-endpoint.ts";
import { shortDayHtml } from "./html.ts";
import {
  decisionWords,
  enforcementWords,
  gateNames,
  markWords,
  needWords,
  onlyStrangers,
  outputWords,
  sayFrom,
  sayProgress,
  sayState,
} from "./page-words.ts";

/** So many rows has the picture; the table has all. */
const mostRows = 60;
const dateEvery = 12;
const manyEndpoints = 20;

/** What the template of a job's page shows. */
export function viewJob(page: JobPage): object {
  const { runs, endpoints, gates, marks } = page;
  const isOther = (place: number): boolean =>
    runs[place]?.source !== page.learnedFrom || runs[place]?.branch !== null;
  const shown = endpoints.slice(0, mostRows).map((endpoint, index) => ({ ...endpoint, index }));
  const common = findCommonLook(endpoints);
  const known = new Map(page.discovery.map(({ place, known: count }) => [place, count]));
  return {
    page,
    state: sayState(page.state),
    // What was refused has a place of its own.
    reasons: page.reasons.filter(({ message }) =>
      page.refusals.every((refusal) => refusal.message !== message),
    ),
    curve: drawCurve(page.discovery, marks, runs.length),
    rows: shown,
    grid: drawGrid(shown, runs.length, isOther),
    row,
    middle: middleOf,
    /** Shorter than the whole path, a hundred times. */
    runBase: "../../runs/",
    dates: chooseDates(runs.length, dateEvery),
    runRows: runs.map((run, place) => ({ ...run, place, known: known.get(place) ?? sayFrom(run) })).reverse(),
    hidden: Math.max(0, endpoints.length - mostRows),
    signs: usedSigns(page, isOther),
    gates: gates.map((gate) => ({
      ...gate,
      name: gateNames[gate.code] ?? null,
      far: gate.progress === null ? null : sayProgress(gate.progress),
      share: shareOf(gate),
    })),
    passed: gates.filter(({ isPassed }) => isPassed).length,
    eyes: endpoints.filter(({ need }) => need !== "none").length,
    shortTime: (at: string): string => shortDayHtml(at, runs.at(-1)?.at ?? at),
    common,
    note: (endpoint: ShownEndpoint): string => noteOf(endpoint, common),
    words: { decisionWords, enforcementWords, markWords, needWords, outputWords },
  };
}

/** How much of a gate is done, 0 to 100; null where that is no number that grows. */
function shareOf({ progress }: JobPage["gates"][number]): number | null {
  if (progress === null || progress.unit === "percent") return null;
  return progress.need <= 0 ? 100 : Math.min(100, Math.round((progress.have / progress.need) * 100));
}

/** Which signs the picture has, so that the legend explains no others. */
function usedSigns({ endpoints }: JobPage, isOther: (place: number) => boolean): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { kind, called, refused, newIn } of endpoints.slice(0, mostRows)) {
    if (refused.length > 0) used.add("refused");
    if (newIn !== null) used.add("fresh");
    if (called.some(isOther)) used.add("other");
    if (called.length > 0) used.add(kind === "by-itself" ? "byItself" : "called");
  }
  return used;
}

/** What is the reason to look at more than half of many endpoints is said once; null for nothing. */
function findCommonLook(endpoints: readonly ShownEndpoint[]): string | null {
  const counts = new Map<string, number>();
  for (const { looks } of endpoints) for (const look of looks) counts.set(look, (counts.get(look) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  const isCommon = most !== undefined && most[1] >= manyEndpoints && most[1] * 2 > endpoints.length;
  return isCommon ? most[0] : null;
}

/** What is to be known of an endpoint beside the numbers, in a few words; foreign in parts. */
function noteOf(endpoint: ShownEndpoint, common: string | null): string {
  const { need, looks, leftOut, decision, kind, isInForce, isRecommended, runs, called } = endpoint;
  const who =
    decision === null ? [] : [`${decisionWords[decision.kind]} by ${decision.login ?? "the settings"}`];
  const list =
    isInForce === false && isRecommended
      ? ["not in the list yet"]
      : leftOut === null || decision?.kind === "deny"
        ? []
        : [`left out: ${leftOut}`];
  const marked = need === "none" || need === "look" ? [] : [needWords[need]];
  const itself = kind === "by-itself" && leftOut === null ? ["allowed without a list"] : [];
  const strange = runs === 0 && called.length > 0 ? [onlyStrangers] : [];
  return [...marked, ...strange, ...looks.filter((look) => look !== common), ...list, ...itself, ...who].join(
    "; ",
  );
}
