import { anything, matchesName, textPart } from "../name-pattern.ts";
import type { ExpectedLeg } from "./expected.ts";

/**
 * What a leg of a called job is known by where nothing of its caller may be told: as the called file names it, without what the caller is called
 * and gave. `legs` are those of its matrix as the file tells them; where it does not, all are one.
 */
export function nameCalledLeg(
  displayName: string,
  jobId: string,
  legs: readonly ExpectedLeg[] | null,
): string {
  const fitting = (legs ?? []).filter(({ name }) =>
    matchesName([anything, textPart(" / "), ...name], displayName),
  );
  const [leg] = fitting;
  return leg !== undefined && fitting.length === 1 ? leg.label : jobId;
}
