import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyBaseline, mergeBaselines } from "../../../src/domain/baseline/baseline.ts";
import {
  emptyMemory,
  type Memory,
  memoryOf,
  mergeMemories,
  mostRemembered,
  type Remembered,
  rememberRun,
} from "../../../src/domain/baseline/memory.ts";
import { withinWindow } from "../../../src/domain/baseline/window.ts";
import { learn, toBytes } from "../../support/baseline-builder.ts";

const seen = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    attempt: fc.integer({ min: 1, max: 3 }),
    at: fc.integer({ min: 0, max: 9 }),
    steps: fc.subarray(["0000000a", "0000000b", "0000000c", "0000000d", "0000000e"]),
  })
  .map(({ id, attempt, at, steps }) =>
    rememberRun({ run: `${id}/${attempt}`, at: 1_767_225_600 + at }, new Set(steps.slice(0, 3))),
  );

/** As many names as overflow the smallest bound, of every length and with digits. */
const names = Array.from({ length: 200 }, (_, index) => `${"ab".repeat(index % 5)}${index}`);
const most = mostRemembered.events;
const memory: fc.Arbitrary<Memory> = fc
  .array(fc.tuple(fc.constantFrom(...names), seen), { maxLength: 2 * most })
  .map((entries) => ({ ...emptyMemory, events: new Map<string, Remembered>(entries) }))
  .map((one) => mergeMemories(emptyMemory, one));

describe("the merge of memories with more names than are kept", () => {
  test("is commutative, associative and idempotent, to the byte", () => {
    fc.assert(
      fc.property(memory, memory, memory, (a, b, c) => {
        expect(toBytes(mergeMemories(a, b))).toBe(toBytes(mergeMemories(b, a)));
        const left = mergeMemories(mergeMemories(a, b), c);
        expect(toBytes(left)).toBe(toBytes(mergeMemories(a, mergeMemories(b, c))));
        expect(toBytes(mergeMemories(a, a))).toBe(toBytes(a));
        expect(left.events.size).toBeLessThanOrEqual(most);
      }),
      { numRuns: 200 },
    );
  });

  test("lets a first time only get earlier, and the newest runs only later", () => {
    fc.assert(
      fc.property(seen, seen, (a, b) => {
        const joined = mergeMemories(
          { ...emptyMemory, legs: new Map([["build", a]]) },
          { ...emptyMemory, legs: new Map([["build", b]]) },
        ).legs.get("build");
        expect(joined?.first.at).toBe(Math.min(a.first.at, b.first.at));
        expect(joined?.newest[0]?.at).toBe(Math.max(a.newest[0]?.at ?? 0, b.newest[0]?.at ?? 0));
      }),
    );
  });

  test("keeps plain names before those that are made up for each run", () => {
    const made = Array.from({ length: 500 }, (_, index) => `node-${index}`);
    const all = new Map([...made, "push", "a.much.longer.name.without.digits"].map((name) => [name, one]));
    const kept = mergeMemories(emptyMemory, { ...emptyMemory, events: all }).events;
    expect(kept.size).toBe(most);
    expect(kept.has("push")).toBe(true);
    expect(kept.has("a.much.longer.name.without.digits")).toBe(true);
  });

  test("remembers no name that is longer than any real one", () => {
    const all = new Map([["x".repeat(301), one]]);
    expect(mergeMemories(emptyMemory, { ...emptyMemory, legs: all }).legs.size).toBe(0);
  });
});

const one = rememberRun({ run: "1/1", at: 1_767_225_600 });

describe("what is remembered of runs", () => {
  test("outlives the window: the first and the newest three", () => {
    const runs = Array.from({ length: 20 }, (_, day) => ({
      calls: day < 5 ? ["old.example.com", "a.example.com"] : ["a.example.com"],
      steps: day === 2 ? ["Publish"] : ["Run npm test"],
      event: day === 2 ? "release" : "push",
      day,
    }));
    const cut = withinWindow(
      runs
        .map((run, index) => {
          const { event, ...rest } = run;
          return learn([{ ...rest, event, runId: 1_000 + index }]);
        })
        .reduce(mergeBaselines, emptyBaseline),
      { runs: 10, days: 90 },
    );
    expect(cut.endpoints.has("old.example.com:443")).toBe(false);
    expect(cut.memory.endpoints.get("old.example.com:443")).toMatchObject({
      first: { run: "1000/1" },
      newest: [{ run: "1004/1" }, { run: "1003/1" }, { run: "1002/1" }],
    });
    expect(cut.memory.events.get("release")?.first.run).toBe("1002/1");
    expect(cut.memory.steps.get("Publish")?.newest).toMatchObject([{ run: "1002/1" }]);
    expect(cut.memory.legs.get("build")?.first.run).toBe("1000/1");
  });

  test("are events and legs of complete runs only, and endpoints of all", () => {
    const memory = learn([{ calls: ["a.example.com"], complete: false, event: "release" }]).memory;
    expect([...memory.endpoints.keys()]).toEqual(["a.example.com:443"]);
    expect(memory.events.size + memory.legs.size).toBe(0);
  });

  test("is nothing that no list can help: what was refused though listed, or is always let through", () => {
    const runs = [
      { refused: ["r.example.com!"], endpoints: [{ host: "github.example.com", implicit: true }] },
    ];
    expect(learn(runs).memory.endpoints.size).toBe(0);
  });

  test("counts attempts of one run once", () => {
    const [first, second, third] = ["7/1", "7/2", "7/3"].map((run, at) =>
      rememberRun({ run, at: 1_767_225_600 + at }),
    );
    const joined = [first, second, third]
      .map((steps) => ({ ...emptyMemory, steps: new Map(steps === undefined ? [] : [["Test", steps]]) }))
      .reduce(mergeMemories, emptyMemory);
    expect(joined.steps.get("Test")?.newest).toEqual([{ run: "7/3", at: 1_767_225_602 }]);
  });

  test("can be made up for from the runs of a baseline that remembers nothing", () => {
    const baseline = learn([{ calls: ["a.example.com"], steps: ["Run npm test"], event: "push" }, {}]);
    expect(toBytes(memoryOf({ ...baseline, memory: emptyMemory } as never))).toBe(toBytes(baseline.memory));
  });
});
