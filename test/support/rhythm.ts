import { type Baseline, emptyBaseline, type ObservedRun } from "../../src/domain/baseline/baseline.ts";
import {
  type Memory,
  mostNewest,
  type Remembered,
  runIdOf,
  type SeenRun,
  secondsOf,
} from "../../src/domain/baseline/memory.ts";
import { defaultWindow } from "../../src/domain/baseline/window.ts";

/** One run of a job, made up. Days count from the first of January 2026. */
export interface MadeRun {
  readonly day: number;
  /** Keyed as `endpointKey` says. */
  readonly calls: readonly string[];
  /** What was called without a name. */
  readonly addresses?: readonly string[];
  readonly event?: string;
  /** By display name whether it was complete. */
  readonly legs?: Readonly<Record<string, boolean>>;
  readonly steps?: readonly string[];
  /** The same run in another attempt, where it is given. */
  readonly id?: number;
  readonly attempt?: number;
}

/** A job whose runs come one after the other, with the baseline that the store would hold. Much faster than merging one by one. */
export interface LivingBaseline {
  add(run: MadeRun): void;
  /** Cut to the window, with all that is remembered. */
  baseline(): Baseline;
}

interface KeyedRun extends MadeRun {
  readonly key: string;
}

/** Nothing learned yet. Runs have to come in order of time. */
export function createLivingBaseline(): LivingBaseline {
  const all: KeyedRun[] = [];
  return {
    add(run) {
      all.push({ ...run, key: `${run.id ?? 1_000_000 + all.length}/${run.attempt ?? 1}` });
    },
    baseline() {
      const newest = all.at(-1)?.day ?? 0;
      const kept = all.slice(-defaultWindow.runs).filter(({ day }) => newest - day <= defaultWindow.days);
      return {
        ...emptyBaseline,
        runs: new Map(kept.map((run) => [run.key, observe(run)])),
        endpoints: see(kept, ({ calls }) => calls),
        addresses: see(kept, ({ addresses }) => addresses ?? []),
        steps: keysOf(kept, ({ steps }) => steps ?? []),
        memory: remember(all),
      };
    },
  };
}

function observe(run: MadeRun): ObservedRun {
  return {
    at: timeOf(run),
    events: new Set([run.event ?? "push"]),
    legs: new Map(Object.entries(legsOf(run)).map(([leg, complete]) => [leg, { complete }])),
  };
}

function timeOf({ day }: MadeRun): string {
  return new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();
}

function legsOf({ legs }: MadeRun): Readonly<Record<string, boolean>> {
  return legs ?? { build: true };
}

function see(runs: readonly KeyedRun[], of: (run: MadeRun) => readonly string[]): Baseline["endpoints"] {
  const none: ReadonlySet<string> = new Set();
  return new Map(
    [...keysOf(runs, of)].map(([name, keys]) => [
      name,
      { runs: keys, processes: none, steps: none, related: none },
    ]),
  );
}

/** The keys of the runs that have a name. */
function keysOf(
  runs: readonly KeyedRun[],
  of: (run: MadeRun) => readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const run of runs)
    for (const name of of(run)) {
      const known = found.get(name);
      if (known === undefined) found.set(name, new Set([run.key]));
      else known.add(run.key);
    }
  return found;
}

function remember(runs: readonly KeyedRun[]): Memory {
  const seen = new Map<string, SeenRun>(
    runs.map((run) => [run.key, { run: run.key, at: secondsOf(timeOf(run)) }]),
  );
  const complete = (run: MadeRun): string[] =>
    Object.entries(legsOf(run)).flatMap(([leg, isComplete]) => (isComplete ? [leg] : []));
  const list = (of: (run: MadeRun) => readonly string[]): ReadonlyMap<string, Remembered> =>
    new Map(
      [...keysOf(runs, of)]
        .map(([name, keys]) => [name, rememberRuns([...keys].flatMap((key) => seen.get(key) ?? []))] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return {
    endpoints: list(({ calls }) => calls.filter((call) => !call.includes(" "))),
    events: list((run) => (complete(run).length > 0 ? [run.event ?? "push"] : [])),
    legs: list(complete),
    steps: list(({ steps }) => steps ?? []),
  };
}

/** `runs` in order of time, at least one. */
function rememberRuns(runs: readonly SeenRun[]): Remembered {
  const newest: SeenRun[] = [];
  for (const one of runs.toReversed())
    if (newest.length < mostNewest && newest.every(({ run }) => runIdOf(run) !== runIdOf(one.run)))
      newest.push(one);
  const [first] = runs;
  if (first === undefined) throw new Error("there is no run");
  return { first, newest, steps: new Set() };
}

/** So many endpoints, no two alike. */
export function madeNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `h${index}.example${index}.com:443`);
}
