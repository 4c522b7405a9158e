import { type Baseline, emptyBaseline, type ObservedRun } from "../../src/domain/baseline/baseline.ts";
import { emptyMemory, memoryOf } from "../../src/domain/baseline/memory.ts";
import { defaultWindow } from "../../src/domain/baseline/window.ts";

/** One run of a job, made up. Days count from the first of January 2026. */
export interface MadeRun {
  readonly day: number;
  readonly calls: readonly string[];
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

/** Nothing learned yet. Runs have to come in order of time. */
export function createLivingBaseline(): LivingBaseline {
  const all: { readonly key: string; readonly run: MadeRun }[] = [];
  return {
    add(run) {
      all.push({ key: `${run.id ?? 1_000_000 + all.length}/${run.attempt ?? 1}`, run });
    },
    baseline() {
      const newest = all.at(-1)?.run.day ?? 0;
      const kept = all.slice(-defaultWindow.runs).filter(({ run }) => newest - run.day <= defaultWindow.days);
      return { ...baselineOfRuns(kept), memory: memoryOf(baselineOfRuns(all)) };
    },
  };
}

function baselineOfRuns(made: readonly { readonly key: string; readonly run: MadeRun }[]): Baseline {
  const runs = new Map<string, ObservedRun>();
  const endpoints = new Map<string, Set<string>>();
  const steps = new Map<string, Set<string>>();
  const add = (sets: Map<string, Set<string>>, name: string, key: string): void => {
    const known = sets.get(name);
    if (known === undefined) sets.set(name, new Set([key]));
    else known.add(key);
  };
  for (const { key, run } of made) {
    const legs = Object.entries(run.legs ?? { build: true });
    runs.set(key, {
      at: new Date(Date.UTC(2026, 0, 1) + run.day * 86_400_000).toISOString(),
      events: new Set([run.event ?? "push"]),
      legs: new Map(legs.map(([leg, complete]) => [leg, { complete }])),
    });
    for (const call of run.calls) add(endpoints, call, key);
    for (const step of run.steps ?? []) add(steps, step, key);
  }
  const none: ReadonlySet<string> = new Set();
  const sightings = [...endpoints].map(
    ([name, seen]) => [name, { runs: seen, processes: none, steps: none, related: none }] as const,
  );
  return { ...emptyBaseline, runs, endpoints: new Map(sightings), steps, memory: emptyMemory };
}

/** So many endpoints, no two alike. */
export function madeNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `h${index}.example${index}.com:443`);
}
