import {
  type Baseline,
  emptyBaseline,
  type ObservedRun,
  type RunKey,
  type Sighting,
} from "../../../domain/baseline/baseline.ts";
import { emptyMemory, type Memory, mergeMemories } from "../../../domain/baseline/memory.ts";
import { type Window, withinWindow } from "../../../domain/baseline/window.ts";
import { nameKinds, tableLetters } from "./encode-learned.ts";
import { decodeRemembered, memoryLetters } from "./encode-memory.ts";
import { createReader, type Reader } from "./reader.ts";

/** A Redis hash as it was read. */
export type Hash = ReadonlyMap<string, Buffer>;

/** A reply to `HGETALL` with its values as bytes. */
export function toHash(reply: unknown): Hash {
  const fields = typeof reply === "object" && reply !== null ? Object.entries(reply) : [];
  return new Map(fields.filter((field): field is [string, Buffer] => Buffer.isBuffer(field[1])));
}

/** The hashes of a baseline; see `BaselineKeys`. */
export interface StoredBaseline {
  readonly names: Hash;
  readonly runs: readonly Hash[];
  readonly endpoints: Hash;
  readonly addresses: Hash;
  readonly resolvedOnly: Hash;
  readonly long: Hash;
  /** Of endpoints, and of events, legs and steps. */
  readonly memories: readonly [Hash, Hash];
}

/**
 * Reads the values that the merge script writes, cut to the window: what only older runs saw is as if it had never been
 * observed, also the processes and steps of an endpoint, but for the memory. Sorted, so that equal baselines have equal bytes.
 */
export function decodeBaseline(stored: StoredBaseline, window: Window): Baseline {
  const names = new Map([...stored.names].map(([text, number]) => [Number(number.toString()), text]));
  const runs = new Map<number, readonly [RunKey, ObservedRun]>();
  for (const [slot, bytes] of stored.runs.flatMap((hash) => [...hash])) {
    runs.set(Number(slot), decodeRun(createReader(bytes), names));
  }
  const kept = withinWindow({ ...emptyBaseline, runs: sortMap(runs.values()) }, window).runs;
  const keyOfSlot = new Map<number, RunKey>();
  for (const [slot, [key]] of runs) if (kept.has(key)) keyOfSlot.set(slot, key);
  const decodeTable = (table: keyof typeof tableLetters, own: Hash): ReadonlyMap<string, Sighting> => {
    const entries = [...own];
    for (const [field, bytes] of stored.long) {
      if (field.startsWith(tableLetters[table])) entries.push([field.slice(1), bytes]);
    }
    return sortMap(
      entries
        .map(([name, bytes]) => [name, decodeSighting(createReader(bytes), names, keyOfSlot)] as const)
        .filter(([, sighting]) => sighting.runs.size > 0),
    );
  };
  const decodeSets = (
    table: keyof typeof tableLetters,
    own: Hash,
  ): ReadonlyMap<string, ReadonlySet<RunKey>> =>
    new Map([...decodeTable(table, own)].map(([name, sighting]) => [name, sighting.runs]));
  return {
    runs: kept,
    endpoints: decodeTable("endpoints", stored.endpoints),
    addresses: decodeTable("addresses", stored.addresses),
    resolvedOnly: decodeSets("resolvedOnly", stored.resolvedOnly),
    steps: decodeSets("steps", new Map()),
    unguarded: decodeSets("unguarded", new Map()),
    actions: decodeSets("actions", new Map()),
    enforcement: decodeSets("enforcement", new Map()),
    memory: decodeMemory(stored.memories),
  };
}

function decodeMemory([endpoints, parts]: StoredBaseline["memories"]): Memory {
  const decodeAll = (hash: Hash, letter: string): Memory["endpoints"] =>
    new Map(
      [...hash]
        .filter(([field]) => field.startsWith(letter))
        .map(([field, bytes]) => [field.slice(letter.length), decodeRemembered(createReader(bytes))]),
    );
  // Some more are stored than are kept.
  return mergeMemories(emptyMemory, {
    endpoints: decodeAll(endpoints, ""),
    events: decodeAll(parts, memoryLetters.events),
    legs: decodeAll(parts, memoryLetters.legs),
    steps: decodeAll(parts, memoryLetters.steps),
  });
}

function decodeRun(reader: Reader, names: ReadonlyMap<number, string>): readonly [RunKey, ObservedRun] {
  const key = reader.text();
  const at = reader.text();
  const events = reader.list(() => readName(reader, names, nameKinds.event));
  const legs = reader.rest(() => {
    const number = reader.number();
    const leg = names.get(Math.floor(number / 2))?.slice(1) ?? "";
    return [leg, { complete: number % 2 === 1 }] as const;
  });
  return [key, { at, events: sortSet(events.filter((event) => event !== null)), legs: sortMap(legs) }];
}

function decodeSighting(
  reader: Reader,
  names: ReadonlyMap<number, string>,
  keyOfSlot: ReadonlyMap<number, RunKey>,
): Sighting {
  const carried = reader
    .list(() => [names.get(reader.number()), reader.number()] as const)
    .filter(([, newest]) => keyOfSlot.has(newest))
    .map(([name = ""]) => name);
  const slots = reader.bits();
  const ofKind = (kind: string): ReadonlySet<string> =>
    sortSet(carried.filter((name) => name.startsWith(kind)).map((name) => name.slice(1)));
  return {
    runs: sortSet(slots.map((slot) => keyOfSlot.get(slot)).filter((key) => key !== undefined)),
    processes: ofKind(nameKinds.process),
    steps: ofKind(nameKinds.step),
    related: ofKind(nameKinds.related),
  };
}

function readName(reader: Reader, names: ReadonlyMap<number, string>, kind: string): string | null {
  const name = names.get(reader.number());
  return name?.startsWith(kind) ? name.slice(1) : null;
}

function sortSet(texts: readonly string[]): ReadonlySet<string> {
  return new Set([...texts].sort());
}

function sortMap<V>(entries: Iterable<readonly [string, V]>): ReadonlyMap<string, V> {
  return new Map([...entries].sort(([x], [y]) => (x < y ? -1 : 1)));
}
