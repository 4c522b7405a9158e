import type { Hash } from "./decode-baseline.ts";
import { createReader } from "./reader.ts";
import { writeBits, writeNumber, writeText } from "./writer.ts";

/** The hashes of a baseline that know runs by their slots and names by their numbers; see `BaselineKeys`. */
export interface SlottedHashes {
  readonly names: Hash;
  readonly slots: readonly [Hash, Hash];
  readonly runs: readonly [Hash, Hash];
  readonly sightings: readonly [Hash, Hash, Hash, Hash];
}

/** When a run began, ISO 8601 UTC, and its key. */
export interface RunMark {
  readonly at: string;
  readonly key: string;
}

/** What is left of a baseline. */
export interface Kept {
  /** When the oldest run of all that were there began. */
  readonly oldest: string;
  /** The newest run that goes, with what is left without it and all before; null where none does. */
  readonly change: { readonly floor: RunMark; readonly hashes: SlottedHashes } | null;
}

interface StoredRun extends RunMark {
  readonly slot: number;
  readonly events: readonly number[];
  /** Twice the number of the leg's name, and one more if it was complete. */
  readonly legs: readonly number[];
}

/** Small hashes are stored compactly: at most 128 fields, so the runs are spread over two. */
const halfLength = 128;

/**
 * Writes a stored baseline anew with its newest runs alone: at most `most`, and none but the newest that began before `since`. In order of time, with
 * the names that they use. Null where no run is stored.
 */
export function keepNewest(stored: SlottedHashes, most: number, since: string): Kept | null {
  const runs = stored.runs.flatMap((hash) => [...hash].map(([slot, bytes]) => readRun(Number(slot), bytes)));
  runs.sort((a, b) => (isOlder(a, b) ? -1 : 1));
  let first = Math.max(0, runs.length - most);
  while (first < runs.length - 1 && (runs[first]?.at ?? since) < since) first += 1;
  const [oldest] = runs.slice(first);
  if (oldest === undefined) return null;
  const floor = runs[first - 1];
  const change = floor === undefined ? null : { floor, hashes: rewrite(stored, runs.slice(first)) };
  return { oldest: oldest.at, change };
}

/** By time, then by key. */
export function isOlder(a: RunMark, b: RunMark): boolean {
  return a.at === b.at ? a.key < b.key : a.at < b.at;
}

function rewrite(stored: SlottedHashes, runs: readonly StoredRun[]): SlottedHashes {
  const texts = new Map([...stored.names].map(([text, number]) => [Number(number.toString()), text]));
  const names = new Map<string, Buffer>();
  const renamed = new Map<number, number>();
  const rename = (name: number): number => {
    const known = renamed.get(name);
    if (known !== undefined) return known;
    const number = renamed.size;
    renamed.set(name, number);
    names.set(texts.get(name) ?? "", Buffer.from(String(number)));
    return number;
  };

  const moved = new Map(runs.map(({ slot }, place) => [slot, place]));
  const slots = [new Map<string, Buffer>(), new Map<string, Buffer>()] as const;
  const halves = [new Map<string, Buffer>(), new Map<string, Buffer>()] as const;
  for (const [slot, run] of runs.entries()) {
    const half = slot < halfLength ? 0 : 1;
    slots[half].set(run.key, Buffer.from(String(slot)));
    halves[half].set(String(slot), writeRun(run, rename));
  }
  const rewriteAll = (hash: Hash): Hash => {
    const kept = new Map<string, Buffer>();
    for (const [field, bytes] of hash) {
      const sighting = rewriteSighting(bytes, moved, rename);
      if (sighting !== null) kept.set(field, sighting);
    }
    return kept;
  };
  const [endpoints, addresses, resolvedOnly, long] = stored.sightings;
  const sightings = [
    rewriteAll(endpoints),
    rewriteAll(addresses),
    rewriteAll(resolvedOnly),
    rewriteAll(long),
  ] as const;
  return { names, slots, runs: halves, sightings };
}

function readRun(slot: number, bytes: Buffer): StoredRun {
  const reader = createReader(bytes);
  const [key, at] = [reader.text(), reader.text()];
  return { slot, key, at, events: reader.list(reader.number), legs: reader.rest(reader.number) };
}

function writeRun({ key, at, events, legs }: StoredRun, rename: (name: number) => number): Buffer {
  return Buffer.concat([
    writeText(key),
    writeText(at),
    writeNumber(events.length),
    ...events.map((event) => writeNumber(rename(event))),
    ...legs.map((leg) => writeNumber(rename(Math.floor(leg / 2)) * 2 + (leg % 2))),
  ]);
}

/** Null where no run is left that saw it. */
function rewriteSighting(
  bytes: Buffer,
  moved: ReadonlyMap<number, number>,
  rename: (name: number) => number,
): Buffer | null {
  const reader = createReader(bytes);
  const carried = reader.list(() => [reader.number(), reader.number()] as const);
  const slots = reader.bits().flatMap((slot) => moved.get(slot) ?? []);
  if (slots.length === 0) return null;
  const names = carried.flatMap(([name, newest]) => {
    const slot = moved.get(newest);
    return slot === undefined ? [] : [Buffer.concat([writeNumber(rename(name)), writeNumber(slot)])];
  });
  return Buffer.concat([writeNumber(names.length), ...names, writeBits(slots)]);
}
