import { describe, expect, test } from "vitest";
import {
  defaultReadinessSettings,
  judgeReadiness,
  type ReadinessSettings,
} from "../../src/baseline/readiness.ts";
import { recommend } from "../../src/baseline/recommend.ts";
import { riskUpperBound } from "../../src/baseline/risk.ts";
import type { ObservedEndpoint } from "../../src/harden-runner/observation.ts";
import { learn, type Run } from "../support/baseline-builder.ts";

function judge(runs: readonly Run[], settings: Partial<ReadinessSettings> = {}) {
  const baseline = learn(runs);
  return judgeReadiness(baseline, recommend(baseline), { ...defaultReadinessSettings, ...settings });
}

function codes(runs: readonly Run[], settings: Partial<ReadinessSettings> = {}): string[] {
  return judge(runs, settings).reasons.map(({ code }) => code);
}

const same = (count: number, run: Run = {}): Run[] =>
  Array.from({ length: count }, () => ({ calls: ["a.example.com"], ...run }));

describe("a job", () => {
  test("is ready after eleven equal runs on eleven days", () => {
    expect(judge(same(11))).toMatchObject({
      verdict: "ready",
      reasons: [],
      runs: 11,
      quietRuns: 10,
      days: 10,
    });
  });

  test("is learning while it has too few complete runs, whatever else is missing", () => {
    expect(judge(same(3))).toMatchObject({ verdict: "learning", runs: 3, quietRuns: 2, days: 2 });
  });

  test("is settling while something new was called lately", () => {
    const runs = [...same(11), { calls: ["a.example.com", "new.example.com"] }, ...same(3)];
    expect(judge(runs)).toMatchObject({
      verdict: "settling",
      runs: 15,
      quietRuns: 3,
      reasons: [{ code: "too-few-quiet-runs" }],
    });
  });

  test("is held by a call without a name, also when all else is well", () => {
    const runs = [...same(11), ...same(1, { addresses: ["9.9.9.9:443"] })];
    expect(judge(runs)).toMatchObject({ verdict: "held", reasons: [{ code: "address-without-name" }] });
  });

  test("without any run is learning", () => {
    expect(judge([])).toMatchObject({
      verdict: "learning",
      runs: 0,
      quietRuns: 0,
      days: 0,
      riskUpperBound: 1,
    });
  });
});

describe("a gate", () => {
  test.each<[string, Run[], Partial<ReadinessSettings>]>([
    ["too-few-runs", same(9), { quietRuns: 1 }],
    ["too-few-quiet-runs", same(10), {}],
    ["too-few-days", same(7), { runs: 5, quietRuns: 5 }],
    ["risk-too-high", same(12), { maximumRisk: 0.05 }],
    ["leg-seen-once", [...same(11, { leg: "test (1)" }), ...same(1, { leg: "test (2)" })], {}],
    ["event-seen-once", [...same(11, { event: "push" }), ...same(1, { event: "schedule" })], {}],
    [
      "rotating-host-without-pattern",
      [
        ...same(11),
        ...["a", "b", "c", "d"].map((name) => ({ calls: [`${name}.blob.core.windows.net`] })),
        ...same(11),
      ],
      {},
    ],
  ])("%s", (code, runs, settings) => expect(codes(runs, settings)).toEqual([code]));

  test("counts what an incomplete run called, not the run", () => {
    const runs = [...same(11), { calls: ["new.example.com"], complete: false }, ...same(2)];
    expect(judge(runs)).toMatchObject({ runs: 13, quietRuns: 2 });
  });

  test("counts a run as complete only when all its legs are", () => {
    const half: Run[] = [
      { runId: 1, leg: "test (1)" },
      { runId: 1, leg: "test (2)", complete: false },
    ];
    expect(judge(half).runs).toBe(0);
  });

  test("does not count a new sibling of a rotating host as new", () => {
    const runs = Array.from({ length: 14 }, (_, index) => ({ calls: [`r${index}.example.com`] }));
    expect(judge(runs)).toMatchObject({ verdict: "ready", quietRuns: 10 });
  });

  test("counts a sibling that widens the pattern as new", () => {
    const runs = Array.from({ length: 16 }, (_, index) => ({ calls: [`web${index % 4}.example.com`] }));
    expect(judge([...runs, { calls: ["x9z.example.com"] }])).toMatchObject({ quietRuns: 0 });
  });

  test.each<[string, Partial<ObservedEndpoint>]>([
    [
      "shared an address with another owner's name",
      { host: "late.example.net", via: "resolved-shared-address", sharedWith: ["cdn.example.org"] },
    ],
    ["was allowed by the agent itself", { host: "late.example.net", implicit: true }],
  ])("counts an endpoint as new when it is first called, though before it %s", (_, endpoint) => {
    const runs = same(15).map((run) => ({ ...run, endpoints: [endpoint] }));
    const { quietRuns, verdict } = judge([...runs, { calls: ["late.example.net"] }]);
    expect({ quietRuns, verdict }).toEqual({ quietRuns: 0, verdict: "settling" });
  });

  test("does not count implicit endpoints as new", () => {
    const runs = same(11).map((run, index) => ({
      ...run,
      endpoints: [{ host: `productionresultssa${index}.blob.core.windows.net`, implicit: true }],
    }));
    expect(judge(runs).verdict).toBe("ready");
  });
});

test.each([
  [0, 1],
  [1, 0.95],
  [10, 0.2589],
  [100, 0.0295],
])("after %i quiet runs the risk is at most %f", (runs, bound) =>
  expect(riskUpperBound(runs)).toBeCloseTo(bound, 4),
);
