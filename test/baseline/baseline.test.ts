import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Baseline, baselineOf, emptyBaseline, mergeBaselines } from "../../src/baseline/baseline.ts";
import { withinWindow } from "../../src/baseline/window.ts";
import { learn, observationOf, toBytes } from "../support/baseline-builder.ts";

const hosts = ["a.example.com", "b.example.com", "c.example.org"];
const baseline = fc
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
    place: fc.integer({ min: 0, max: 4 }),
  })
  .map(
    ({ place, ...run }) =>
      baselineOf(observationOf(run, place), { attempt: 1, event: run.event, succeeded: true }) ??
      emptyBaseline,
  );

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
    expect(
      baselineOf({ ...observationOf({}, 0), runId: null }, { attempt: 1, event: null, succeeded: true }),
    ).toBeNull();
    expect(
      baselineOf(
        { ...observationOf({}, 0), status: "not-recorded", reason: "container-job" },
        { attempt: 1, event: null, succeeded: true },
      ),
    ).toBeNull();
  });

  test("of another attempt is another run", () => {
    const first =
      baselineOf(observationOf({}, 0), { attempt: 1, event: "push", succeeded: true }) ?? emptyBaseline;
    const second =
      baselineOf(observationOf({}, 0), { attempt: 2, event: "push", succeeded: true }) ?? emptyBaseline;
    expect([...mergeBaselines(first, second).runs.keys()]).toEqual(["1000/1", "1000/2"]);
  });
});

describe("the window", () => {
  const runs = Array.from({ length: 10 }, (_, index) => ({
    calls: index < 3 ? ["old.example.com", "always.example.com"] : ["always.example.com"],
    addresses: index === 0 ? ["9.9.9.9:443"] : [],
    resolvedOnly: index === 0 ? ["looked.example.com"] : [],
  }));

  test("keeps the newest runs, and forgets what only older ones saw", () => {
    const kept = withinWindow(learn(runs), { runs: 7, days: 90 });
    expect(kept.runs.size).toBe(7);
    expect([...kept.endpoints.keys()]).toEqual(["always.example.com:443"]);
    expect(kept.addresses.size + kept.resolvedOnly.size).toBe(0);
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
