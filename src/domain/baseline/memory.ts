import { keyOfStepName } from "../workflow/step-key.ts";
import { mergeMaps } from "./merge-maps.ts";
import { keepFirstNames } from "./name-order.ts";
import { markOf } from "./step-mark.ts";

/** A run in which something was seen. */
export interface SeenRun {
  /** `<run id>/<attempt>`. */
  readonly run: string;
  /** When it began, in whole seconds since 1970. */
  readonly at: number;
}

/** When something was seen, however long ago. */
export interface Remembered {
  readonly first: SeenRun;
  /** The newest of one to three runs, newest first; attempts of one run are one. */
  readonly newest: readonly SeenRun[];
  /** Marks (see `markOf`) of the steps that called it, of an endpoint; a few. */
  readonly steps: ReadonlySet<string>;
}

/** What outlives the window: no run is in it as a whole. */
export interface Memory {
  /** What may be listed, and what was refused and may be, keyed as `endpointKey` says. */
  readonly endpoints: ReadonlyMap<string, Remembered>;
  /** The events and legs of which a leg was complete. */
  readonly events: ReadonlyMap<string, Remembered>;
  readonly legs: ReadonlyMap<string, Remembered>;
  /** The steps that complete legs executed with success, by step key. */
  readonly steps: ReadonlyMap<string, Remembered>;
}

const nothing: ReadonlyMap<string, Remembered> = new Map();
const none: ReadonlySet<string> = new Set();
/** Nothing remembered: the neutral element of `mergeMemories`. */
export const emptyMemory: Memory = { endpoints: nothing, events: nothing, legs: nothing, steps: nothing };

/** How many names of each kind are remembered. Which ones depends on the names alone, so that the merge keeps its laws. */
export const mostRemembered: Readonly<Record<keyof Memory, number>> = {
  endpoints: 2_000,
  events: 64,
  legs: 512,
  steps: 1_000,
};
export const mostNewest = 3;
export const mostMarks = 3;
// Longer names are not remembered; no host name and hardly a step's is so long.
const longestName = 300;

/** The kinds of sightings that can put an endpoint on a list, by a call or by a refusal that failed for want of it. */
const rememberedKinds: ReadonlySet<string | undefined> = new Set([
  undefined,
  "shared-same-owner",
  "shared-other-owner",
  "refused",
  "refused-failed",
  "suspicious",
]);

/** The part of a baseline that is remembered. */
interface Seen {
  readonly runs: ReadonlyMap<
    string,
    {
      readonly at: string;
      readonly events: ReadonlySet<string>;
      readonly legs: ReadonlyMap<string, { readonly complete: boolean }>;
    }
  >;
  readonly endpoints: ReadonlyMap<
    string,
    { readonly runs: ReadonlySet<string>; readonly steps: ReadonlySet<string> }
  >;
  readonly steps: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is to be remembered of the runs of a baseline. */
export function memoryOf({ runs, endpoints, steps }: Seen): Memory {
  const events = new Map<string, Remembered>();
  const legs = new Map<string, Remembered>();
  for (const [run, { at, ...observed }] of runs) {
    const complete = [...observed.legs].filter(([, leg]) => leg.complete).map(([leg]) => leg);
    const seen = rememberRun({ run, at: secondsOf(at) });
    for (const leg of complete) add(legs, leg, seen);
    if (complete.length > 0) for (const event of observed.events) add(events, event, seen);
  }
  const called = new Map<string, Remembered>();
  for (const [key, sighting] of endpoints) {
    if (!rememberedKinds.has(key.split(" ")[1])) continue;
    const marks = firstMarks([...sighting.steps].map(keyOfStepName).map(markOf));
    for (const seen of listSeen(sighting.runs)) add(called, key, { ...seen, steps: marks });
  }
  const executed = new Map<string, Remembered>();
  for (const [key, keys] of steps) for (const seen of listSeen(keys)) add(executed, key, seen);
  return mergeMemories(emptyMemory, { endpoints: called, events, legs, steps: executed });

  function listSeen(keys: ReadonlySet<string>): readonly Remembered[] {
    return [...keys].flatMap((run) => {
      const at = runs.get(run)?.at;
      return at === undefined ? [] : [rememberRun({ run, at: secondsOf(at) })];
    });
  }
}

/** What is remembered of one run. */
export function rememberRun(run: SeenRun, steps: ReadonlySet<string> = none): Remembered {
  return { first: run, newest: [run], steps };
}

function add(map: Map<string, Remembered>, name: string, seen: Remembered): void {
  const known = map.get(name);
  map.set(name, known === undefined ? seen : mergeRemembered(known, seen));
}

/** Joins two memories. Commutative, associative and idempotent; sorted. */
export function mergeMemories(a: Memory, b: Memory): Memory {
  const merge = (kind: keyof Memory): ReadonlyMap<string, Remembered> =>
    keepFirstNames(mergeMaps(a[kind], b[kind], mergeRemembered), mostRemembered[kind], longestName);
  return {
    endpoints: merge("endpoints"),
    events: merge("events"),
    legs: merge("legs"),
    steps: merge("steps"),
  };
}

/** Joins what is remembered of one thing: the first time only gets earlier, the newest runs only later. */
export function mergeRemembered(a: Remembered, b: Remembered): Remembered {
  const newest: SeenRun[] = [];
  for (const seen of [...a.newest, ...b.newest].sort((x, y) => compareRuns(y, x))) {
    if (newest.length === mostNewest) break;
    if (newest.every(({ run }) => runIdOf(run) !== runIdOf(seen.run))) newest.push(seen);
  }
  return {
    first: compareRuns(a.first, b.first) <= 0 ? a.first : b.first,
    newest,
    steps: firstMarks([...a.steps, ...b.steps]),
  };
}

function firstMarks(marks: readonly string[]): ReadonlySet<string> {
  return new Set([...new Set(marks)].sort().slice(0, mostMarks));
}

/** By time, then by number. */
function compareRuns(a: SeenRun, b: SeenRun): number {
  return a.at === b.at ? compareRunKeys(a.run, b.run) : a.at - b.at;
}

/** By number, then by attempt. GitHub counts runs on, so that tells which was created first. */
export function compareRunKeys(a: string, b: string): number {
  const [id, attempt] = numbersOf(a);
  const [otherId, otherAttempt] = numbersOf(b);
  return id === otherId ? attempt - otherAttempt : id - otherId;
}

/** The run of a key without its attempt. */
export function runIdOf(key: string): string {
  const slash = key.indexOf("/");
  return slash === -1 ? key : key.slice(0, slash);
}

/** The run id and the attempt of a key. */
export function numbersOf(key: string): readonly [number, number] {
  const [id, attempt] = key.split("/");
  return [Number(id), Number(attempt)];
}

/** Whole seconds since 1970 of a time, ISO 8601 UTC. */
export function secondsOf(at: string): number {
  return Math.floor(Date.parse(at) / 1_000);
}
