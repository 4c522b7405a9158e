import { scaleLinear, scaleUtc } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { round } from "./round.ts";

const size = { width: 760, height: 160, left: 36, right: 8, top: 10, bottom: 22 };

/** One day of a count; `day` is `2026-11-30`. */
interface DayCount {
  readonly day: string;
  readonly count: number;
}

/** A count over days. Lengths are in px. */
export interface DayLine {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly base: number;
  readonly line: string;
  readonly area: string;
  readonly values: readonly { readonly value: number; readonly y: number }[];
  readonly days: readonly { readonly day: string; readonly x: number }[];
}

/** Draws a count over days, oldest first. */
export function drawLine(counts: readonly DayCount[]): DayLine {
  const { width, height, left, right, top, bottom } = size;
  const base = height - bottom;
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const times = counts.map(({ day }) => Date.parse(day));
  const x = scaleUtc([times.at(0) ?? 0, times.at(-1) ?? 1], [left, width - right]);
  const y = scaleLinear([0, most], [base, top]);
  const points = counts.map(({ count }, index): [number, number] => [
    round(x(times[index] ?? 0)),
    round(y(count)),
  ]);
  return {
    width,
    height,
    left,
    right: width - right,
    base,
    line: line().curve(curveStepAfter)(points) ?? "",
    area: area().curve(curveStepAfter).y0(base)(points) ?? "",
    values: y
      .ticks(3)
      .filter(Number.isInteger)
      .map((value) => ({ value, y: round(y(value)) })),
    days:
      counts.length < 2
        ? []
        : x.ticks(5).map((day) => ({ day: day.toISOString().slice(0, 10), x: round(x(day)) })),
  };
}
