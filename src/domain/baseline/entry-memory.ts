import { covers, type Scope, scopeOf } from "../endpoint/scope.ts";
import { type Baseline, groupByEndpoint, type RunKey } from "./baseline.ts";
import { countRuns, createIsComplete } from "./complete-runs.ts";
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
  /** How often it was called: the complete runs that had these steps, up to the end of that day, and how many of them called it. */
  readonly past: { readonly runs: number; readonly calls: number };
  /** The complete runs since then that had these steps, up to the end of a day: more than a window may hold. */
  readonly runs: number;
  readonly countedOn: string;
}

/** The keys of the steps that the workflow file has, but for the guard; null where they are not known. */
export type FileSteps = readonly string[] | null;

const day = 86_400_000;
const mostSteps = 20;

/** Brings what is remembered about an entry up to what a baseline says. `today` is a day. */
export function rememberEntry(
  known: EntryMemory | null,
  key: string,
  baseline: Baseline,
  today: string,
  fileSteps: FileSteps = null,
): EntryMemory {
  const { listedOn = today } = known ?? {};
  const before = { seenOn: known?.seenOn ?? null, steps: known?.steps ?? [], runs: known?.runs ?? 0 };
  const seen = findCalls(key, baseline, fileSteps);
  const isNewer = seen !== null && (before.seenOn === null || seen.on >= before.seenOn);
  const seenOn = isNewer ? seen.on : before.seenOn;
  const steps = isNewer
    ? [...new Set([...seen.steps, ...before.steps])].sort().slice(0, mostSteps)
    : before.steps;
  const countedOn = known?.countedOn ?? seenOn ?? today;
  // A day that is not over is counted when it is.
  const until = dayBefore(today);
  const lastOn = seenOn ?? "";
  const isSeenAgain = seenOn !== before.seenOn;
  const listRuns = createListRuns(stepsOfFile(steps, fileSteps), baseline);
  const runs = countRuns(listRuns({ from: isSeenAgain ? lastOn : laterOf(lastOn, countedOn), until }));
  // While no call has been counted, all runs that are known tell how often it is called.
  const past = known === null || known.past.calls === 0 ? null : known.past;
  const more = listRuns({ from: past === null ? "" : countedOn, until: lastOn < until ? lastOn : until });
  // What was counted after a call that only now is known, is counted after it again.
  const without = before.runs - countRuns(listRuns({ from: lastOn, until: countedOn }));
  return {
    listedOn,
    seenOn,
    steps,
    past: {
      runs: (past?.runs ?? 0) + (past !== null && isSeenAgain ? Math.max(0, without) : 0) + countRuns(more),
      calls: (past?.calls ?? 0) + countRuns(more.filter((run) => seen?.runs.has(run))),
    },
    runs: isSeenAgain ? runs : before.runs + runs,
    countedOn: laterOf(until, countedOn),
  };
}

/** Lists the complete runs that had some steps, by key, after one day and until another. */
export function createListRuns(
  steps: readonly string[],
  baseline: Baseline,
): (days: { readonly from: string; readonly until: string }) => readonly RunKey[] {
  const isComplete = createIsComplete(baseline);
  return ({ from, until }) =>
    [...baseline.runs].flatMap(([key, run]) => {
      const on = run.at.slice(0, 10);
      return on > from && on <= until && isComplete(run) && hasSteps(key, steps, baseline) ? [key] : [];
    });
}

/** When an entry was last called by its own name or another, or refused, by which steps, and by which runs of the window. */
function findCalls(
  key: string,
  baseline: Baseline,
  fileSteps: FileSteps,
): {
  readonly on: string;
  readonly steps: ReadonlySet<string>;
  readonly runs: ReadonlySet<RunKey>;
} | null {
  const scope = readScope(key);
  let at = "";
  const steps = new Set<string>();
  const runs = new Set<RunKey>();
  for (const [endpoint, sightings] of groupByEndpoint(baseline)) {
    if (!covers(scope, readScope(endpoint))) continue;
    for (const sighting of sightings.values()) {
      for (const run of sighting.runs) {
        at = laterOf(at, baseline.runs.get(run)?.at ?? "");
        runs.add(run);
      }
      for (const step of sighting.steps) steps.add(step);
    }
  }
  for (const [name, { newest, steps: marks }] of baseline.memory.endpoints) {
    if (!covers(scope, readScope(name.split(" ", 1)[0] ?? ""))) continue;
    at = laterOf(at, new Date((newest[0]?.at ?? 0) * 1_000).toISOString());
    for (const step of fileSteps ?? []) if (marks.has(markOf(step))) steps.add(step);
  }
  return at === "" ? null : { on: at.slice(0, 10), steps, runs };
}

/** Whether a run had all of some steps, by key; one without a number is any of its equals. */
function hasSteps(run: RunKey, steps: readonly string[], { steps: executed }: Baseline): boolean {
  return steps.every((key) => [...executed].some(([name, runs]) => isStepOf(key, name) && runs.has(run)));
}

/** Reads `host:port` as a scope. */
export function readScope(text: string): Scope {
  const colon = text.lastIndexOf(":");
  return scopeOf(text.slice(0, colon), Number(text.slice(colon + 1)));
}

function dayBefore(today: string): string {
  return new Date(Date.parse(today) - day).toISOString().slice(0, 10);
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}
