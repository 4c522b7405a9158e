import { scaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { column, middleOf } from "./draw-grid.ts";
import { round } from "./round.ts";

const top = 22;
const height = 84;

/** How many endpoints were known after each run, with what became of the list. Lengths are in px. */
export interface Curve {
  readonly width: number;
  readonly height: number;
  /** Of the axis at the bottom. */
  readonly base: number;
  readonly top: number;
  /** The `d` of the line and of the surface under it; empty where there are no points. */
  readonly line: string;
  readonly area: string;
  readonly ticks: readonly { readonly value: number; readonly y: number }[];
  /** Where each mark stands; those of one place stand beside each other. */
  readonly marks: readonly { readonly x: number; readonly y: number }[];
}

/** Draws the discovery curve over the columns of the grid. */
export function drawCurve(
  points: readonly { readonly place: number; readonly known: number }[],
  marks: readonly { readonly place: number }[],
  columns: number,
): Curve {
  const most = Math.max(1, ...points.map(({ known }) => known));
  const y = scaleLinear([0, most], [top + height, top]);
  const last = points.at(-1);
  // The last step is as wide as its run.
  const steps = [
    ...points.map(({ place, known }) => ({ x: place * column, known })),
    ...(last === undefined ? [] : [{ x: (last.place + 1) * column, known: last.known }]),
  ];
  const to = {
    x: (step: (typeof steps)[number]) => step.x,
    y: (step: (typeof steps)[number]) => round(y(step.known)),
  };
  const draw = line<(typeof steps)[number]>(to.x, to.y).curve(curveStepAfter);
  const fill = area<(typeof steps)[number]>(to.x, top + height, to.y).curve(curveStepAfter);
  const ticks = y.ticks(3).filter(Number.isInteger);
  let before = Number.NEGATIVE_INFINITY;
  return {
    width: columns * column,
    height: top + height + 2,
    base: top + height,
    top,
    line: draw(steps) ?? "",
    area: fill(steps) ?? "",
    ticks: ticks.map((value) => ({ value, y: round(y(value)) })),
    marks: marks.map(({ place }) => {
      const x = Math.min(Math.max(place * column, before + 16, 8), Math.max(8, columns * column - 8));
      before = x;
      return { x, y: 9 };
    }),
  };
}

/** Labels for some runs, evenly spread and as many as have room; the newest among them. */
export function chooseDates(
  runs: number,
  every: number,
): readonly { readonly place: number; readonly x: number }[] {
  const places: number[] = [];
  for (let place = runs - 1; place >= 0; place -= every) places.unshift(place);
  return places.map((place) => ({ place, x: middleOf(place) }));
}
