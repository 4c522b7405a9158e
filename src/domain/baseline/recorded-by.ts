import {
  type Fetched,
  findGuardVersion,
  type GuardVersion,
  versionOfCommit,
} from "../harden-runner/guard-version.ts";
import { holds } from "../harden-runner/holds.ts";
import { compareVersions, type Version } from "../harden-runner/version.ts";
import { releases } from "../harden-runner/version-table.ts";
import { guardAction } from "../workflow/guard-action.ts";
import type { Baseline, ObservedRun, RunKey } from "./baseline.ts";
import { type Remembered, type SeenRun, secondsOf } from "./memory.ts";
import { orderedRuns } from "./window.ts";

/** Whether an action, `owner/name@ref sha` or without the commit, is a release of Harden-Runner that the table knows: reviewed code. */
export function isKnownRelease(action: string): boolean {
  const [use = "", commit] = action.split(" ");
  const at = use.indexOf("@");
  const ref = use.slice(at + 1);
  if (use.slice(0, at).toLowerCase() !== guardAction) return false;
  return commit === undefined
    ? versionOfCommit(ref) !== null || releases.some(({ tag }) => tag === ref)
    : versionOfCommit(commit) !== null;
}

/** What the runner fetched of Harden-Runner for some runs, as the headers of their logs name it. */
interface FetchedFor {
  readonly ref: string;
  readonly commit: string;
  readonly runs: ReadonlySet<RunKey>;
}

/** What the newest run fetched for a ref of Harden-Runner; null where no log tells. */
export function findLastFetched(baseline: Baseline, ref: string): Fetched | null {
  const fetched = listFetched(baseline).filter((one) => one.ref === ref);
  for (const [run, { at }] of orderedRuns(baseline).toReversed()) {
    const found = fetched.find(({ runs }) => runs.has(run));
    if (found !== undefined) return { commit: found.commit, at };
  }
  return null;
}

/**
 * The version of Harden-Runner that a run used, as far as its log tells; of several the oldest. Null where it tells none that is known.
 */
export function findVersionOfRun(baseline: Baseline, run: RunKey): Version | null {
  const versions = listFetched(baseline).flatMap(({ ref, commit, runs }) => {
    if (!runs.has(run)) return [];
    const version = versionOfCommit(commit) ?? exactOf(findGuardVersion({ ref, comment: null }));
    return version === null ? [] : [version];
  });
  return versions.toSorted(compareVersions).at(0) ?? null;
}

/** A baseline in which the records that miss connections are no proof any more, and how many runs that takes away. */
export interface Doubted {
  readonly baseline: Baseline;
  /** Those that were complete otherwise. */
  readonly doubted: number;
  /** The oldest version that recorded one of them; null where there are none. */
  readonly version: Version | null;
}

/**
 * Takes the runs as incomplete whose records miss connections, because of the version that wrote them: what they called counts, and
 * that they called nothing else is not known. A run whose log names no version that is known is taken as it is.
 */
export function doubtOldRecords(baseline: Baseline): Doubted {
  const old = new Map<RunKey, Version>();
  for (const { commit, runs } of listFetched(baseline)) {
    const version = versionOfCommit(commit);
    if (version === null || !missesConnections({ kind: "exact", version, by: "log" })) continue;
    for (const run of runs) old.set(run, version);
  }
  const doubted = [...baseline.runs].filter(
    ([key, { legs }]) => old.has(key) && [...legs.values()].some(({ complete }) => complete),
  );
  if (doubted.length === 0) return { baseline, doubted: 0, version: null };
  const runs = new Map(baseline.runs);
  for (const [key, run] of doubted) runs.set(key, asIncomplete(run));
  const steps = new Map(
    [...baseline.steps]
      .map(([step, seen]) => [step, new Set([...seen].filter((run) => !old.has(run)))] as const)
      .filter(([, seen]) => seen.size > 0),
  );
  const versions = doubted.flatMap(([key]) => old.get(key) ?? []);
  return {
    baseline: { ...baseline, runs, steps, memory: doubtMemory(baseline, old) },
    doubted: doubted.length,
    version: versions.toSorted(compareVersions).at(0) ?? null,
  };
}

/** What is remembered, without what complete runs showed that are doubted, or that are older than one that is. */
function doubtMemory({ runs, memory }: Baseline, old: ReadonlyMap<RunKey, Version>): Baseline["memory"] {
  const since = Math.min(
    ...[...old.keys()].map((key) => secondsOf(runs.get(key)?.at ?? "")).filter(Number.isFinite),
  );
  const isBelieved = ({ run, at }: SeenRun): boolean => !old.has(run) && at >= since;
  const believe = (seen: ReadonlyMap<string, Remembered>): ReadonlyMap<string, Remembered> =>
    new Map(
      [...seen].flatMap(([name, remembered]) => {
        const newest = remembered.newest.filter(isBelieved);
        const first = isBelieved(remembered.first) ? remembered.first : newest.at(-1);
        return first === undefined ? [] : [[name, { ...remembered, first, newest }] as const];
      }),
    );
  return {
    ...memory,
    events: believe(memory.events),
    legs: believe(memory.legs),
    steps: believe(memory.steps),
  };
}

/** Whether what a version records in audit mode is known to lack connections. */
export function missesConnections(version: GuardVersion): boolean {
  return holds("defect-audit-misses-udp", version) === "yes";
}

function asIncomplete(run: ObservedRun): ObservedRun {
  return { ...run, legs: new Map([...run.legs].map(([leg]) => [leg, { complete: false }])) };
}

function exactOf(version: GuardVersion): Version | null {
  return version.kind === "exact" ? version.version : null;
}

function listFetched({ actions }: Baseline): readonly FetchedFor[] {
  const fetched: FetchedFor[] = [];
  for (const [action, runs] of actions) {
    const [use = "", commit = ""] = action.split(" ");
    const at = use.indexOf("@");
    if (use.slice(0, at).toLowerCase() === guardAction)
      fetched.push({ ref: use.slice(at + 1), commit, runs });
  }
  return fetched;
}
