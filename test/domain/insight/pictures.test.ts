import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseDates, drawCurve } from "../../../src/domain/insight/pictures/draw-curve.ts";
import { column, drawGrid, row } from "../../../src/domain/insight/pictures/draw-grid.ts";
import { drawLine } from "../../../src/domain/insight/pictures/draw-line.ts";
import { drawStrip, type StripCell } from "../../../src/domain/insight/pictures/draw-strip.ts";

const columns = 60;
const places = fc
  .uniqueArray(fc.nat(columns - 1), { maxLength: columns })
  .map((all) => all.sort((a, b) => a - b));
const gridRow = fc.record({
  kind: fc.constantFrom("called", "by-itself", "shared"),
  called: places,
  refused: places,
  newIn: fc.option(fc.nat(columns - 1)),
});

/** The places and rows whose cells lines of squares cover. */
function readSquares(path: string): readonly string[] {
  let [x, y] = [0, 0];
  return [...path.matchAll(/([Mm])(\d+) (\d+)h(\d+)/g)].flatMap(([, move, right, down, length]) => {
    [x, y] = move === "M" ? [Number(right), Number(down)] : [x + Number(right), y + Number(down)];
    const first = (x - 1) / column;
    x += Number(length);
    const count = (Number(length) + 2) / column;
    return Array.from({ length: count }, (_, index) => `${first + index} ${(y - row / 2) / row}`);
  });
}

/** The places and rows of signs that begin with a point so far from the middle of their cells. */
function readSigns(path: string, left: number, up: number): readonly string[] {
  return [...path.matchAll(/M(-?\d+) (-?\d+)[al]/g)].map(
    ([, x, y]) => `${(Number(x) + left - column / 2) / column} ${(Number(y) + up - row / 2) / row}`,
  );
}

test("each run and endpoint has the one sign that says most", () => {
  fc.assert(
    fc.property(fc.array(gridRow, { maxLength: 8 }), fc.func(fc.boolean()), (rows, isOther) => {
      const grid = drawGrid(rows, columns, isOther);
      const signs = [
        ...readSquares(grid.called + grid.byItself),
        ...readSigns(grid.other, 3, 0),
        ...readSigns(grid.fresh, 0, 5),
        ...readSigns(grid.refused, 3, 3),
      ];
      const cells = rows.flatMap(({ called, refused }, y) =>
        [...new Set([...called, ...refused])].map((x) => `${x} ${y}`),
      );
      const fresh = rows.flatMap(({ called, refused, newIn }, y) =>
        newIn !== null && called.includes(newIn) && (refused.includes(newIn) || isOther(newIn))
          ? [`${newIn} ${y}`]
          : [],
      );
      // A first call that was refused elsewhere in the run, or is a stranger's, has that sign too.
      expect([...signs].sort()).toEqual([...cells, ...fresh].sort());
      expect(grid.height).toBe(rows.length * row);
    }),
  );
});

test("the curve has a point for each run, never falls, and its marks do not cover each other", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { minLength: 1, maxLength: columns }),
      fc.array(fc.nat(columns), { maxLength: 8 }),
      (added, marked) => {
        let known = 0;
        const points = added.map((more, place) => {
          known += more;
          return { place, known };
        });
        const curve = drawCurve(
          points,
          marked.sort((a, b) => a - b).map((place) => ({ place })),
          columns,
        );
        const heights = [...curve.line.matchAll(/[ML,](-?[\d.]+),(-?[\d.]+)/g)].map(([, , y]) => Number(y));
        for (const [index, y] of heights.entries())
          expect(y).toBeLessThanOrEqual(heights[index - 1] ?? curve.base);
        expect(curve.marks).toHaveLength(marked.length);
        for (const { x } of curve.marks) expect(x).toBeLessThanOrEqual(curve.width);
      },
    ),
  );
});

test("a curve without runs is empty, not broken", () => {
  const curve = drawCurve([], [], 0);
  expect([curve.line, curve.area, curve.width]).toEqual(["", "", 0]);
});

test("dates are evenly spread, and the newest run has one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 20 }), (runs, every) => {
      const dates = chooseDates(runs, every).map(({ place }) => place);
      expect(dates.at(-1)).toBe(runs - 1);
      expect(dates).toEqual([...new Set(dates)].sort((a, b) => a - b));
      for (const [index, place] of dates.entries())
        expect(place - (dates[index - 1] ?? place - every)).toBe(every);
    }),
  );
});

test("a strip has a sign for each run, and each kind its own shape", () => {
  const kinds: readonly StripCell[] = ["blocked", "recorded", "fresh", "refused", "failed", "unknown"];
  const { paths, width } = drawStrip([...kinds, ...kinds]);
  for (const kind of kinds) expect(paths[kind].match(/M/g)?.length).toBeGreaterThanOrEqual(2);
  const shapes = kinds.map((kind) => drawStrip([kind]).paths[kind]);
  expect(new Set(shapes).size).toBe(kinds.length);
  expect(width).toBe(kinds.length * 2 * 12);
});

test.each([
  ["no day", []],
  ["one day", [{ day: "2026-11-30", count: 4 }]],
  [
    "a year of none",
    [
      { day: "2025-11-30", count: 0 },
      { day: "2026-11-30", count: 0 },
    ],
  ],
])("a line of %s has only numbers in it", (_, counts) => {
  const { line, area, values } = drawLine(counts);
  expect(`${line}${area}`).not.toMatch(/NaN|Infinity|undefined/);
  expect(values.every(({ value }) => Number.isInteger(value))).toBe(true);
});
