import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isOverfull,
  longestRun,
  type RunWindow,
  splitWindow,
  windowSince,
} from "../../../src/domain/sweep/run-windows.ts";

const time = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const second = 1_000;

test("the window of a gap begins 72 hours before it, in whole seconds", () => {
  fc.assert(
    fc.property(time, fc.nat(30 * 86_400_000), (since, length) => {
      const { from, to } = windowSince(since, since + length);
      expect([from % second, to % second]).toEqual([0, 0]);
      expect(from).toBeLessThanOrEqual(since - longestRun);
      expect(from).toBeGreaterThan(since - longestRun - second);
      expect(to).toBeGreaterThanOrEqual(since + length);
    }),
  );
});

test("the halves of a window have every second of it once", () => {
  fc.assert(
    fc.property(time, fc.integer({ min: 0, max: 100 }), (start, seconds) => {
      const from = Math.floor(start / second) * second;
      const window = { from, to: from + seconds * second };
      const halves = splitWindow(window);
      expect(halves === null).toBe(seconds === 0);
      if (halves === null) return;
      const [newer, older] = halves.map(secondsOf);
      expect([...(older ?? []), ...(newer ?? [])]).toEqual(secondsOf(window));
      expect(newer?.length).toBeGreaterThan(0);
      expect(older?.length).toBeGreaterThan(0);
    }),
  );
});

test("halved until none has more than GitHub lists, the windows have every run once", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { maxLength: 4_000 }), (ages) => {
      const now = 1_800_000_000_000;
      const runs = ages.map((age) => now - age * second);
      const found: number[] = [];
      const windows: RunWindow[] = [{ from: now - 5_000 * second, to: now }];
      for (let window = windows.pop(); window !== undefined; window = windows.pop()) {
        const { from, to } = window;
        const inside = runs.filter((at) => at >= from && at <= to);
        const halves = isOverfull(inside.length) ? splitWindow(window) : null;
        if (halves === null) found.push(...inside);
        else windows.push(...halves);
      }
      expect(found.sort()).toEqual(runs.sort());
    }),
    { numRuns: 20 },
  );
});

function secondsOf({ from, to }: RunWindow): readonly number[] {
  return Array.from({ length: (to - from) / second + 1 }, (_, index) => from + index * second);
}
