import fc from "fast-check";
import { expect, test } from "vitest";
import { countRuns } from "../../../src/domain/baseline/complete-runs.ts";
import { discover } from "../../../src/domain/insight/discover.ts";
import { countKnownRuns } from "../../../src/domain/insight/known-runs.ts";
import { listShownRuns, type RunSource } from "../../../src/domain/insight/shown-run.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const hosts = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"];
const anyRun: fc.Arbitrary<Run> = fc.record({
  calls: fc.subarray(hosts),
  refused: fc.subarray(["r.example.com", "d.example.com"]),
  complete: fc.boolean(),
});
const anyRuns = fc.array(anyRun, { minLength: 1, maxLength: 12 });

function sourceOf(runs: readonly Run[]): RunSource {
  return { source: "default-branch", branch: null, baseline: learn(runs) };
}

test("each endpoint has the first and the last run that called it, and their number", () => {
  fc.assert(
    fc.property(anyRuns, (runs) => {
      const known = countKnownRuns(sourceOf(runs));
      expect(known.recorded).toBe(runs.length);
      for (const host of hosts) {
        const called = runs.flatMap(({ calls = [] }, index) => (calls.includes(host) ? [index] : []));
        const found = known.of(`${host}:443`);
        expect(found).toEqual(
          called.length === 0
            ? null
            : { first: called[0], last: called.at(-1), runs: countRuns(called.map((run) => `${run}/1`)) },
        );
        expect(known.first.get(`${host}:443`)).toBe(called[0]);
      }
      // What was refused was not called.
      expect(known.of("r.example.com:443")).toBeNull();
    }),
  );
});

test("the discovery of the shown runs ends with all that was called, and never falls", () => {
  fc.assert(
    fc.property(anyRuns, fc.integer({ min: 1, max: 12 }), (runs, most) => {
      const source = sourceOf(runs);
      const points = discover(listShownRuns([source], most), source, countKnownRuns(source));
      const counts = points.map(({ known }) => known);
      expect(points.map(({ place }) => place)).toEqual([...points.keys()]);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(counts.at(-1)).toBe(new Set(runs.flatMap(({ calls = [] }) => calls)).size);
    }),
  );
});

test("the newest runs of all sources stand in order of time, none twice, at most as many as asked for", () => {
  fc.assert(
    fc.property(anyRuns, anyRuns, fc.integer({ min: 1, max: 30 }), (own, others, most) => {
      const sources = [sourceOf(own), { ...sourceOf(others), source: "untrusted" as const }];
      const shown = listShownRuns(sources, most);
      expect(shown).toHaveLength(Math.min(most, own.length + others.length));
      const times = shown.map(({ shown: { at } }) => at);
      expect(times).toEqual([...times].sort());
      expect(new Set(shown.map(({ from, key }) => `${from.source} ${key}`)).size).toBe(shown.length);
    }),
  );
});
