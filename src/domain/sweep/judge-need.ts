import { longestRun } from "./run-windows.ts";

/**
 * Why it is looked for what webhooks did not tell: nobody listened for a time, a day has passed, Redis was emptied (or is new), or somebody
 * asked for it.
 */
export const sweepCauses = ["gap", "day", "empty", "asked"] as const;
export type SweepCause = (typeof sweepCauses)[number];

/** What is known of a repository before GitHub is asked about it alone. Times in ms since 1970. */
export interface SweptRepository {
  /** Null where nothing was ever pushed. */
  readonly pushedAt: number | null;
  readonly isArchived: boolean;
  /** Whether what was learned and decided about it is all there, as far as Redis kept it. */
  readonly isFilled: boolean;
  /** When the last run began that neither a push nor a pull request had started, such as one by a schedule; null for none. */
  readonly lastUnpushedRun: number | null;
}

/** What a repository needs: to be filled as if the App were new there, to be asked what happened since, or nothing. */
export type Need = "refill" | "ask" | "rest";

const day = 24 * 3_600_000;
/** GitHub ends a job after so many ms: what was pushed before hardly has runs that end later. What does is found within a day. */
const longestJob = 6 * 3_600_000;
/** Longer than the pause of a monthly schedule. */
const expectation = 35 * day;

/** Says what a sweep of everything since a time does about a repository. */
export function judgeNeed(
  { pushedAt, isArchived, isFilled, lastUnpushedRun }: SweptRepository,
  { since, cause }: { readonly since: number; readonly cause: SweepCause },
): Need {
  if (isArchived) return "rest";
  if (!isFilled) return "refill";
  const margin = cause === "gap" ? longestJob : longestRun;
  if (pushedAt !== null && pushedAt >= since - margin) return "ask";
  return lastUnpushedRun !== null && lastUnpushedRun >= since - expectation ? "ask" : "rest";
}
