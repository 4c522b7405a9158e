import {
  type Baseline,
  emptyBaseline,
  type ObservedRun,
  type Sighting,
} from "../../../src/domain/baseline/baseline.ts";
import {
  emptyMemory,
  mergeMemories,
  mergeRemembered,
  mostRemembered,
  type Remembered,
  rememberRun,
} from "../../../src/domain/baseline/memory.ts";
import type { Window } from "../../../src/domain/baseline/window.ts";
import type { SimulatedRun } from "./runs.ts";

const millisecondsPerDay = 86_400_000;
const none: ReadonlySet<string> = new Set();

/** What the runs in a window teach, kept up to date run by run: to merge baselines one by one would take hours. */
export interface Memory {
  readonly runs: readonly SimulatedRun[];
  /** Whether a run executed a step, however long ago. */
  hasExecuted(step: string): boolean;
  /** The runs come in order of time. */
  note(run: SimulatedRun): void;
  /** The same as of the merged and cut baselines of these runs. It changes with the next `note`. */
  baseline(): Baseline;
}

/** Remembers nothing yet. */
export function createMemory(window: Window): Memory {
  const runs: SimulatedRun[] = [];
  const observed = new Map<string, ObservedRun>();
  const endpoints = new Map<string, Set<string>>();
  const steps = new Map<string, Set<string>>();
  const remembered = createRemembered();
  return { runs, hasExecuted: (step) => remembered.steps.has(step), note, baseline };

  function note(run: SimulatedRun): void {
    runs.push(run);
    remember(remembered, run);
    observed.set(run.key, {
      at: new Date(run.at * millisecondsPerDay).toISOString(),
      events: new Set([run.event]),
      legs: run.legs,
    });
    for (const { endpoint } of run.calls) add(endpoints, endpoint, run.key);
    for (const step of run.steps) add(steps, step, run.key);
    for (let [oldest] = runs; oldest !== undefined && isOver(oldest, run); [oldest] = runs) {
      runs.shift();
      observed.delete(oldest.key);
      for (const { endpoint } of oldest.calls) remove(endpoints, endpoint, oldest.key);
      for (const step of oldest.steps) remove(steps, step, oldest.key);
    }
  }

  function isOver(oldest: SimulatedRun, newest: SimulatedRun): boolean {
    return runs.length > window.runs || newest.at - oldest.at > window.days;
  }

  // Keys are in order of time and were noted in it, so only what they were noted under has to be sorted.
  function baseline(): Baseline {
    return {
      ...emptyBaseline,
      runs: observed,
      endpoints: new Map(sort(endpoints).map(([endpoint, seen]) => [endpoint, sightingIn(seen)])),
      steps: new Map(sort(steps)),
      memory: mergeMemories(emptyMemory, remembered),
    };
  }
}

interface Everything {
  readonly endpoints: Map<string, Remembered>;
  readonly events: Map<string, Remembered>;
  readonly legs: Map<string, Remembered>;
  readonly steps: Map<string, Remembered>;
}

function createRemembered(): Everything {
  return { endpoints: new Map(), events: new Map(), legs: new Map(), steps: new Map() };
}

/** The same as `memoryOf`, in place. */
function remember(all: Everything, { key: run, at, event, legs, calls, steps }: SimulatedRun): void {
  const seen = rememberRun({ run, at: Math.floor((at * millisecondsPerDay) / 1_000) });
  const join = (map: Map<string, Remembered>, name: string): void => {
    const known = map.get(name);
    map.set(name, known === undefined ? seen : mergeRemembered(known, seen));
  };
  for (const { endpoint } of calls) join(all.endpoints, endpoint);
  for (const step of steps) join(all.steps, step);
  const complete = [...legs].filter(([, leg]) => leg.complete);
  for (const [leg] of complete) join(all.legs, leg);
  if (complete.length > 0) join(all.events, event);
  if (all.endpoints.size > 2 * mostRemembered.endpoints) dropSurplus(all.endpoints);
}

/** Drops what the bounds of the memory leave no room for. */
function dropSurplus(endpoints: Map<string, Remembered>): void {
  const { endpoints: kept } = mergeMemories(emptyMemory, { ...emptyMemory, endpoints });
  for (const name of endpoints.keys()) if (!kept.has(name)) endpoints.delete(name);
}

function sightingIn(runs: ReadonlySet<string>): Sighting {
  return { runs, processes: none, steps: none, related: none };
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}

function remove(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  known?.delete(value);
  if (known?.size === 0) sets.delete(key);
}

function sort<V>(map: ReadonlyMap<string, V>): readonly [string, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
