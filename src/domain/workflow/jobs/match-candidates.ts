import { matchesName } from "../name-pattern.ts";
import type { JobCandidate } from "./job-candidates.ts";

/** Which candidate a run's job is. */
export type CandidateMatch =
  | { readonly kind: "matched"; readonly candidate: JobCandidate }
  /** Several could be it, or several of the run's jobs have its name. */
  | { readonly kind: "ambiguous"; readonly candidates: readonly JobCandidate[] }
  | { readonly kind: "none" };

/**
 * Matches the display name of a run's job. `jobsOfThatName` counts all jobs that GitHub lists with it, also skipped ones:
 * a candidate that every run has exactly once owns its name where one job is listed with it.
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
  if (candidate === undefined || second !== undefined || jobsOfThatName !== 1)
    return { kind: "ambiguous", candidates: possible };
  return { kind: "matched", candidate };
}
