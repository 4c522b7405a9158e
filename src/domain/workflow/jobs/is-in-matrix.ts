import { anything, matchesName, type NamePattern, textPart } from "../name-pattern.ts";
import type { ExpectedLeg } from "./expected.ts";
import { takeAffordable } from "./take-affordable.ts";

/** A function that tells whether a leg, by its display name, is one of a matrix; null where the file does not tell, or there are too many. */
export function createIsInMatrix(
  matrix: readonly ExpectedLeg[] | null,
  names: readonly string[],
): ((name: string) => boolean) | null {
  if (matrix === null) return null;
  const patterns = matrix.map(({ name }) => name);
  if (takeAffordable(names, patterns).length < names.length) return null;
  const fits = patterns.map(endsLike);
  return (name) => fits.some((isLike) => isLike(name));
}

/** Whether a display name is what the pattern describes, or that after the names of callers. */
export function endsLike(pattern: NamePattern): (name: string) => boolean {
  const called = [anything, textPart(" / "), ...pattern];
  return (name) => matchesName(pattern, name) || matchesName(called, name);
}
