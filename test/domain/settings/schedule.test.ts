import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { always, nextOpening, type Schedule, weekdays } from "../../../src/domain/settings/schedule.ts";

const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe("pull requests are opened", () => {
  // 30 November 2026 is a Monday.
  test.each<[string, Partial<Schedule>, string, string]>([
    ["at any time without a schedule", {}, "2026-11-30T03:07", "2026-11-30T03:07"],
    ["on the days it names", { days: ["wednesday"] }, "2026-11-30T12:00", "2026-12-02T00:00"],
    ["at once on such a day", { days: ["monday"] }, "2026-11-30T12:01", "2026-11-30T12:01"],
    ["from its first hour", { hours: "9-17" }, "2026-11-30T08:59", "2026-11-30T09:00"],
    ["to the end of its last", { hours: "9-17" }, "2026-11-30T16:59", "2026-11-30T16:59"],
    ["and not after it", { hours: "9-17" }, "2026-11-30T17:00", "2026-12-01T09:00"],
    ["over midnight", { hours: "22-6" }, "2026-11-30T05:59", "2026-11-30T05:59"],
    ["over midnight, from the evening", { hours: "22-6" }, "2026-11-30T06:00", "2026-11-30T22:00"],
    ["in a time zone", { hours: "9-17", timezone: "Europe/Berlin" }, "2026-11-30T07:00", "2026-11-30T08:00"],
    [
      "in summer time too",
      { hours: "9-17", timezone: "Europe/Berlin" },
      "2026-07-01T06:00",
      "2026-07-01T07:00",
    ],
    [
      "by the quarter of an hour",
      { hours: "9-17", timezone: "Asia/Kathmandu" },
      "2026-11-30T01:00",
      "2026-11-30T03:15",
    ],
    [
      "on that zone's days",
      { days: ["tuesday"], timezone: "Pacific/Auckland" },
      "2026-11-30T10:00",
      "2026-11-30T11:00",
    ],
    [
      "through the hour that a clock leaves out",
      { hours: "2-3", timezone: "Europe/Berlin" },
      "2026-03-29T00:30",
      "2026-03-30T00:00",
    ],
    [
      "a week later where the day is over",
      { days: ["monday"], hours: "0-1" },
      "2026-11-30T01:00",
      "2026-12-07T00:00",
    ],
  ])("%s", (_, schedule, now, opening) => {
    expect(iso(nextOpening({ ...always, ...schedule }, Date.parse(`${now}Z`)))).toBe(opening);
  });
});

test("what opens is open when it does, and within eight days", () => {
  const schedule = fc.record({
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    hours: fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 24 }))
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => `${from}-${to}`),
    timezone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"),
  });
  const now = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(schedule, now, (one, at) => {
      const opening = nextOpening(one, at);
      expect(opening).toBeGreaterThanOrEqual(at);
      expect(opening).toBeLessThanOrEqual(at + 8 * 86_400_000);
      expect(nextOpening(one, opening)).toBe(opening);
    }),
    { seed: 21, numRuns: 40 },
  );
});
