import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Budget, findHold, type Purpose, purposes } from "../../../src/domain/budget/find-hold.ts";

const minute = 60_000;
const hour = 60 * minute;
const nothing = { answer: 0, propose: 0, learn: 0, backfill: 0 };

function budgetOf(change: Partial<Budget> = {}): Budget {
  return { used: nothing, limit: 5_000, remaining: 5_000, resetAt: hour, ...change };
}

describe("a call", () => {
  test.each<readonly [Purpose, number, number, number | null]>([
    // At the beginning of the hour a tenth is for comments and alarms, two for proposals and jobs that block, three for runs.
    ["answer", 1, 0, null],
    ["propose", 501, 0, null],
    ["propose", 500, 0, minute],
    ["learn", 1_001, 0, null],
    ["learn", 1_000, 0, minute],
    ["backfill", 1_501, 0, null],
    ["backfill", 1_500, 0, minute],
    // A quarter of an hour before its end a quarter of that.
    ["learn", 251, 45 * minute, null],
    ["learn", 249, 45 * minute, 46 * minute],
    // What was kept back is free when so much of the hour has passed.
    ["learn", 500, 0, 30 * minute],
    // The last are not: what was begun may still need them.
    ["propose", 101, 59 * minute, null],
    ["propose", 100, 59 * minute, hour],
    ["learn", 101, 59 * minute, null],
    ["learn", 100, 59 * minute, hour],
    ["answer", 1, 59 * minute, null],
    // GitHub's next hour.
    ["learn", 0, hour, null],
    // An hour that ends in more than one: a clock went back since.
    ["learn", 0, -6 * minute, null],
    ["learn", 0, -4 * minute, hour],
  ])("to %s with %i left after %i ms is held until %s", (purpose, remaining, now, expected) => {
    expect(findHold(budgetOf({ remaining }), purpose, now)).toBe(expected);
  });

  test("is not held before GitHub has said anything", () => {
    for (const purpose of purposes) expect(findHold(null, purpose, 0)).toBeNull();
  });

  test("of a backfill is held once backfills have had their share", () => {
    const used = { ...nothing, backfill: 1_500 };
    expect(findHold(budgetOf({ used, remaining: 3_500 }), "backfill", 0)).toBe(hour);
    expect(findHold(budgetOf({ used, remaining: 3_500 }), "learn", 0)).toBeNull();
  });

  test("is never held for what is more urgent than what may go on", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: hour - 1 }),
        (limit, left, now) => {
          const budget = budgetOf({ limit, remaining: Math.floor(limit * left) });
          const holds = purposes.map((purpose) => findHold(budget, purpose, now));
          for (const [place, hold] of holds.entries()) {
            if (hold === null) expect(holds.slice(0, place).every((one) => one === null)).toBe(true);
            else expect(hold > now && hold <= hour).toBe(true);
          }
        },
      ),
    );
  });
});

/** Calls of a run of one job, and of an answer to a comment. */
const perRun = 3;
const perComment = 20;

/**
 * An installation through hours of virtual time, minute by minute. Each minute all that wait try in the order in which they came, however many runs
 * are queued before a comment. A peak of three times the runs begins with the second hour.
 */
function simulate({ limit, runs, comments, hours }: Record<"limit" | "runs" | "comments" | "hours", number>) {
  let budget = budgetOf({ limit, remaining: limit });
  const begins = (call: Purpose, now: number, calls: number): boolean => {
    if (budget.remaining < calls || findHold(budget, call, now) !== null) return false;
    budget = { ...budget, remaining: budget.remaining - calls };
    return true;
  };
  let waitingRuns = 0;
  const waitingComments: number[] = [];
  let longestWait = 0;
  let drainedAt = 0;
  for (let now = 0; now < hours * hour; now += minute) {
    if (now >= budget.resetAt) budget = budgetOf({ limit, remaining: limit, resetAt: now + hour });
    const isPeak = now >= hour && now < 2 * hour;
    waitingRuns += (isPeak ? 3 * runs : runs) / 60;
    if (now % (hour / comments) === 0) waitingComments.push(now);
    while (waitingRuns >= 1 && begins("learn", now, perRun)) waitingRuns -= 1;
    for (const asked of waitingComments.splice(0)) {
      if (begins("answer", now, perComment)) longestWait = Math.max(longestWait, now - asked);
      else waitingComments.push(asked);
    }
    if (waitingRuns >= 1) drainedAt = now + minute;
  }
  return { drainedAt, longestWait, unanswered: waitingComments.length };
}

describe("an organisation with a limit of 12,500 calls an hour that needs 9,000", () => {
  test("answers each comment at once, and is through with a peak hour of three times the runs four hours after it", () => {
    const { drainedAt, ...comments } = simulate({ limit: 12_500, runs: 2_800, comments: 30, hours: 8 });
    expect(comments).toEqual({ longestWait: 0, unanswered: 0 });
    expect(drainedAt / hour).toBeGreaterThan(3);
    expect(drainedAt / hour).toBeLessThan(6);
  });

  test("answers comments while more runs wait than it will ever learn", () => {
    const { drainedAt, ...comments } = simulate({ limit: 12_500, runs: 10_000, comments: 30, hours: 8 });
    expect(comments).toEqual({ longestWait: 0, unanswered: 0 });
    expect(drainedAt).toBe(8 * hour);
  });
});
