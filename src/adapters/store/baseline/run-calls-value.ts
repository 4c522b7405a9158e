import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import type { RunKey } from "../../../domain/baseline/baseline.ts";
import { compareRunKeys, numbersOf } from "../../../domain/baseline/memory.ts";
import type { MadeCall } from "../../../domain/record/made-call.ts";
import { parseValue } from "../redis/parse-value.ts";

/** By run and leg, in the order of the first calls. */
export type KeptCalls = ReadonlyMap<RunKey, ReadonlyMap<string, readonly MadeCall[]>>;

/** As many runs as the picture of a job has columns. */
const mostRuns = 100;
/** Bytes that Redis keeps of a job and source: so many for each endpoint of the newest run, within limits. */
const bytesPerEndpoint = 20;
const leastRoom = 2_000;
const mostRoom = 6_000;
const mostText = 131_072;
/** What begins the signs that each stand for a number: those before it are longer in JSON. */
const firstSign = 0x30;

/**
 * Names stand once, and so does each way in which an endpoint was called. The calls of a leg are a text of signs, each of which says how many
 * ways on from the one before the next one is: runs differ little in their order, so most signs are the same few.
 */
const valueSchema = z.object({
  version: z.literal(1),
  names: z.array(z.string()),
  /** Numbers of names: endpoint, steps, processes. */
  calls: z.array(z.tuple([z.int(), z.array(z.int()), z.array(z.int())])),
  /** How much greater its number is than that of the run before, the attempt, and of each leg the number of its name and the signs. */
  runs: z.array(z.tuple([z.int(), z.int(), z.array(z.tuple([z.int(), z.string()]))])),
});

/** Writes the calls of the newest runs for which there is room; equal calls give equal bytes. Of a run too long for it the first calls are kept. */
export function encodeRunCalls(kept: KeptCalls): Buffer {
  let runs = [...kept].sort(([a], [b]) => compareRunKeys(a, b)).slice(-mostRuns);
  const room = roomFor(runs.at(-1));
  for (;;) {
    const text = JSON.stringify(describe(runs));
    const bytes = deflateRawSync(text, { level: 9 });
    if (Buffer.byteLength(text) <= mostText && bytes.length <= (runs.length > 1 ? room : mostRoom))
      return bytes;
    runs = runs.length > 1 ? runs.slice(1) : runs.map(([run, legs]) => [run, halve(legs)]);
  }
}

function roomFor(newest: KeptCallsOfRun | undefined): number {
  const endpoints = new Set([...(newest?.[1].values() ?? [])].flat().map(({ endpoint }) => endpoint));
  return Math.min(Math.max(leastRoom, endpoints.size * bytesPerEndpoint), mostRoom);
}

/** Reads what `encodeRunCalls` wrote; nothing from what another release wrote differently. */
export function decodeRunCalls(bytes: Buffer): KeptCalls {
  const value = parseValue(valueSchema, inflate(bytes));
  if (value === null) return new Map();
  const nameOf = (number: number): string => value.names[number] ?? "";
  const calls = value.calls.map(
    ([endpoint, steps, processes]): MadeCall => ({
      endpoint: nameOf(endpoint),
      steps: steps.map(nameOf),
      processes: processes.map(nameOf),
    }),
  );
  const read = (signs: string): readonly MadeCall[] =>
    readNumbers(signs).flatMap((number) => calls[number] ?? []);
  let id = 0;
  return new Map(
    value.runs.map(([more, attempt, legs]) => {
      id += more;
      return [`${id}/${attempt}`, new Map(legs.map(([leg, signs]) => [nameOf(leg), read(signs)]))];
    }),
  );
}

function describe(runs: readonly KeptCallsOfRun[]): z.input<typeof valueSchema> {
  const names = createNumbering();
  const numbers = createNumbering();
  const calls: z.input<typeof valueSchema>["calls"] = [];
  // Most runs share the calls that were read before: those are compared by what they are.
  const known = new Map<MadeCall, number>();
  const wayOf = (call: MadeCall): number => {
    const found = known.get(call);
    if (found !== undefined) return found;
    const { endpoint, steps, processes } = call;
    const number = numbers.numberOf(JSON.stringify([endpoint, steps, processes]));
    if (number === calls.length)
      calls.push([names.numberOf(endpoint), steps.map(names.numberOf), processes.map(names.numberOf)]);
    known.set(call, number);
    return number;
  };
  let before = 0;
  const described = runs.map(([run, legs]): z.input<typeof valueSchema>["runs"][number] => {
    const [id, attempt] = numbersOf(run);
    const more = id - before;
    before = id;
    return [
      more,
      attempt,
      [...legs].map(([leg, made]) => [names.numberOf(leg), writeNumbers(made.map(wayOf))]),
    ];
  });
  return { version: 1, names: [...names.all], calls, runs: described };
}

/** Signs of numbers: the first ones stand for 0, −1, 1, −2, 2, … more than the next number. */
function writeNumbers(numbers: readonly number[]): string {
  let expected = 0;
  return numbers
    .map((number) => {
      const more = number - expected;
      expected = number + 1;
      return String.fromCodePoint(firstSign + (more < 0 ? -2 * more - 1 : 2 * more));
    })
    .join("");
}

function readNumbers(signs: string): readonly number[] {
  let expected = 0;
  return [...signs].map((sign) => {
    const place = (sign.codePointAt(0) ?? 0) - firstSign;
    const number = expected + (place % 2 === 1 ? -(place + 1) / 2 : place / 2);
    expected = number + 1;
    return number;
  });
}

type KeptCallsOfRun = readonly [RunKey, ReadonlyMap<string, readonly MadeCall[]>];

function halve(legs: ReadonlyMap<string, readonly MadeCall[]>): ReadonlyMap<string, readonly MadeCall[]> {
  return new Map([...legs].map(([leg, calls]) => [leg, calls.slice(0, Math.floor(calls.length / 2))]));
}

/** Numbers texts from 0 in order of appearance. */
function createNumbering(): { readonly all: Iterable<string>; numberOf(text: string): number } {
  const numbers = new Map<string, number>();
  return {
    all: numbers.keys(),
    numberOf(text) {
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    },
  };
}

/** Null for what cannot be read, or is longer than anything that is written. */
function inflate(bytes: Buffer): string | null {
  if (bytes.length === 0) return null;
  try {
    return inflateRawSync(bytes, { maxOutputLength: mostText }).toString();
  } catch {
    return null;
  }
}
