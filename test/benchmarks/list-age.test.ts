import { describe, expect, test } from "vitest";
import { judgeListAge, quietRunsNeeded } from "../../script/benchmarks/readiness/list-age.ts";
import { defaultReadinessSettings } from "../../src/baseline/readiness.ts";

describe("quietRunsNeeded", () => {
  test.each([
    { entries: 0, quietRuns: 10, needed: 0 },
    { entries: 1, quietRuns: 10, needed: 8 },
    { entries: 7, quietRuns: 10, needed: 56 },
    { entries: 12, quietRuns: 10, needed: 96 },
    { entries: 13, quietRuns: 10, needed: 100 },
    { entries: 62, quietRuns: 10, needed: 100 },
    { entries: 62, quietRuns: 3, needed: 30 },
    { entries: 2, quietRuns: 3, needed: 16 },
    { entries: 62, quietRuns: 0, needed: 0 },
  ])("$entries entries where quiet-runs is $quietRuns: $needed", ({ entries, quietRuns, needed }) => {
    expect(quietRunsNeeded({ entries, settings: { quietRuns } })).toBe(needed);
  });
});

describe("judgeListAge", () => {
  const settings = defaultReadinessSettings;

  test("lets a list pass that was quiet for as long as its length demands", () => {
    expect(judgeListAge({ entries: 4, quietRuns: 32, settings })).toEqual([]);
    expect(judgeListAge({ entries: 4, quietRuns: 33, settings })).toEqual([]);
  });

  test("holds a younger one back, with the numbers and what would lift it", () => {
    expect(judgeListAge({ entries: 4, quietRuns: 20, settings })).toEqual([
      {
        code: "list-too-young",
        message: "20 of 32 complete runs since the last new endpoint, as many as a list of 4 entries needs",
        lift: "12 more complete runs that call nothing new",
      },
    ]);
  });

  test("speaks of one entry and of one run in the singular", () => {
    expect(judgeListAge({ entries: 1, quietRuns: 7, settings })).toEqual([
      {
        code: "list-too-young",
        message: "7 of 8 complete runs since the last new endpoint, as many as a list of 1 entry needs",
        lift: "1 more complete run that calls nothing new",
      },
    ]);
  });

  test("asks nothing of an empty list", () => {
    expect(judgeListAge({ entries: 0, quietRuns: 0, settings })).toEqual([]);
  });
});
