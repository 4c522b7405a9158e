import { covers } from "../endpoint/scope.ts";
import { type Baseline, groupByEndpoint, isRefusal } from "./baseline.ts";
import { countRuns, listCompleteRuns } from "./complete-runs.ts";
import { createListRuns, type EntryMemory, type FileSteps, readScope } from "./entry-memory.ts";
import { stepsOfFile } from "./file-step-keys.ts";

/** How an entry was called. Days as `2026-01-31`. */
export interface EntryUse {
  readonly listedOn: string;
  /** Null where it was never seen to be called. */
  readonly seenOn: string | null;
  /** How many complete runs since then had the steps that once called it. */
  readonly runs: number;
}

/** An entry that no run has called for long, though the steps were there that once called it. */
export interface UnusedEntry extends EntryUse {
  /** As the agent reads it: `host:port`. */
  readonly key: string;
  /** People are asked about it; where not, it goes along with one of the same file that they are asked about. */
  readonly isDue: boolean;
}

const day = 86_400_000;
const unusedDays = 90;
const unusedRuns = 50;
/** People are asked once a month for a file. What would be due soon after goes along, so that it does not wait for the next time. */
const earlyDays = 75;
/** What is called so seldom that it may be away by chance for as long stays until that is less likely than this, or for so many days. */
const leastChance = 0.001;
const seldomDays = 180;

/**
 * Finds the entries of a list that nothing has called for 90 days and in 50 complete runs that had the steps which once did, as far as the
 * file still has them, and those that will soon be so. One that is called seldom has up to 180 days. What the trial of a list without it
 * was refused is used.
 */
export function findUnused(
  entries: ReadonlyMap<string, EntryMemory>,
  baseline: Baseline,
  trial: Baseline,
  fileSteps: FileSteps = null,
): readonly UnusedEntry[] {
  const newest = listCompleteRuns(baseline).at(-1)?.run.at;
  if (newest === undefined) return [];
  const daysBefore = (days: number): string =>
    new Date(Date.parse(newest) - days * day).toISOString().slice(0, 10);
  const [early, oldest, oldestSeldom] = [
    daysBefore(earlyDays),
    daysBefore(unusedDays),
    daysBefore(seldomDays),
  ];
  return [...entries].flatMap(([key, memory]) => {
    const { listedOn, seenOn, past } = memory;
    const since = seenOn ?? listedOn;
    if (since > early || isRefusedIn(trial, key)) return [];
    const runs = countWithout(memory, baseline, newest, fileSteps);
    if (runs < unusedRuns) return [];
    const isSeldom = seenOn !== null && chanceOfAbsence(past, runs) > leastChance;
    if (isSeldom && since > oldestSeldom) return [];
    return [{ key, listedOn, seenOn, runs, isDue: since <= oldest }];
  });
}

/** How an entry was called, by what is remembered about it and the runs since. */
export function readUse(memory: EntryMemory, baseline: Baseline, fileSteps: FileSteps): EntryUse {
  const { listedOn, seenOn, runs } = memory;
  const newest = listCompleteRuns(baseline).at(-1)?.run.at;
  return {
    listedOn,
    seenOn,
    runs: newest === undefined ? runs : countWithout(memory, baseline, newest, fileSteps),
  };
}

/** The complete runs without a call of an entry, up to the newest one. */
function countWithout(
  { listedOn, seenOn, steps, runs, countedOn }: EntryMemory,
  baseline: Baseline,
  newest: string,
  fileSteps: FileSteps,
): number {
  const since = seenOn ?? listedOn;
  const from = countedOn > since ? countedOn : since;
  const listRuns = createListRuns(stepsOfFile(steps, fileSteps), baseline);
  return runs + countRuns(listRuns({ from, until: newest.slice(0, 10) }));
}

/**
 * How likely it is that so many runs do without what is still called as often as before, of which only the past runs tell: (n / (n + m))^k
 * for k calls in n runs, and m runs without any. 1 where no call was counted.
 */
function chanceOfAbsence({ runs, calls }: EntryMemory["past"], absent: number): number {
  return calls === 0 ? 1 : (runs / (runs + absent)) ** calls;
}

function isRefusedIn(trial: Baseline, key: string): boolean {
  const scope = readScope(key);
  return [...groupByEndpoint(trial)].some(
    ([endpoint, sightings]) => [...sightings.keys()].some(isRefusal) && covers(scope, readScope(endpoint)),
  );
}
