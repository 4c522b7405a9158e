import { matchesName } from "../name-pattern.ts";
import type { JobCandidate } from "./job-candidates.ts";

/** Which candidate a run's job is. */
export type CandidateMatch =
  | { readonly kind: "matched"; readonly candidate: JobCandidate }
  /** Several could be it, or it should be one job and several of the run's have its name. */
  | { readonly kind: "ambiguous"; readonly candidates: readonly JobCandidate[] }
  | { readonly kind: "none" };

/**
 * Matches the display name of a run's job. `jobsOfThatName` counts all jobs that GitHub lists with it, also skipped ones:
 * a candidate that every run has exactly once owns its name where one job is listed with it. Where no other candidate can have the name, all
 * jobs with it are the legs of one.
 */
export function matchCandidate(
  displayName: string,
  candidates: readonly JobCandidate[],
  jobsOfThatName: number,
): CandidateMatch {
  const possible = candidates.filter((candidate) => matchesName(candidate.name, displayName));
  if (possible.length === 0) return { kind: "none" };
  const owners = possible.filter((candidate) => candidate.kind === "job" && candidate.isOnlyOne);
  const [candidate, second] = owners.length > 0 ? owners : possible;
  const isOne = jobsOfThatName === 1 || owners.length === 0;
  if (candidate === undefined || second !== undefined || !isOne)
    return { kind: "ambiguous", candidates: possible };
  return { kind: "matched", candidate };
}
