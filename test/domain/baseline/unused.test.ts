import { describe, expect, test } from "vitest";
import {
  type Baseline,
  baselineOf,
  emptyBaseline,
  factsOfLogAlone,
  mergeBaselines,
} from "../../../src/domain/baseline/baseline.ts";
import { type EntryMemory, rememberEntry } from "../../../src/domain/baseline/entry-memory.ts";
import { findUnused } from "../../../src/domain/baseline/unused.ts";
import { withinWindow } from "../../../src/domain/baseline/window.ts";
import { learn, observationOf, type Run } from "../../support/baseline-builder.ts";

const key = "a.example.com:443";
const dayOf = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
/** Quiet runs between two days, that executed some steps. */
const quiet = (
  from: number,
  to: number,
  count: number,
  steps: readonly string[] = ["Run npm test"],
): readonly Run[] =>
  Array.from({ length: count }, (_, index) => ({
    day: from + ((to - from) * index) / (count - 1),
    runId: 2_000 + index,
    steps,
  }));
const memory = (changes: Partial<EntryMemory> = {}): EntryMemory => ({
  listedOn: dayOf(0),
  seenOn: dayOf(5),
  steps: ["Run npm test"],
  past: { runs: 5, calls: 5 },
  runs: 0,
  countedOn: dayOf(0),
  ...changes,
});

/** So many attempts of one run. */
function learnAttempts(run: Run, attempts: number): readonly Baseline[] {
  const facts = { ...factsOfLogAlone, executedSteps: run.steps ?? [] };
  return Array.from(
    { length: attempts },
    (_, index) => baselineOf(observationOf(run, 0), { ...facts, attempt: index + 1 }) ?? emptyBaseline,
  );
}

describe("an entry", () => {
  test.each<[string, Partial<EntryMemory>, readonly Run[], number | null]>([
    ["that nothing called for 90 days and 50 runs is unused", {}, quiet(50, 95, 50), 50],
    ["that was called 74 days ago is not", { seenOn: dayOf(21) }, quiet(50, 95, 50), null],
    [
      "that was never called counts from the day it was listed",
      { seenOn: null, listedOn: dayOf(5) },
      quiet(50, 95, 50),
      50,
    ],
    ["that was listed 74 days ago is not", { seenOn: null, listedOn: dayOf(21) }, quiet(50, 95, 50), null],
    [
      "that was called before it was listed counts from that call",
      { listedOn: dayOf(60) },
      quiet(50, 95, 50),
      50,
    ],
    ["is not after 49 runs", {}, quiet(50, 95, 49), null],
    ["is not where runs broke off", {}, quiet(50, 95, 50).map((run) => ({ ...run, complete: false })), null],
    ["is not where the step that called it did not run", {}, quiet(50, 95, 60, ["Run npm ci"]), null],
    [
      "is not where one of its steps did not run",
      { steps: ["Run npm test", "Publish"] },
      quiet(50, 95, 60),
      null,
    ],
    [
      "needs no step that comes with every run",
      { steps: ["Post Run actions/cache@v4", "Run npm test"] },
      quiet(50, 95, 50),
      50,
    ],
    [
      "knows an action by its name",
      { steps: ["Run actions/cache@v3"] },
      quiet(50, 95, 50, ["Run actions/cache"]),
      50,
    ],
    ["knows one of several equal steps", { steps: ["Publish"] }, quiet(50, 95, 50, ["Publish #2"]), 50],
    ["whose steps nobody knows needs complete runs only", { steps: [] }, quiet(50, 95, 50), 50],
    ["is not where nothing ran", {}, [], null],
  ])("%s", (_, changes, runs, expected) => {
    const unused = findUnused(new Map([[key, memory(changes)]]), learn(runs), emptyBaseline);
    expect(unused.map((entry) => entry.runs)).toEqual(expected === null ? [] : [expected]);
  });

  test.each([
    ["90 days ago is due", 5, true],
    ["89 days ago only goes along", 6, false],
    ["75 days ago only goes along", 20, false],
  ])("that was called %s", (_, seenOn, isDue) => {
    const entries = new Map([[key, memory({ seenOn: dayOf(seenOn) })]]);
    expect(findUnused(entries, learn(quiet(50, 95, 50)), emptyBaseline)).toMatchObject([{ isDue }]);
  });

  // The newest run is of day 95 or 185.
  const often = { runs: 5, calls: 5 };
  const tenth = { runs: 100, calls: 10 };
  const seldom = { runs: 100, calls: 2 };
  const unknown = { runs: 0, calls: 0 };
  test.each<[string, EntryMemory["past"], number, readonly Run[], boolean]>([
    ["that every run called is unused after 50 without", often, 5, quiet(50, 95, 50), true],
    ["that 10 of 100 called is not after 99 without", tenth, 5, quiet(50, 95, 99), false],
    ["that 10 of 100 called is after 100 without", tenth, 5, quiet(50, 95, 100), true],
    ["that 2 of 100 called is not after 179 days", seldom, 6, quiet(50, 185, 200), false],
    ["that 2 of 100 called is after 180 days", seldom, 5, quiet(50, 185, 200), true],
    ["of which no call was counted is not after 179 days", unknown, 6, quiet(50, 185, 200), false],
    ["of which no call was counted is after 180 days", unknown, 5, quiet(50, 185, 50), true],
  ])("%s", (_, past, seenOn, runs, isUnused) => {
    const entries = new Map([[key, memory({ past, seenOn: dayOf(seenOn) })]]);
    expect(findUnused(entries, learn(runs), emptyBaseline)).toHaveLength(isUnused ? 1 : 0);
  });

  test.each<[string, readonly string[], readonly string[] | null, number | null]>([
    ["whose step is gone from the file asks for no step", ["Upload"], ["Run make"], 50],
    ["whose step is in the file asks for it", ["Upload"], ["Run make", "Upload"], null],
    [
      "that the guard's own step called asks for none",
      ["Run step-security/harden-runner@v2.1"],
      ["Run npm test"],
      50,
    ],
    [
      "that the runner's own steps called asks for none",
      ["Set up job", "Stop containers", "Complete job"],
      null,
      50,
    ],
    ["that containers were fetched from asks for none", ["Initialize containers"], ["Run npm test"], 50],
    ["is known by the name that an expression made", ["Test on 20"], ["Test on ${{ matrix.node }}"], null],
  ])("%s", (_, steps, fileSteps, expected) => {
    const unused = findUnused(
      new Map([[key, memory({ steps })]]),
      learn(quiet(50, 95, 50)),
      emptyBaseline,
      fileSteps,
    );
    expect(unused.map((entry) => entry.runs)).toEqual(expected === null ? [] : [expected]);
  });

  test("counts the runs of a step with a computed name by its key in the file", () => {
    const fileSteps = ["Test on ${{ matrix.node }}"];
    const unused = findUnused(
      new Map([[key, memory({ steps: ["Test on 20"] })]]),
      learn(quiet(50, 95, 50, fileSteps)),
      emptyBaseline,
      fileSteps,
    );
    expect(unused).toHaveLength(1);
  });

  test("counts runs and not their attempts", () => {
    const runs = quiet(50, 95, 40).flatMap((run) => learnAttempts(run, 3));
    const unused = findUnused(new Map([[key, memory()]]), runs.reduce(mergeBaselines), emptyBaseline);
    expect(unused).toEqual([]);
  });

  test("is judged by runs that have left the window too, each counted once", () => {
    const runs = quiet(6, 95, 90, ["Run npm test"]);
    let known: EntryMemory | null = memory({ countedOn: dayOf(5) });
    for (let day = 6; day <= 96; day += 1) {
      const window = learn(runs.filter((run) => (run.day ?? 0) > day - 10 && (run.day ?? 0) < day));
      known = rememberEntry(known, key, window, dayOf(day));
      // Once more on the same day changes nothing.
      expect(rememberEntry(known, key, window, dayOf(day))).toEqual(known);
    }
    expect(known).toMatchObject({ seenOn: dayOf(5), runs: 90, countedOn: dayOf(95) });
    const last = learn(quiet(95, 95.9, 3));
    expect(findUnused(new Map([[key, known ?? memory()]]), last, emptyBaseline)).toMatchObject([
      { runs: 90 },
    ]);
  });

  test("is known by how often it was called, beyond the window, each run counted once", () => {
    const all = Array.from({ length: 100 }, (_, index): Run => {
      const isCall = index % 7 === 3 && index < 70;
      // Two runs a day.
      return { runId: index + 1, day: index / 2, steps: ["Test"], calls: isCall ? ["a.example.com"] : [] };
    });
    let known: EntryMemory | null = null;
    for (let day = 10; day <= 50; day += 1) {
      // The look is in the middle of a day.
      const window = learn(all.filter(({ runId = 0 }) => runId - 1 > 2 * day - 20 && runId - 1 <= 2 * day));
      known = rememberEntry(known, key, window, dayOf(day));
      expect(rememberEntry(known, key, window, dayOf(day))).toEqual(known);
    }
    // The last call is that of run 66, on day 33; run 0 had left the window before the first look.
    expect(known).toMatchObject({ seenOn: dayOf(33), past: { runs: 67, calls: 10 }, runs: 32 });
  });

  test("that a late log shows to be called counts the runs after it again", () => {
    const known = memory({ past: { runs: 10, calls: 10 }, runs: 40, countedOn: dayOf(60) });
    const late = learn([{ calls: ["a.example.com"], day: 40 }, ...quiet(41, 60, 20)]);
    expect(rememberEntry(known, key, late, dayOf(61))).toMatchObject({
      seenOn: dayOf(40),
      past: { runs: 30, calls: 10 },
      runs: 20,
    });
  });

  test("that was called again begins anew", () => {
    const known = memory({ runs: 40, countedOn: dayOf(50) });
    const next = rememberEntry(
      known,
      key,
      learn([{ calls: ["a.example.com"], day: 60 }, ...quiet(61, 70, 5)]),
      dayOf(80),
    );
    expect(next).toMatchObject({ seenOn: dayOf(60), runs: 5, countedOn: dayOf(79) });
  });

  test("that the trial of a list without it was refused is used", () => {
    const trial = learn([{ refused: ["a.example.com"] }]);
    expect(findUnused(new Map([[key, memory()]]), learn(quiet(50, 95, 50)), trial)).toEqual([]);
  });
});

describe("what is remembered of a call that has left the window", () => {
  test("is when it was last, and by which of the steps that the file has", () => {
    const all = [{ day: 1, endpoints: [{ host: "a.example.com", steps: ["Publish"] }] }, ...quiet(40, 50, 5)];
    const window = withinWindow(learn(all), { runs: 5, days: 90 });
    expect(rememberEntry(null, key, window, dayOf(51), ["Run npm test", "Publish"])).toMatchObject({
      seenOn: dayOf(1),
      steps: ["Publish"],
    });
  });
});

describe("what is remembered", () => {
  const called = (host: string, day: number, steps: readonly string[]): Run => ({
    day,
    endpoints: [{ host, steps }],
  });

  test.each<[string, EntryMemory | null, string, readonly Run[], Partial<EntryMemory>]>([
    [
      "begins with the day it is first seen",
      null,
      key,
      [],
      { listedOn: "2026-06-01", seenOn: null, steps: [] },
    ],
    [
      "is the last call and its steps",
      null,
      key,
      [called("a.example.com", 1, ["A"]), called("a.example.com", 3, ["B"])],
      { seenOn: dayOf(3), steps: ["A", "B"] },
    ],
    ["outlives the runs", memory(), key, [], { seenOn: dayOf(5), steps: ["Run npm test"] }],
    [
      "is not set back by older runs",
      memory(),
      key,
      [called("a.example.com", 2, ["Old"])],
      { seenOn: dayOf(5), steps: ["Run npm test"] },
    ],
    [
      "of a pattern is what falls under it",
      null,
      "*.example.com:443",
      [called("x.example.com", 4, [])],
      { seenOn: dayOf(4) },
    ],
    [
      "is when block mode refused it, for then the job wanted it",
      memory(),
      key,
      [{ refused: ["a.example.com"], day: 80 }],
      { seenOn: dayOf(80), runs: 0 },
    ],
    [
      "has, when it is listed, the runs since the last call",
      null,
      key,
      [called("a.example.com", 1, []), ...quiet(2, 40, 20)],
      { seenOn: dayOf(1), runs: 20, listedOn: "2026-06-01" },
    ],
    ["is not another port", null, key, [{ calls: ["a.example.com:8443"] }], { seenOn: null }],
  ])("%s", (_, known, entry, runs, expected) => {
    expect(rememberEntry(known, entry, learn(runs), "2026-06-01")).toMatchObject(expected);
  });
});
