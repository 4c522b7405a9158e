import { covers, scopeOf } from "../endpoint/scope.ts";
import { type Baseline, groupByEndpoint, isRefusal, type RunKey } from "./baseline.ts";
import { countRuns as countRunsOf, createIsComplete, listCompleteRuns } from "./complete-runs.ts";
import { isStepOf, stepsOfFile } from "./file-step-keys.ts";
import { markOf } from "./step-mark.ts";

/** What is remembered about an entry of a list that is in force, longer than runs are. Days as `2026-01-31`. */
export interface EntryMemory {
  /** When it was first seen in the list. */
  readonly listedOn: string;
  /** When a run last called what it stands for, or was refused it; null where none was seen to. */
  readonly seenOn: string | null;
  /** The keys of the steps that called it then; noted by an earlier release, as GitHub names them. Foreign names. */
  readonly steps: readonly string[];
  /** The complete runs since then that had these steps, up to the end of a day: more than a window may hold. */
  readonly runs: number;
  readonly countedOn: string;
}

/** An entry that no run has called for long, though the steps were there that once called it. */
export interface UnusedEntry {
  /** As the agent reads it: `host:port`. */
  readonly key: string;
  readonly listedOn: string;
  readonly seenOn: string | null;
  /** How many complete runs since then had these steps. */
  readonly runs: number;
}

const day = 86_400_000;
export const unusedDays = 90;
export const unusedRuns = 50;
const mostSteps = 20;

/** The keys of the steps that the workflow file has, but for the guard; null where they are not known. */
type FileSteps = readonly string[] | null;

/** Brings what is remembered about an entry up to what a baseline says. `today` is a day. */
export function rememberEntry(
  known: EntryMemory | null,
  key: string,
  baseline: Baseline,
  today: string,
  fileSteps: FileSteps = null,
): EntryMemory {
  const { listedOn = today } = known ?? {};
  const before = { seenOn: known?.seenOn ?? null, steps: known?.steps ?? [] };
  const seen = findCalls(key, baseline, fileSteps);
  const isNewer = seen !== null && (before.seenOn === null || seen.on >= before.seenOn);
  const seenOn = isNewer ? seen.on : before.seenOn;
  const steps = isNewer
    ? [...new Set([...seen.steps, ...before.steps])].sort().slice(0, mostSteps)
    : before.steps;
  const countedOn = known?.countedOn ?? seenOn ?? today;
  // From the day it was seen on, all is to be counted again. A day that is not over is counted when it is.
  const isReset = seenOn !== null && seenOn > countedOn;
  const from = isReset ? seenOn : countedOn;
  const until = dayBefore(today);
  const more = countRuns(stepsOfFile(steps, fileSteps), baseline, { from, until });
  const runs = (isReset || seenOn !== before.seenOn ? 0 : (known?.runs ?? 0)) + more;
  return { listedOn, seenOn, steps, runs, countedOn: until > from ? until : from };
}

/** The complete runs that had some steps, after one day and until another. */
function countRuns(
  steps: readonly string[],
  baseline: Baseline,
  { from, until }: { readonly from: string; readonly until: string },
): number {
  const isComplete = createIsComplete(baseline);
  const counted = [...baseline.runs].filter(([key, run]) => {
    const on = run.at.slice(0, 10);
    return on > from && on <= until && isComplete(run) && hasSteps(key, steps, baseline);
  });
  return countRunsOf(counted.map(([key]) => key));
}

function dayBefore(today: string): string {
  return new Date(Date.parse(today) - day).toISOString().slice(0, 10);
}

/** When an entry was last called by its own name or another, or refused, and by which steps. */
function findCalls(
  key: string,
  baseline: Baseline,
  fileSteps: FileSteps,
): { readonly on: string; readonly steps: ReadonlySet<string> } | null {
  const scope = readScope(key);
  let at = "";
  const steps = new Set<string>();
  for (const [endpoint, sightings] of groupByEndpoint(baseline)) {
    if (!covers(scope, readScope(endpoint))) continue;
    for (const sighting of sightings.values()) {
      for (const run of sighting.runs) at = laterOf(at, baseline.runs.get(run)?.at ?? "");
      for (const step of sighting.steps) steps.add(step);
    }
  }
  for (const [name, { newest, steps: marks }] of baseline.memory.endpoints) {
    if (!covers(scope, readScope(name.split(" ", 1)[0] ?? ""))) continue;
    at = laterOf(at, new Date((newest[0]?.at ?? 0) * 1_000).toISOString());
    for (const step of fileSteps ?? []) if (marks.has(markOf(step))) steps.add(step);
  }
  return at === "" ? null : { on: at.slice(0, 10), steps };
}

/**
 * Finds the entries of a list that nothing has called for 90 days and in 50 complete runs that had the steps which once did, as far as the
 * file still has them. What the trial of a list without it was refused is used.
 */
export function findUnused(
  entries: ReadonlyMap<string, EntryMemory>,
  baseline: Baseline,
  trial: Baseline,
  fileSteps: FileSteps = null,
): readonly UnusedEntry[] {
  const newest = listCompleteRuns(baseline).at(-1)?.run.at;
  if (newest === undefined) return [];
  const oldest = new Date(Date.parse(newest) - unusedDays * day).toISOString().slice(0, 10);
  return [...entries].flatMap(([key, { listedOn, seenOn, steps, runs: counted, countedOn }]) => {
    const since = seenOn ?? listedOn;
    if (since > oldest || isRefusedIn(trial, key)) return [];
    const from = countedOn > since ? countedOn : since;
    const wanted = stepsOfFile(steps, fileSteps);
    const runs = counted + countRuns(wanted, baseline, { from, until: newest.slice(0, 10) });
    return runs < unusedRuns ? [] : [{ key, listedOn, seenOn, runs }];
  });
}

function isRefusedIn(trial: Baseline, key: string): boolean {
  const scope = readScope(key);
  return [...groupByEndpoint(trial)].some(
    ([endpoint, sightings]) => [...sightings.keys()].some(isRefusal) && covers(scope, readScope(endpoint)),
  );
}

/** Whether a run had all of some steps, by key; one without a number is any of its equals. */
function hasSteps(run: RunKey, steps: readonly string[], { steps: executed }: Baseline): boolean {
  return steps.every((key) => [...executed].some(([name, runs]) => isStepOf(key, name) && runs.has(run)));
}

function readScope(text: string): ReturnType<typeof scopeOf> {
  const colon = text.lastIndexOf(":");
  return scopeOf(text.slice(0, colon), Number(text.slice(colon + 1)));
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}
