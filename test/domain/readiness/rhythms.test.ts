import { describe, expect, test } from "vitest";
import { memoryOf } from "../../../src/domain/baseline/memory.ts";
import type { Readiness } from "../../../src/domain/readiness/gate.ts";
import { judgeReadiness } from "../../../src/domain/readiness/judge-readiness.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import type { Expected } from "../../../src/domain/workflow/jobs/expected.ts";
import { textPart } from "../../../src/domain/workflow/name-pattern.ts";
import { toBytes } from "../../support/baseline-builder.ts";
import { createRandom } from "../../support/random.ts";
import { createLivingBaseline, type LivingBaseline, type MadeRun, madeNames } from "../../support/rhythm.ts";

const nothing: Expected = { steps: [], legs: null, events: [], triggers: null };

function judge(job: LivingBaseline, expected: Partial<Expected> | null = null): Readiness {
  const baseline = job.baseline();
  const options = { expected: expected === null ? null : { ...nothing, ...expected } };
  return judgeReadiness(baseline, recommend(baseline), options);
}

function live(count: number, perDay: number, run: (index: number) => Partial<MadeRun>): LivingBaseline {
  const job = createLivingBaseline();
  for (let index = 0; index < count; index += 1)
    job.add({ day: index / perDay, calls: madeNames(1), ...run(index) });
  return job;
}

/** The codes of what holds the job. */
function codesOf(readiness: Readiness): string[] {
  return readiness.reasons.map(({ code }) => code);
}

describe("a job whose endpoints are called now and then", () => {
  test.each([
    ["all in every run", () => true],
    ["one in 20 runs", (index: number) => index % 20 === 7],
    ["one in 3 of 4 runs", (index: number) => index % 4 !== 0],
  ])("%s is ready once nothing is new to it, however often it runs", (_, isCalled) => {
    for (const perDay of [3, 5, 10, 25]) {
      const job = live(1_000, perDay, (index) => ({ calls: madeNames(isCalled(index) ? 10 : 9) }));
      expect([perDay, codesOf(judge(job))]).toEqual([perDay, []]);
    }
  });

  test.each([
    ["ten, one of them in half of the runs", 9, 1, 50],
    ["ten, three of them in 30 % of the runs", 7, 3, 30],
    ["ten, four of them in a tenth of the runs", 6, 4, 10],
    ["twenty, each in 90 % of the runs", 0, 20, 90],
  ])("%s, are known for good once the last of them is", (_, always, sometimes, percent) => {
    for (const perDay of [8, 15, 25]) {
      const random = createRandom(perDay);
      const job = createLivingBaseline();
      const verdicts = new Set<string>();
      for (let index = 0; index < perDay * 90; index += 1) {
        const calls = madeNames(always + sometimes).filter(
          (__, place) => place < always || random.below(100) < percent,
        );
        job.add({ day: index / perDay, calls });
        // A list of twenty needs 50 days.
        if (index > perDay * 60 && index % 20 === 0) verdicts.add(judge(job).verdict);
      }
      expect([perDay, [...verdicts]]).toEqual([perDay, ["ready"]]);
    }
  });
});

describe("a rare event of a busy job", () => {
  test.each([10, 20, 28, 30, 50])(
    "once a week at %i runs a day holds the job no longer than two weeks",
    (perDay) => {
      const job = createLivingBaseline();
      const held: number[] = [];
      for (let index = 0; index < perDay * 60; index += 1) {
        const event = index % (7 * perDay) === 0 ? "schedule" : "push";
        job.add({ day: index / perDay, calls: madeNames(1), event });
        if (index % perDay === 0 && judge(job, { events: ["schedule"] }).verdict !== "ready")
          held.push(index / perDay);
      }
      expect(held.at(-1)).toBeLessThanOrEqual(14);
    },
  );

  test("whose step runs once a month is known for good, with what it calls", () => {
    const publish = { label: "Publish", keys: [textPart("Publish")], place: "default-branch" } as const;
    const job = live(900, 10, (index) =>
      index % 300 === 0
        ? {
            event: "release",
            steps: ["Install", "Publish"],
            calls: [...madeNames(1), "upload.example.org:443"],
          }
        : { steps: ["Install"] },
    );
    expect(codesOf(judge(job, { steps: [publish], events: ["release"] }))).toEqual([]);
    expect(recommend(job.baseline()).entries.map(({ text }) => text)).toContain("upload.example.org:443");
  });

  test("that somebody started by hand once is not asked for again", () => {
    const job = live(80, 1, (index) => ({ event: index === 5 ? "workflow_dispatch" : "push" }));
    expect(codesOf(judge(job))).toEqual([]);
  });

  test("that the file no longer has asks for nothing", () => {
    const job = live(80, 1, (index) => ({ event: index === 5 ? "schedule" : "push" }));
    expect(codesOf(judge(job))).toEqual(["event-seen-once"]);
    expect(codesOf(judge(job, { triggers: new Set(["push"]) }))).toEqual([]);
  });
});

describe("a job that runs seldom", () => {
  test.each([
    [10, 5],
    [12, 6],
    [12, 7],
    [20, 7],
    [20, 11],
    [30, 15],
    [30, 16],
    [30, 20],
    [45, 23],
  ])("%i times a month with %i endpoints is ready after a year", (perMonth, entries) => {
    const job = live((perMonth * 365) / 30, perMonth / 30, () => ({ calls: madeNames(entries) }));
    expect(codesOf(judge(job))).toEqual([]);
  });

  test("with a list so long that no quarter shows enough is infrequent, and told the way out", () => {
    const job = live(365, 1, () => ({ calls: madeNames(40) }));
    const { verdict, reasons } = judge(job);
    expect({ verdict, reasons }).toMatchObject({
      verdict: "held",
      reasons: [{ code: "infrequent", lift: expect.stringContaining("`/egress propose JOB`") }],
    });
  });
});

describe("complete runs", () => {
  test("wait for no leg that always fails, which is named", () => {
    const job = live(60, 1, () => ({ legs: { "build (20)": true, "build (nightly)": false } }));
    const readiness = judge(job);
    expect(codesOf(readiness)).toEqual([]);
    expect(readiness.failingLegs).toEqual([{ leg: "build (nightly)", complete: 0, runs: 60 }]);
  });

  test("wait for a leg that fails now and then, and for one that nobody knows yet", () => {
    const flaky = live(60, 1, (index) => ({ legs: { a: true, b: index % 3 === 0 } }));
    expect(judge(flaky)).toMatchObject({ runs: 20, failingLegs: [] });
    const fresh = live(2, 1, () => ({ legs: { a: true, b: false } }));
    expect(judge(fresh)).toMatchObject({ runs: 0, failingLegs: [] });
  });

  test("count where each leg was complete in one of several runs", () => {
    const job = live(60, 1, (index) => ({ legs: { a: index % 2 === 0, b: index % 2 === 1 } }));
    expect(judge(job).runs).toBe(30);
  });

  test("are counted by run and not by attempt", () => {
    const job = createLivingBaseline();
    for (let attempt = 1; attempt <= 11; attempt += 1)
      job.add({ day: 7.5 + attempt / 100, calls: madeNames(1), id: 5, attempt });
    expect(judge(job)).toMatchObject({ runs: 1, quietRuns: 0, verdict: "learning" });
  });

  test("are put together from attempts that ran what had failed", () => {
    const job = createLivingBaseline();
    job.add({ day: 1, calls: madeNames(1), id: 5, attempt: 1, legs: { a: true, b: false } });
    job.add({ day: 1.1, calls: madeNames(1), id: 5, attempt: 2, legs: { b: true } });
    expect(judge(job).runs).toBe(1);
  });
});

test("what a made-up job remembers is what the product remembers of its runs", () => {
  const random = createRandom(3);
  const job = createLivingBaseline();
  for (let index = 0; index < 60; index += 1)
    job.add({
      day: index / 3,
      id: 100 + Math.floor(index / 2),
      attempt: 1 + (index % 2),
      calls: [...madeNames(1 + random.below(5)), ...(index === 7 ? ["***.example.org:443 masked"] : [])],
      event: index % 9 === 0 ? "release" : "push",
      legs: { a: random.below(3) > 0, b: random.below(3) > 0 },
      steps: index % 7 === 0 ? ["Test", "Publish"] : ["Test"],
    });
  const { memory, ...rest } = job.baseline();
  expect(toBytes(memory)).toBe(toBytes(memoryOf(rest)));
});
