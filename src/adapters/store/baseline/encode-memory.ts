import {
  type Memory,
  mostMarks,
  mostNewest,
  mostRemembered,
  numbersOf,
  type Remembered,
  type SeenRun,
} from "../../../domain/baseline/memory.ts";
import type { Reader } from "./reader.ts";

/** The letters of the kinds in the hash of events, legs and steps. */
export const memoryLetters = { events: "e", legs: "l", steps: "s" } as const;

/** Times are counted from the first of January 2020, which saves a byte of each. */
const origin = Date.UTC(2020, 0, 1) / 1_000;

/** A memory as the merge script takes it, with the bounds that it keeps. */
export function encodeMemory(memory: Memory): Readonly<Record<string, unknown>> {
  const { endpoints, ...parts } = mostRemembered;
  return {
    memory: [
      ...[...memory.endpoints].map(([name, seen]) => ({ place: 1, field: name, ...encode(seen) })),
      ...(["events", "legs", "steps"] as const).flatMap((kind) =>
        [...memory[kind]].map(([name, seen]) => ({
          place: 2,
          field: memoryLetters[kind] + name,
          ...encode(seen),
        })),
      ),
    ],
    mostNewest,
    mostSteps: mostMarks,
    mostEndpoints: { "": endpoints },
    mostParts: Object.fromEntries(
      Object.entries(memoryLetters).map(([kind, letter]) => [letter, parts[kind as keyof typeof parts]]),
    ),
  };
}

function encode({ first, newest, steps }: Remembered): object {
  return {
    first: encodeRun(first),
    newest: newest.map(encodeRun),
    steps: [...steps].map((mark) => Number.parseInt(mark, 16)),
  };
}

function encodeRun({ run, at }: SeenRun): readonly number[] {
  return [...numbersOf(run), Math.max(0, at - origin)];
}

/** Reads what the merge script writes. */
export function decodeRemembered(reader: Reader): Remembered {
  const first = decodeRun(reader);
  const newest = reader.list(() => decodeRun(reader));
  const steps = reader.rest(() => reader.number().toString(16).padStart(8, "0"));
  return { first, newest, steps: new Set(steps) };
}

function decodeRun(reader: Reader): SeenRun {
  const [id, attempt, at] = [reader.number(), reader.number(), reader.number()];
  return { run: `${id}/${attempt}`, at: at + origin };
}
