import type { Baseline, RunKey, Sighting } from "../../../domain/baseline/baseline.ts";
import { toLuaJson } from "../redis/lua-json.ts";
import { places } from "./baseline-keys.ts";
import { encodeMemory } from "./encode-memory.ts";

/** A learned baseline as the merge script takes it: `json` with numbers from 1 for runs and names, and the names. */
export interface EncodedLearned {
  readonly json: string;
  /** One letter for the kind (see `nameKinds`) and the text. */
  readonly names: readonly string[];
}

/** What the first letter of a name says. */
export const nameKinds = {
  event: "e",
  leg: "l",
  process: "p",
  step: "s",
  related: "h",
} as const;

/** Longer fields would make Redis store their whole hash less compactly. */
const longestField = 64;
/** A table with a hash of its own for all but its long names. */
type LargeTable = "endpoints" | "addresses" | "resolvedOnly";
/** A table that stands in the hash of long names altogether. */
type SmallTable = "steps" | "unguarded" | "actions" | "enforcement";

/** The letters of the tables in the hash of long names. */
export const tableLetters: Readonly<Record<LargeTable | SmallTable, string>> = {
  endpoints: "e",
  addresses: "a",
  resolvedOnly: "r",
  steps: "s",
  unguarded: "u",
  actions: "c",
  enforcement: "f",
};

export function encodeLearned(learned: Baseline): EncodedLearned {
  const names = createNumbering();
  const runs = new Map<RunKey, number>([...learned.runs.keys()].map((key, index) => [key, index + 1]));
  const json = toLuaJson({
    runs: [...learned.runs].map(([key, run]) => ({
      key,
      at: run.at,
      events: [...run.events].map((event) => names.numberOf(nameKinds.event + event)),
      legs: [...run.legs].map(([leg, { complete }]) => [
        names.numberOf(nameKinds.leg + leg),
        complete ? 1 : 0,
      ]),
    })),
    sightings: [
      ...encodeTable("endpoints", learned.endpoints),
      ...encodeTable("addresses", learned.addresses),
      ...encodeSets("resolvedOnly", learned.resolvedOnly),
      ...encodeSets("steps", learned.steps),
      ...encodeSets("unguarded", learned.unguarded),
      ...encodeSets("actions", learned.actions),
      ...encodeSets("enforcement", learned.enforcement),
    ],
    ...encodeMemory(learned.memory),
  });
  return { json, names: names.all };

  function encodeTable(table: LargeTable, sightings: ReadonlyMap<string, Sighting>): unknown[] {
    return [...sightings].map(([name, sighting]) => encode(table, name, sighting.runs, namesOf(sighting)));
  }

  function encodeSets(
    table: "resolvedOnly" | SmallTable,
    sets: ReadonlyMap<string, ReadonlySet<RunKey>>,
  ): unknown[] {
    return [...sets].map(([name, seen]) => encode(table, name, seen, []));
  }

  function encode(
    table: LargeTable | SmallTable,
    name: string,
    seen: ReadonlySet<RunKey>,
    namesSeen: readonly string[],
  ) {
    const isLong = isSmall(table) || Buffer.byteLength(name) > longestField;
    return {
      place: isLong ? places.long : places[table],
      field: isLong ? tableLetters[table] + name : name,
      runs: [...seen].map((run) => runs.get(run)).filter((number) => number !== undefined),
      names: namesSeen.map(names.numberOf),
    };
  }
}

function isSmall(table: LargeTable | SmallTable): table is SmallTable {
  return table === "steps" || table === "unguarded" || table === "actions" || table === "enforcement";
}

function namesOf(sighting: Sighting): readonly string[] {
  return [
    ...[...sighting.processes].map((process) => nameKinds.process + process),
    ...[...sighting.steps].map((step) => nameKinds.step + step),
    ...[...sighting.related].map((name) => nameKinds.related + name),
  ];
}

/** Numbers texts from 1 in order of appearance. */
function createNumbering(): { readonly all: readonly string[]; numberOf(text: string): number } {
  const numbers = new Map<string, number>();
  const all: string[] = [];
  return {
    all,
    numberOf(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      all.push(text);
      numbers.set(text, all.length);
      return all.length;
    },
  };
}
