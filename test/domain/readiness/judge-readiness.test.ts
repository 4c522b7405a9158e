import { describe, expect, test } from "vitest";
import { defaultReadinessSettings, type ReadinessSettings } from "../../../src/domain/readiness/gate.ts";
import { judgeReadiness } from "../../../src/domain/readiness/judge-readiness.ts";
import { quietRunsFor, riskUpperBound } from "../../../src/domain/readiness/risk.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import {
  defaultRecommendOptions,
  type RecommendOptions,
} from "../../../src/domain/recommendation/recommendation.ts";
import type { ObservedEndpoint } from "../../../src/domain/record/observation.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import { createLivingBaseline, madeNames } from "../../support/rhythm.ts";

function judge(runs: readonly Run[], settings: Partial<ReadinessSettings> = {}) {
  const baseline = learn(runs);
  return judgeReadiness(baseline, recommend(baseline), {
    settings: { ...defaultReadinessSettings, ...settings },
  });
}

function codes(runs: readonly Run[], settings: Partial<ReadinessSettings> = {}): string[] {
  return judge(runs, settings).reasons.map(({ code }) => code);
}

/** Endpoints with names of their own. */
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `n${index}.example${index}.com`);

const same = (count: number, run: Run = {}): Run[] =>
  Array.from({ length: count }, () => ({ calls: ["a.example.com"], ...run }));

const decide = (kind: "allow" | "deny"): RecommendOptions["decisions"] => [
  { kind, endpoint: "late.example.com:443", origin: { kind: "settings" } },
];

describe("a job", () => {
  test("is ready after eleven equal runs on eleven days", () => {
    expect(judge(same(11))).toMatchObject({
      verdict: "ready",
      reasons: [],
      confidence: "full",
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
      reasons: [{ code: "too-few-quiet-runs" }, { code: "list-too-young" }],
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

describe("a long list of a job that runs all the time", () => {
  test("grows old by what is remembered, longer than its window is", () => {
    const cut = (count: number) => {
      const job = createLivingBaseline();
      for (let index = 0; index < count; index += 1) job.add({ day: index / 20, calls: madeNames(20) });
      return judgeReadiness(job.baseline(), recommend(job.baseline()));
    };
    expect(cut(900)).toMatchObject({
      days: 45,
      reasons: [{ code: "list-too-young", message: expect.stringContaining("45 of 50 days") }],
    });
    expect(cut(1_100)).toMatchObject({ verdict: "ready", runs: 200, quietRuns: 200, days: 55 });
  });
});

describe("a gate says what is missing and what would lift it", () => {
  test.each<[string, Run[], Partial<ReadinessSettings>, string, string]>([
    ["too-few-runs", same(9), { quietRuns: 1 }, "9 of 10 complete runs", "1 more complete run"],
    [
      "too-few-runs",
      same(0),
      { runs: 0, quietRuns: 0, days: 0 },
      "0 of 1 complete runs",
      "1 more complete run",
    ],
    [
      "too-few-quiet-runs",
      [...same(3, { calls: [] }), ...same(8)],
      {},
      "7 of 10 complete runs without a new endpoint",
      "3 more complete runs in a row without anything new",
    ],
    [
      "list-too-young",
      same(12, { calls: names(3) }),
      {},
      "11 of 18 complete runs without a new endpoint, which a list of 3 entries needs",
      "7 more complete runs in a row without anything new",
    ],
    [
      "list-too-young",
      same(37, { calls: names(4) }).map((run, index) => ({ ...run, day: index / 4 })),
      {},
      "9 of 18 days without a new endpoint, which a list of 4 entries needs",
      "1 more complete run in a row without anything new, the last of them 9 days after the newest",
    ],
    [
      "list-too-young",
      same(12, { calls: names(3) }).map((run, index) => ({ ...run, day: index * 0.7 })),
      {},
      "11 of 18 complete runs and 7.7 of 9 days without a new endpoint, which a list of 3 entries needs",
      "7 more complete runs in a row without anything new, the last of them 2 days after the newest",
    ],
    [
      "list-too-young",
      same(50, { calls: names(62) }).map((run, index) => ({ ...run, day: index / 2 })),
      { days: 2 },
      "49 of 150 complete runs without a new endpoint, which a list of 62 entries needs",
      "101 more complete runs in a row without anything new",
    ],
    [
      "list-too-young",
      same(35, { calls: names(20) }).map((run, index) => ({ ...run, day: index * 1.5 })),
      {},
      "51 of 70 days without a new endpoint, which a list of 20 entries needs in a job that runs this seldom",
      "a complete run at least 19 days after the newest, with nothing new until then",
    ],
    [
      "infrequent",
      same(50, { calls: names(21) }).map((run, index) => ({ ...run, day: index * 1.5 })),
      {},
      "a list of 21 entries needs 87 complete runs without anything new, but only the last 200 runs and 90 days count, and they have 61",
      "comment `/egress propose JOB`, or set `ready: {infrequent: propose}`",
    ],
    [
      "infrequent",
      same(32),
      { quietRuns: 100 },
      "the settings ask for 100 complete runs, but only the last 200 runs and 90 days count, and they have 92",
      "comment `/egress propose JOB`, or set `ready: {infrequent: propose}`",
    ],
    [
      "too-few-days",
      same(13).map((run, index) => ({ ...run, day: index / 4 })),
      {},
      "3 of 7 days between the first and the last complete run",
      "a complete run after 2026-01-08 00:00 UTC",
    ],
    [
      "too-few-days",
      same(200).map((run, index) => ({ ...run, day: index / 40 })),
      {},
      "5 of 7 days between the first and the last complete run",
      "a complete run after 2026-01-08 00:00 UTC",
    ],
    [
      "risk-too-high",
      same(12),
      { maximumRisk: 0.05 },
      "up to 23.8 % of coming runs may call something new; at most 5.0 % is allowed",
      "59 complete runs in a row without anything new within 90 days",
    ],
    [
      "risk-too-high",
      same(12),
      { maximumRisk: 0.01 },
      "up to 23.8 % of coming runs may call something new; at most 1.0 % is allowed",
      "set a larger `maximum-risk`, or comment `/egress propose JOB`: only the last 200 runs of this job count, and they cannot show a risk this low",
    ],
    [
      "risk-too-high",
      same(40),
      { maximumRisk: 0.03 },
      "up to 7.4 % of coming runs may call something new; at most 3.0 % is allowed",
      "set a larger `maximum-risk`, or comment `/egress propose JOB`: only the last 92 runs of this job count, and they cannot show a risk this low",
    ],
    [
      "leg-seen-once",
      [...same(11, { leg: "test (1)" }), ...same(1, { leg: "test (2)" })],
      {},
      'the leg "test (2)" has only one complete run',
      "another complete run of it, or comment `/egress propose JOB`",
    ],
    [
      "leg-unseen",
      [
        ...same(11, { leg: "test (1)" }),
        ...same(2, { leg: "test (2)", complete: false }),
        ...same(2, { leg: "test (3)", complete: false }),
      ],
      {},
      'each of the legs "test (2)", "test (3)" has no complete run',
      "two complete runs of each, or comment `/egress propose JOB`",
    ],
    [
      "event-seen-once",
      [...same(11, { event: "push" }), ...same(1, { event: "schedule" })],
      {},
      'the event "schedule" has only one complete run',
      "another complete run of it, or comment `/egress propose JOB`",
    ],
    [
      "event-unseen",
      [...same(11, { event: "push" }), ...same(2, { event: "schedule", complete: false })],
      {},
      'the event "schedule" has no complete run',
      "two complete runs of it, or comment `/egress propose JOB`",
    ],
    [
      "address-without-name",
      same(11, { addresses: ["9.9.9.9:443"] }),
      {},
      "9.9.9.9:443 was called by its address, and block mode can only allow names",
      "call it by its name until the old call has aged out, or comment `/egress propose JOB`",
    ],
    [
      "rotating-host-without-pattern",
      [
        ...same(11),
        ...["a", "b", "c", "d"].map((name) => ({ calls: [`${name}.blob.core.windows.net`] })),
        ...same(11),
      ],
      {},
      "a.blob.core.windows.net:443 and its siblings change from run to run, and any wildcard for them would let strangers in",
      "comment `/egress allow NAME REASON` for each name if there are few",
    ],
  ])("%s (%#)", (code, runs, settings, message, lift) => {
    expect(judge(runs, settings).reasons).toEqual([{ code, message, lift }]);
  });

  const rotating = same(14).map((_, index) => ({ calls: [`r${index}.example.com`] }));
  test.each<[string, Partial<RecommendOptions>, string]>([
    [
      "wildcard-not-confirmed",
      { wildcards: "ask" },
      "comment `/egress allow r*.example.com:443 REASON` or `/egress propose JOB`",
    ],
    [
      "rotating-host-without-pattern",
      { wildcards: "never" },
      "set `wildcards: ask`, or comment `/egress allow NAME REASON` for each name if there are few",
    ],
    [
      "denied-name-in-pattern",
      {
        decisions: [
          { kind: "deny", endpoint: "rx.example.com:443", origin: { kind: "settings" } },
          { kind: "allow", endpoint: "r*.example.com:443", origin: { kind: "settings" } },
        ],
      },
      "comment `/egress allow rx.example.com:443 REASON` or `/egress deny r*.example.com:443`",
    ],
    [
      "host-unanswered",
      {
        decisions: [{ kind: "allow", endpoint: "slow.example.org:443", origin: { kind: "settings" } }],
        resolutions: new Map([["slow.example.org", "unanswered"]]),
      },
      "wait for the next look-up",
    ],
  ])("%s", (code, options, lift) => {
    const baseline = learn(rotating);
    const recommendation = recommend(baseline, { ...defaultRecommendOptions, ...options });
    const { verdict, reasons } = judgeReadiness(baseline, recommendation);
    expect({ verdict, reasons }).toMatchObject({ verdict: "held", reasons: [{ code, lift }] });
  });
});

describe("a gate", () => {
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

  test.each<[string, Partial<RecommendOptions>, number]>([
    ["as new where it waits for a person's word", {}, 2],
    ["as new where it was allowed", { decisions: decide("allow") }, 2],
    ["not where it was denied", { decisions: decide("deny") }, 13],
  ])("counts a host that came with a dependency %s", (_, options, quietRuns) => {
    const calls = ["a.example.com", "late.example.com"];
    const baseline = learn([...same(11), { calls }, ...same(2)]);
    const justBefore = ["package-lock.json"];
    const arrivals = {
      "late.example.com:443": { at: "2026-01-12T00:00:00Z", justBefore, weeksBefore: justBefore },
    };
    const recommendation = recommend(baseline, { ...defaultRecommendOptions, arrivals, ...options });
    expect(judgeReadiness(baseline, recommendation)).toMatchObject({ quietRuns });
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

describe("a job that runs seldom", () => {
  const weekly = (count: number, run: Run = {}): Run[] =>
    same(count, run).map((one, index) => ({ ...one, day: index * 7 }));
  const propose = { infrequent: "propose" } as const;
  const few = ["too-few-runs", "too-few-quiet-runs", "list-too-young"];
  const late = { calls: ["late.example.com"] };

  test.each<[string, Run[], Partial<ReadinessSettings>, readonly string[], string, string]>([
    ["waits for a word after a month", weekly(6), {}, ["infrequent"], "held", "full"],
    ["is proposed after a month if the settings say so", weekly(6), propose, [], "ready", "low"],
    ["is learning before", weekly(5), {}, few, "learning", "full"],
    ["is learning before, whatever the settings say", weekly(5), propose, few, "learning", "full"],
    ["waits for a word after two", [...same(1), ...same(1, { day: 40 })], {}, ["infrequent"], "held", "full"],
    [
      "needs three runs by the settings",
      [...same(1), ...same(1, { day: 40 })],
      propose,
      ["too-few-quiet-runs"],
      "settling",
      "low",
    ],
    [
      "is proposed after three if two added nothing",
      [...same(1), ...same(1, { day: 20 }), ...same(1, { day: 30 })],
      propose,
      [],
      "ready",
      "low",
    ],
    [
      "is settling if one of the last two added something",
      [...weekly(5), { ...late, day: 35 }, { ...late, day: 42 }],
      propose,
      ["too-few-quiet-runs"],
      "settling",
      "low",
    ],
    ["that has shown enough is ready with full confidence", weekly(11), {}, [], "ready", "full"],
    [
      "still needs each event twice",
      [...weekly(6), { event: "release", day: 42 }],
      propose,
      ["event-seen-once"],
      "settling",
      "low",
    ],
    [
      "is settling if it ran often lately",
      [...weekly(6), ...same(6, { calls: ["b.example.com"] }).map((run, i) => ({ ...run, day: 36 + i }))],
      {},
      ["too-few-quiet-runs", "list-too-young"],
      "settling",
      "full",
    ],
  ])("%s", (_, runs, settings, codes, verdict, confidence) => {
    const readiness = judge(runs, settings);
    expect(readiness.reasons.map(({ code }) => code)).toEqual(codes);
    expect(readiness).toMatchObject({ verdict, confidence });
  });

  test("is told so with its numbers", () => {
    expect(judge(weekly(7)).reasons).toEqual([
      {
        code: "infrequent",
        message: "only 5 complete runs in the last 30 days (7 in 42 days), too few to judge by their number",
        lift: "comment `/egress propose JOB`, or set `ready: {infrequent: propose}`",
      },
    ]);
  });

  test("is told how little is missing where the settings let it through", () => {
    expect(judge([...weekly(6), { ...late, day: 42 }], propose).reasons).toEqual([
      {
        code: "too-few-quiet-runs",
        message: "0 of 2 complete runs without a new endpoint",
        lift: "2 more complete runs in a row without anything new",
      },
    ]);
  });

  test("does not run often by incomplete runs", () => {
    const broken = same(12, { complete: false }).map((run, index) => ({ ...run, day: 20 + index / 2 }));
    expect(codes([...weekly(6), ...broken])).toEqual(["infrequent"]);
  });
});

test.each([1, 0.95, 0.5, 0.2589, 0.05, 0.03, 0.0149])(
  "the quiet runs for a risk of %f are the fewest",
  (risk) => {
    const runs = quietRunsFor(risk);
    expect(riskUpperBound(runs)).toBeLessThanOrEqual(risk);
    if (runs > 0) expect(riskUpperBound(runs - 1)).toBeGreaterThan(risk);
  },
);

test.each([
  [0, 1],
  [1, 0.95],
  [10, 0.2589],
  [100, 0.0295],
])("after %i quiet runs the risk is at most %f", (runs, bound) =>
  expect(riskUpperBound(runs)).toBeCloseTo(bound, 4),
);
