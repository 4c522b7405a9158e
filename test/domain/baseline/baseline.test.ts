import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Baseline,
  baselineOf,
  baselineWithoutRecord,
  emptyBaseline,
  factsOfLogAlone,
  mergeAllSightings,
  mergeBaselines,
  mergeSightings,
  neverSeen,
  type Sighting,
} from "../../../src/domain/baseline/baseline.ts";
import { withinWindow } from "../../../src/domain/baseline/window.ts";
import type { Enforcement } from "../../../src/domain/record/enforcement.ts";
import { learn, learnOne, observationOf, toBytes } from "../../support/baseline-builder.ts";

const hosts = ["a.example.com", "b.example.com", "c.example.org"];
const enforcement = fc.constantFrom<Enforcement>(
  { state: "unknown" },
  { state: "audit" },
  { state: "enforced" },
  { state: "not-enforced", cause: "reverted", detail: null },
  { state: "not-enforced", cause: "host-unresolved", detail: "gone.example.com" },
);
const recorded = fc
  .record({
    calls: fc.subarray(hosts),
    addresses: fc.subarray(["9.9.9.9:443", "8.8.8.8:53"]),
    resolvedOnly: fc.subarray(["d.example.net"]),
    complete: fc.boolean(),
    leg: fc.constantFrom("build (1)", "build (2)"),
    event: fc.constantFrom("push", "schedule", null),
    endpoints: fc.array(
      fc.record({
        host: fc.constantFrom("s.example.com", "a.example.com"),
        via: fc.constantFrom("called" as const, "resolved-shared-address" as const),
        sharedWith: fc.subarray(hosts),
        implicit: fc.boolean(),
        processes: fc.subarray(["curl", "node"]),
      }),
      { maxLength: 2 },
    ),
    steps: fc.subarray(["Run npm test", "Run actions/cache #2", "__proto__"]),
    unguarded: fc.constantFrom(undefined, "subscription-required" as const),
    refused: fc.subarray(["a.example.com", "r.example.com", "l.example.com!", "6.6.6.6"]),
    failed: fc.boolean(),
    suspects: fc.constantFrom(new Map(), new Map([["r.example.com:443", ["package-lock.json"]]])),
    enforcement,
    actions: fc.subarray([
      `octo-org/octo-action@v1 ${"a".repeat(40)}`,
      `octo-org/octo-action@v1 ${"b".repeat(40)}`,
    ]),
    place: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ place, unguarded, ...run }) =>
    learnOne(unguarded === undefined ? run : { ...run, unguarded }, place),
  );
const unrecorded = fc
  .record({
    place: fc.integer({ min: 0, max: 4 }),
    leg: fc.constantFrom("build (1)", "build (windows)"),
    reason: fc.constantFrom("windows-runner" as const, "container-job" as const),
    event: fc.constantFrom("push", null),
    enforcement,
  })
  .map(({ place, leg, reason: unguarded, event, enforcement: found }) =>
    baselineWithoutRecord({ runId: 1_000 + place, attempt: 1, at: dayAt(place), event }, leg, {
      unguarded,
      enforcement: found,
    }),
  );
const baseline = fc.oneof({ weight: 3, arbitrary: recorded }, { weight: 1, arbitrary: unrecorded });

function dayAt(place: number): string {
  return new Date(Date.UTC(2026, 0, 1 + place)).toISOString();
}

function mergeAll(parts: readonly Baseline[]): Baseline {
  return parts.reduce(mergeBaselines, emptyBaseline);
}

describe("the merge", () => {
  test("is commutative, to the byte", () => {
    fc.assert(
      fc.property(baseline, baseline, (a, b) => {
        expect(toBytes(mergeBaselines(a, b))).toBe(toBytes(mergeBaselines(b, a)));
      }),
    );
  });

  test("is associative, to the byte", () => {
    fc.assert(
      fc.property(baseline, baseline, baseline, (a, b, c) => {
        const left = mergeBaselines(mergeBaselines(a, b), c);
        expect(toBytes(left)).toBe(toBytes(mergeBaselines(a, mergeBaselines(b, c))));
      }),
    );
  });

  test("is idempotent, and the empty baseline is neutral", () => {
    fc.assert(
      fc.property(baseline, (a) => {
        expect(toBytes(mergeBaselines(a, a))).toBe(toBytes(a));
        expect(toBytes(mergeBaselines(a, emptyBaseline))).toBe(toBytes(a));
      }),
    );
  });

  test("gives the same bytes for every order and repetition of the same observations", () => {
    const series = fc.array(baseline, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        series.chain((parts) =>
          fc.tuple(
            fc.constant(parts),
            fc.shuffledSubarray([...parts, ...parts], { minLength: parts.length * 2 }),
          ),
        ),
        ([parts, shuffled]) => {
          expect(toBytes(mergeAll(shuffled))).toBe(toBytes(mergeAll(parts)));
        },
      ),
    );
  });
});

describe("one observation", () => {
  test("without a run to count against teaches nothing", () => {
    expect(baselineOf({ ...observationOf({}, 0), runId: null }, factsOfLogAlone)).toBeNull();
    const notRecorded = { status: "not-recorded", reason: "container-job" } as const;
    expect(baselineOf({ ...observationOf({}, 0), ...notRecorded }, factsOfLogAlone)).toBeNull();
  });

  test("of another attempt is another run", () => {
    const second = baselineOf(observationOf({}, 0), { ...factsOfLogAlone, attempt: 2 }) ?? emptyBaseline;
    expect([...mergeBaselines(learnOne({}, 0), second).runs.keys()]).toEqual(["1000/1", "1000/2"]);
  });

  const facts = { ...factsOfLogAlone, executedSteps: ["Run npm test", "Run actions/cache"] };
  test.each([
    ["a complete leg", observationOf({}, 0), facts, ["Run actions/cache", "Run npm test"]],
    ["a leg that failed", observationOf({}, 0), { ...facts, succeeded: false }, []],
    ["a record that was cut", observationOf({ complete: false }, 0), facts, []],
  ])("of %s tells these steps", (_, observation, run, expected) => {
    const learned = baselineOf(observation, run);
    expect([...(learned?.steps.keys() ?? [])]).toEqual(expected);
    for (const runs of learned?.steps.values() ?? []) expect([...runs]).toEqual(["1000/1"]);
  });

  test("of a leg that is recorded but cannot be held says so beside what it teaches", () => {
    const learned = baselineOf(observationOf({ leg: "build (a b)" }, 0), facts, "subscription-required");
    expect([...(learned?.unguarded ?? [])]).toEqual([
      ["subscription-required build (a b)", new Set(["1000/1"])],
    ]);
    expect([...(learned?.runs.get("1000/1")?.legs ?? [])]).toEqual([["build (a b)", { complete: true }]]);
  });
});

test("a leg that is not recorded is a run without legs, and its reason", () => {
  const run = { runId: 7, attempt: 2, at: dayAt(3), event: "push" };
  const why: Parameters<typeof baselineWithoutRecord>[2] = {
    unguarded: "windows-runner",
    enforcement: { state: "not-enforced", cause: "not-monitored", detail: "windows-runner" },
  };
  expect(baselineWithoutRecord(run, "build (windows)", why)).toEqual({
    ...emptyBaseline,
    runs: new Map([["7/2", { at: dayAt(3), events: new Set(["push"]), legs: new Map() }]]),
    unguarded: new Map([["windows-runner build (windows)", new Set(["7/2"])]]),
    enforcement: new Map([["not-monitored:windows-runner build (windows)", new Set(["7/2"])]]),
  });
});

describe("the window", () => {
  const runs = Array.from({ length: 10 }, (_, index) => ({
    calls: index < 3 ? ["old.example.com", "always.example.com"] : ["always.example.com"],
    addresses: index === 0 ? ["9.9.9.9:443"] : [],
    resolvedOnly: index === 0 ? ["looked.example.com"] : [],
    steps: index === 0 ? ["Run old", "Run npm test"] : ["Run npm test"],
    ...(index < 2 ? { unguarded: "subscription-required" as const } : {}),
  }));

  test("keeps the newest runs, and forgets what only older ones saw", () => {
    const kept = withinWindow(learn(runs), { runs: 7, days: 90 });
    expect(kept.runs.size).toBe(7);
    expect([...kept.endpoints.keys()]).toEqual(["always.example.com:443"]);
    expect(kept.addresses.size + kept.resolvedOnly.size + kept.unguarded.size).toBe(0);
    expect([...kept.steps].map(([step, seen]) => [step, seen.size])).toEqual([["Run npm test", 7]]);
  });

  test("keeps no run older than its days before the newest", () => {
    expect(withinWindow(learn(runs), { runs: 200, days: 4 }).runs.size).toBe(5);
  });

  test("leaves a baseline inside it as it is", () => {
    const learned = learn(runs);
    expect(withinWindow(learned, { runs: 200, days: 90 })).toBe(learned);
    expect(withinWindow(emptyBaseline, { runs: 1, days: 1 })).toBe(emptyBaseline);
  });
});

test("many sightings are joined at once as they are one after another, in the same order", () => {
  const names = fc
    .uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 6 })
    .map((all) => new Set(all.sort()));
  const sighting = fc.record({ runs: names, processes: names, steps: names, related: names });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 8 }), (all) => {
      const ordered = (one: Sighting) => Object.values(one).map((set: ReadonlySet<string>) => [...set]);
      expect(ordered(mergeAllSightings(all))).toEqual(ordered(all.reduce(mergeSightings, neverSeen)));
    }),
  );
});
