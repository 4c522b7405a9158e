import { describe, expect, test } from "vitest";
import {
  baselineWithoutRecord,
  emptyBaseline,
  mergeBaselines,
} from "../../../src/domain/baseline/baseline.ts";
import { judgeReadiness } from "../../../src/domain/readiness/judge-readiness.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import type { Expected } from "../../../src/domain/workflow/jobs/expected.ts";
import { anything, textPart } from "../../../src/domain/workflow/name-pattern.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const nothing: Expected = { steps: [], legs: null, events: [], triggers: null };
const place = "default-branch";
const step = (label: string, key = label): Expected["steps"][number] => ({
  label,
  keys: [textPart(key)],
  place,
});
const leg = (name: string): { label: string; name: Expected["steps"][number]["keys"] } => ({
  label: name,
  name: [textPart(name)],
});
const legs = (...names: string[]): Partial<Expected> => ({ legs: names.map(leg) });

const same = (count: number, run: Run = {}): Run[] =>
  Array.from({ length: count }, () => ({ calls: ["a.example.com"], steps: ["Run npm test"], ...run }));

function judge(runs: readonly Run[], expected: Partial<Expected>, unguarded = learn([])) {
  const baseline = mergeBaselines(learn(runs), unguarded);
  return judgeReadiness(baseline, recommend(baseline), { expected: { ...nothing, ...expected } });
}

/** Code and message of each reason. */
function reasonsOf(...given: Parameters<typeof judge>): string[] {
  return judge(...given).reasons.map(({ code, message }) => `${code}: ${message}`);
}

describe("a step that the file expects", () => {
  const test12 = step("Run npm test");
  test("was executed once, and that is enough", () => {
    const runs = [...same(11), ...same(1, { steps: ["Publish 1.2.3"] })];
    const publish = { label: "Publish", keys: [textPart("Publish "), anything], place } as const;
    expect(judge(runs, { steps: [test12, publish] }).verdict).toBe("ready");
  });

  test("was never executed, and holds the job by its name", () => {
    const { verdict, reasons } = judge(same(12), { steps: [test12, step("Publish", "Run npm publish")] });
    expect(verdict).toBe("held");
    expect(reasons).toEqual([
      {
        code: "step-never-executed",
        message:
          'the step "Publish" was not executed in any of 12 complete runs, so what it calls is not known',
        lift: "a complete run that executes it, or comment `/egress propose JOB`",
      },
    ]);
  });

  test("was executed in a run that broke off, which does not count", () => {
    const runs = [...same(12), ...same(1, { steps: ["Publish"], complete: false })];
    expect(judge(runs, { steps: [step("Publish")] }).verdict).toBe("held");
  });

  test("is one of many that were never executed: the first are named, and shortened", () => {
    const labels = ["x".repeat(200), "2", "3", "4", "5", "6", "7"];
    const { reasons } = judge(same(12), { steps: labels.map((label) => step(label)) });
    expect(reasons).toMatchObject([
      {
        message: `the steps "${"x".repeat(79)}…", "2", "3", "4", "5" and 2 more were not executed in any of 12 complete runs, so what they call is not known`,
        lift: "a complete run that executes them, or comment `/egress propose JOB`",
      },
    ]);
  });

  test("says nothing before the first complete run, and holds from then on", () => {
    expect(judge([], { steps: [step("Publish")] }).verdict).toBe("learning");
    expect(judge(same(1, { complete: false }), { steps: [step("Publish")] }).verdict).toBe("learning");
    const first = judge(same(1), { steps: [step("Publish")] });
    expect(first.verdict).toBe("held");
    expect(first.reasons[0]?.message).toContain("in the only complete run");
  });
});

describe("a step that cannot run where the bot learns", () => {
  const missing = (where: Expected["steps"][number]["place"]): Partial<Expected> => ({
    steps: [{ label: "Extra", keys: [textPart("Extra")], place: where }],
  });

  test.each([
    [
      "pull-requests",
      'the step "Extra" runs only in pull requests, and no such run has executed it, so what it calls is not known',
      "a complete run of a pull request from this repository that executes it, or comment `/egress propose JOB`",
    ],
    [
      "tags",
      'the step "Extra" runs only for tags, and no run for a tag on the default branch has executed it, so what it calls is not known',
      "a complete run that executes it, or comment `/egress propose JOB`",
    ],
    [
      "debug-logging",
      'the step "Extra" runs only with debug logging, so what it calls is not known',
      "re-run a run on the default branch with debug logging, or comment `/egress propose JOB`",
    ],
    [
      "elsewhere",
      'the step "Extra" runs only in runs that are not learned from, so what it calls is not known',
      "comment `/egress propose JOB`",
    ],
  ] as const)("(%s) is named with the way out", (where, message, lift) => {
    expect(judge(same(12), missing(where)).reasons).toEqual([{ code: "step-never-executed", message, lift }]);
  });

  test("counts where pull requests executed it, if it runs there only", () => {
    const baseline = learn(same(12));
    const pullRequests = learn(same(1, { steps: ["Extra"] }));
    const judgeWith = (where: Expected["steps"][number]["place"]) =>
      judgeReadiness(baseline, recommend(baseline), {
        expected: { ...nothing, ...missing(where) },
        pullRequests,
      }).verdict;
    expect(judgeWith("pull-requests")).toBe("ready");
    expect(judgeWith("default-branch")).toBe("held");
    expect(judgeWith("tags")).toBe("held");
  });
});

test("hostile names, new ones in each run, are judged in bounded time", () => {
  const many = (text: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${text} ${index} ${"a".repeat(200)}`);
  const runs = learn(same(12)).runs;
  const keys = new Set(runs.keys());
  const leg = new Map(many("job", 50_000).map((name) => [name, { complete: true }]));
  const baseline = {
    ...emptyBaseline,
    runs: new Map([...runs].map(([key, run]) => [key, { ...run, legs: leg }])),
    steps: new Map(many("step", 100_000).map((name) => [name, keys])),
  };
  const pattern = [anything, textPart("a"), anything, textPart("b")];
  const steps = many("never", 250).map((label) => ({ label, keys: pattern, place }) as const);
  const legs = many("leg", 256).map((label) => ({ label, name: pattern }));
  const { verdict, reasons } = judgeReadiness(baseline, recommend(baseline), {
    expected: { ...nothing, steps, legs },
  });
  expect(verdict).toBe("held");
  expect(reasons.map(({ code }) => code)).toContain("step-never-executed");
});

describe("a leg that the file expects", () => {
  test.each<[string, Run[], Partial<Expected>, string[]]>([
    [
      "was seen twice",
      [...same(11, { leg: "test (20)" }), ...same(2, { leg: "test (22)" })],
      legs("test (20)", "test (22)"),
      [],
    ],
    [
      "was seen once",
      [...same(11, { leg: "test (20)" }), ...same(1, { leg: "test (22)" })],
      legs("test (20)", "test (22)"),
      ['leg-seen-once: the leg "test (22)" has only one complete run'],
    ],
    [
      "was never seen",
      same(11, { leg: "test (20)" }),
      legs("test (20)", "test (22)"),
      ['leg-unseen: the leg "test (22)" has no complete run'],
    ],
    [
      "was complete beside one that was not",
      [
        ...same(11, { leg: "test (20)" }),
        ...[100, 101].flatMap((runId) => [
          ...same(1, { leg: "test (22)", runId }),
          ...same(1, { leg: "test (20)", runId, complete: false }),
        ]),
      ],
      legs("test (20)", "test (22)"),
      [],
    ],
    [
      "was seen under the names of callers",
      [...same(11, { leg: "ci / test (20)" }), ...same(2, { leg: "nightly / ci / test (22)" })],
      legs("test (20)", "test (22)"),
      [],
    ],
    [
      "is not another whose name only ends like it",
      [...same(11, { leg: "test (20)" }), ...same(2, { leg: "unit-test (22)" })],
      legs("test (20)", "test (22)"),
      ['leg-unseen: the leg "test (22)" has no complete run'],
    ],
  ])("%s", (_, runs, expected, reasons) => expect(reasonsOf(runs, expected)).toEqual(reasons));

  test("is not one that left the file, however seldom it was seen", () => {
    const runs = [...same(1, { leg: "test (18)" }), ...same(12, { leg: "test (20)" })];
    expect(reasonsOf(runs, legs("test (20)"))).toEqual([]);
    expect(reasonsOf(runs, { legs: null })).toEqual([
      'leg-seen-once: the leg "test (18)" has only one complete run',
    ]);
  });

  const windows = (day: number) =>
    baselineWithoutRecord(
      { runId: 5_000 + day, attempt: 1, at: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), event: null },
      "ci / test (windows)",
      { unguarded: "container-job", enforcement: { state: "unknown" } },
    );

  test("is not one that cannot be guarded", () => {
    const runs = same(12, { leg: "ci / test (linux)" });
    const expected = legs("test (linux)", "test (windows)");
    expect(reasonsOf(runs, expected)).toEqual(['leg-unseen: the leg "test (windows)" has no complete run']);
    expect(reasonsOf(runs, expected, windows(3))).toEqual([]);
    const subscription = [
      ...runs,
      ...same(1, { leg: "ci / test (private)", unguarded: "subscription-required" }),
    ];
    expect(reasonsOf(subscription, legs("test (linux)", "test (private)"))).toEqual([]);
    expect(reasonsOf(subscription, { legs: null })).toEqual([]);
  });

  test("is one that can be guarded since its newest run", () => {
    const runs = [
      ...same(12, { leg: "ci / test (linux)" }),
      ...same(1, { leg: "ci / test (windows)", day: 5, runId: 5_005 }),
    ];
    const once = 'leg-seen-once: the leg "test (windows)" has only one complete run';
    const expected = legs("test (linux)", "test (windows)");
    expect(reasonsOf(runs, expected, windows(3))).toEqual([once]);
    expect(reasonsOf(runs, expected, windows(7))).toEqual([]);
  });
});

describe("an event that the file declares", () => {
  const runs = [...same(11, { event: "push" }), ...same(1, { event: "schedule" })];
  test.each<[string, Run[], string[]]>([
    [
      "was never seen",
      same(11, { event: "push" }),
      ['event-unseen: the event "schedule" has no complete run'],
    ],
    ["was seen once", runs, ['event-seen-once: the event "schedule" has only one complete run']],
    ["was seen twice", [...runs, ...same(1, { event: "schedule" })], []],
  ])("%s", (_, seen, reasons) => {
    expect(reasonsOf(seen, { events: ["schedule"] })).toEqual(reasons);
    expect(judge(seen, { events: ["schedule"] }).verdict).toBe(reasons.length > 0 ? "settling" : "ready");
  });
});

test("a run of which no leg was recorded is not complete", () => {
  const at = new Date(Date.UTC(2026, 0, 30)).toISOString();
  const run = { runId: 9_000, attempt: 1, at, event: null };
  const unguarded = baselineWithoutRecord(run, "build", {
    unguarded: "container-job",
    enforcement: { state: "unknown" },
  });
  expect(judge(same(12), {}, unguarded)).toMatchObject({ runs: 12, days: 11, quietRuns: 11 });
});
