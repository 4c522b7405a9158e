import type { JobPage } from "../../insight/job-page.ts";
import { chooseDates, drawCurve } from "../../insight/pictures/draw-curve.ts";
import { column, drawGrid, row } from "../../insight/pictures/draw-grid.ts";
import type { ShownEndpoint } from "../../insight/shown-endpoint.ts";
import {
  decisionWords,
  enforcementWords,
  gateNames,
  markWords,
  needWords,
  onlyStrangers,
  outputWords,
  sayProgress,
  sayState,
  sourceWords,
} from "./page-words.ts";

/** So many rows of the picture are open; the others unfold. */
const openRows = 40;
/** So many rows has the picture; the table has all. */
const mostRows = 100;
const dateEvery = 12;

/** What the template of a job's page shows. */
export function viewJob(page: JobPage): object {
  const { runs, endpoints, gates, marks } = page;
  const isOther = (place: number): boolean => runs[place]?.source !== page.learnedFrom;
  const shown = endpoints.slice(0, mostRows).map((endpoint, index) => ({ ...endpoint, index }));
  const grids = [shown.slice(0, openRows), shown.slice(openRows)].map((rows) => ({
    rows,
    ...drawGrid(rows, runs.length, isOther),
  }));
  const known = new Map(page.discovery.map(({ place, known: count }) => [place, count]));
  return {
    page,
    state: sayState(page.state),
    // What was refused has a place of its own.
    reasons: page.reasons.filter(({ message }) =>
      page.refusals.every((refusal) => refusal.message !== message),
    ),
    curve: drawCurve(page.discovery, marks, runs.length),
    grids,
    column,
    row,
    /** Shorter than the whole path, a hundred times. */
    runBase: "../../runs/",
    dates: chooseDates(runs.length, dateEvery),
    runRows: runs.map((run, place) => ({ ...run, place, known: known.get(place) ?? null })).reverse(),
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
    note: (endpoint: ShownEndpoint): string => noteOf(endpoint),
    words: { decisionWords, enforcementWords, markWords, needWords, outputWords, sourceWords },
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

/** What is to be known of an endpoint beside the numbers, in a few words; foreign in parts. */
function noteOf(endpoint: ShownEndpoint): string {
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
  return [...marked, ...strange, ...looks, ...list, ...itself, ...who].join("; ");
}
