import { describe, expect, test } from "vitest";
import { createLimits } from "../../../src/adapters/queue/limits.ts";

const minute = 60_000;
const [one, other] = [1, 2];

describe("a limit of unknown length", () => {
  test("holds for a minute, for the whole installation and no other", () => {
    const limits = createLimits(minute);
    expect(limits.note(one, null, 0)).toBe(minute);
    expect(limits.until(one, minute - 1)).toBe(minute);
    expect(limits.until(one, minute)).toBeNull();
    expect(limits.until(other, 0)).toBeNull();
  });

  test("that comes again soon lasts twice as long, up to about an hour", () => {
    const limits = createLimits(minute);
    const waits: number[] = [];
    for (let now = 0; waits.length < 9; ) {
      const end = limits.note(one, null, now);
      waits.push((end - now) / minute);
      now = end + minute;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64]);
  });

  test("is one limit, however many tasks run into it", () => {
    const limits = createLimits(minute);
    expect([0, 10, 20].map((now) => limits.note(one, null, now))).toEqual([minute, minute, minute]);
    expect(limits.note(one, null, 2 * minute)).toBe(4 * minute);
  });

  test("after a quiet time begins with a minute", () => {
    const limits = createLimits(minute);
    limits.note(one, null, 0);
    limits.note(one, null, 2 * minute);
    expect(limits.note(one, null, 30 * minute)).toBe(31 * minute);
  });
});

describe("a limit whose end GitHub tells", () => {
  test("ends then, and one of seconds concerns its task alone", () => {
    const limits = createLimits(minute);
    expect(limits.note(one, 4_000, 0)).toBe(4_000);
    expect(limits.until(one, 1)).toBeNull();
    expect(limits.note(one, 7_000, 0)).toBe(7_000);
    expect(limits.until(one, 1)).toBe(7_000);
  });
});

describe("a 403 without a reason", () => {
  test.each<
    [string, readonly (readonly [installation: number, repository: number, at: number])[], number | null]
  >([
    [
      "in two repositories is theirs",
      [
        [one, 1, 0],
        [one, 2, 1],
      ],
      null,
    ],
    [
      "in one, however often, is its own",
      [
        [one, 1, 0],
        [one, 1, 1],
        [one, 1, 2],
        [one, 1, 3],
      ],
      null,
    ],
    [
      "in three within five minutes is the installation's",
      [
        [one, 1, 0],
        [one, 2, 1],
        [one, 3, 299_999],
      ],
      359_999,
    ],
    [
      "in three within a longer time is theirs",
      [
        [one, 1, 0],
        [one, 2, 1],
        [one, 3, 300_000],
      ],
      null,
    ],
    [
      "in three of two installations is theirs",
      [
        [one, 1, 0],
        [other, 2, 1],
        [one, 3, 2],
      ],
      null,
    ],
    [
      "in a fourth after it counts anew",
      [
        [one, 1, 0],
        [one, 2, 1],
        [one, 3, 2],
        [one, 4, 3],
      ],
      null,
    ],
  ])("%s", (_, seen, until) => {
    const limits = createLimits(minute);
    const held = seen.map(([installation, repository, at]) =>
      limits.noteUnclear(installation, repository, at),
    );
    expect(held.at(-1)).toBe(until);
  });
});
