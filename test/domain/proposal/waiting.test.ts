import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgePlace } from "../../../src/domain/proposal/judge-place.ts";
import {
  dayOf,
  type Hold,
  keyOfWaiting,
  mayBeNext,
  orderWaiting,
  type Waiting,
} from "../../../src/domain/proposal/waiting.ts";
import { always } from "../../../src/domain/settings/schedule.ts";
import { defaultSettings, type Settings } from "../../../src/domain/settings/settings.ts";

const now = Date.parse("2026-11-30T12:00Z");
const day = 86_400_000;

function waiting(id: number, about: string, changes: Partial<Waiting> = {}): Waiting {
  return {
    kind: "pull-request",
    repository: { installationId: 1, id, owner: "octo-org", name: `r${id}`, defaultBranch: "main" },
    about,
    rank: 0.5,
    since: now - day,
    at: now,
    hold: { why: "owner-per-day", until: null },
    offeredAt: null,
    ...changes,
  };
}

const names = (all: readonly Waiting[]): string =>
  all.map(({ repository, about }) => `${repository.id}${about}`).join(" ");

describe("a place goes", () => {
  const taken = [keyOfWaiting(waiting(1, "x"))];
  test.each<[string, readonly Waiting[], readonly (typeof taken)[number][], string]>([
    ["to the most confident", [waiting(1, "a", { rank: 0.2 }), waiting(2, "a", { rank: 0.9 })], [], "2a 1a"],
    [
      "of equals, to what waits the longest",
      [waiting(1, "a", { since: now - 5 }), waiting(2, "a", { since: now - 9 })],
      [],
      "2a 1a",
    ],
    [
      "to each repository once before any a second time",
      [waiting(1, "a", { rank: 0.9 }), waiting(1, "b", { rank: 0.8 }), waiting(2, "a", { rank: 0.1 })],
      [],
      "1a 2a 1b",
    ],
    [
      "last to a repository that had one today",
      [waiting(1, "a", { rank: 0.9 }), waiting(2, "a")],
      taken,
      "2a 1a",
    ],
    [
      "before all others to what waits for 60 days, the longest first",
      [
        waiting(1, "a", { rank: 1 }),
        waiting(1, "b", { rank: -1, since: now - 60 * day }),
        waiting(2, "a", { rank: 0, since: now - 61 * day }),
      ],
      taken,
      "2a 1b 1a",
    ],
    [
      "to none that has one already",
      [waiting(1, "x", { rank: 0.9 }), waiting(2, "a", { rank: 0.1 })],
      taken,
      "2a",
    ],
    [
      "last to what was offered one and said nothing for an hour",
      [
        waiting(1, "a", { rank: 1, offeredAt: now - 3_600_000, since: now - 90 * day }),
        waiting(2, "a", { rank: 0.1, offeredAt: now - 3_599_999 }),
      ],
      [],
      "2a 1a",
    ],
  ])("%s", (_, all, places, order) => {
    expect(names(orderWaiting(all, places, now))).toBe(order);
    expect(names(orderWaiting([...all].reverse(), places, now))).toBe(order);
  });

  test("to everybody within as many days as it takes, whatever comes in between, and nobody waits for longer than 60 where that can be", () => {
    const newcomer = fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      rank: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(newcomer, { maxLength: 3 }), { minLength: 90, maxLength: 90 }),
        (days) => {
          const perDay = 3;
          let all = Array.from({ length: 100 }, (_, index) =>
            waiting(100 + index, "a", { rank: 0, since: now }),
          );
          for (const [index, comers] of days.entries()) {
            const today = now + index * day;
            all = [
              ...all,
              ...comers.map(({ id, rank }, n) => waiting(id, `${index}.${n}`, { rank, since: today })),
            ];
            all = [...orderWaiting(all, [], today)].slice(perDay);
            // From then on the hundred of the first day are served, three a day.
            const old = all.filter(({ since }) => since === now).length;
            if (index >= 60) expect(old).toBeLessThanOrEqual(Math.max(0, 100 - (index - 59) * perDay));
          }
        },
      ),
      { seed: 21, numRuns: 20 },
    );
  });
});

describe("a new pull request", () => {
  const settings = (changes: Partial<Settings["pullRequest"]>): Pick<Settings, "pullRequest"> => ({
    pullRequest: { ...defaultSettings.pullRequest, ...changes },
  });
  test.each<[string, Partial<Settings["pullRequest"]>, { open: number; today: number }, Hold | null]>([
    ["is opened where none is open", {}, { open: 0, today: 0 }, null],
    ["waits for an open one", {}, { open: 1, today: 0 }, { why: "open-at-most", until: null }],
    ["does not wait where two may be open", { openAtMost: 2 }, { open: 1, today: 1 }, null],
    [
      "waits for the next day",
      { perDay: 1 },
      { open: 0, today: 1 },
      { why: "per-day", until: Date.parse("2026-12-01") },
    ],
    [
      "waits for the hour",
      { schedule: { ...always, hours: "13-15" } },
      { open: 0, today: 0 },
      { why: "schedule", until: Date.parse("2026-11-30T13:00Z") },
    ],
  ])("%s", (_, changes, here, hold) => {
    expect(judgePlace(settings(changes), here, now)).toEqual(hold);
  });
});

test.each<[Hold, boolean]>([
  [{ why: "owner-per-day", until: now + 1 }, true],
  [{ why: "schedule", until: now + 1 }, false],
  [{ why: "schedule", until: now }, true],
  [{ why: "per-day", until: now - 1 }, true],
  [{ why: "open-at-most", until: null }, false],
  [{ why: "not-wanted", until: null }, false],
])("%j may be next: %s", (hold, expected) => {
  expect(mayBeNext(waiting(1, "a", { hold }), now)).toBe(expected);
});

test("a day ends at midnight of UTC", () => {
  expect(dayOf(Date.parse("2026-11-30T23:59:59.999Z"))).toEqual({
    name: "2026-11-30",
    end: Date.parse("2026-12-01"),
  });
  expect(dayOf(Date.parse("2026-12-01"))).toEqual({ name: "2026-12-01", end: Date.parse("2026-12-02") });
});
