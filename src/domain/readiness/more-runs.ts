import { defaultWindow } from "../baseline/window.ts";
import type { Measured } from "./gate.ts";

/**
 * How many more complete runs in a row it takes until the window has so many of those that count: more than are missing, where the new ones
 * push old ones out of it.
 */
export function moreRuns(
  { attempts }: Pick<Measured, "attempts">,
  what: "complete" | "quiet",
  needed: number,
): number {
  const newestFirst = attempts.toReversed().map((attempt) => attempt[what]);
  const count = (all: readonly boolean[]): number => all.filter(Boolean).length;
  let more = Math.max(0, needed - count(newestFirst));
  while (more < needed && more + count(newestFirst.slice(0, defaultWindow.runs - more)) < needed) more += 1;
  return more;
}
