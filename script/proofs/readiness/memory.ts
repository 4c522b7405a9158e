import {
  type Baseline,
  emptyBaseline,
  type ObservedRun,
  type Sighting,
} from "../../../src/domain/baseline/baseline.ts";
import type { Window } from "../../../src/domain/baseline/window.ts";
import type { SimulatedRun } from "./runs.ts";

const millisecondsPerDay = 86_400_000;
const none: ReadonlySet<string> = new Set();

/** What the runs in a window teach, kept up to date run by run: to merge baselines one by one would take hours. */
export interface Memory {
  readonly runs: readonly SimulatedRun[];
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
  return { runs, note, baseline };

  function note(run: SimulatedRun): void {
    runs.push(run);
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
    };
  }
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
