/** What calls of GitHub are for, the most urgent first. */
export const purposes = ["answer", "propose", "learn", "backfill"] as const;
/** `answer`: comments and alarms; `propose`: proposals, and runs of jobs that block; `learn`: all other runs; `backfill`: runs from before. */
export type Purpose = (typeof purposes)[number];

/** How the hour stands that GitHub counts for an installation. */
export interface Budget {
  /** Calls of all processes together, as far as they were counted. */
  readonly used: Readonly<Record<Purpose, number>>;
  readonly limit: number;
  /** What GitHub says is left. */
  readonly remaining: number;
  /** Ms since 1970. */
  readonly resetAt: number;
}

const hour = 60 * 60_000;
const minute = 60_000;
/** An hour that is said to end later was noted by a clock that was wrong: the next answer tells. */
const longestHour = hour + 5 * minute;
/** The share of an hour's calls that backfills may use. */
const backfillShare = 0.3;
/**
 * What each purpose leaves to those before it: a share of the limit for a whole hour, less the nearer its end is, and in the end so many calls. Proposals that
 * were begun are not broken off, so they may still use some of what is left for comments.
 */
const reserves: Readonly<Record<Purpose, { readonly share: number; readonly least: number }>> = {
  answer: { share: 0, least: 0 },
  propose: { share: 0.1, least: 100 },
  learn: { share: 0.2, least: 100 },
  backfill: { share: 0.3, least: 150 },
};

/**
 * Until when, in ms since 1970, no call may be made for a purpose, so that what is more urgent is never short; null where one may. What was kept
 * back is set free as the hour passes, so in the end nearly all of it is used.
 */
export function findHold(budget: Budget | null, purpose: Purpose, now: number): number | null {
  if (budget === null) return null;
  const { used, limit, remaining, resetAt } = budget;
  if (resetAt <= now || resetAt > now + longestHour) return null;
  if (purpose === "backfill" && used.backfill >= limit * backfillShare) return resetAt;
  const { share, least } = reserves[purpose];
  const whole = limit * share;
  const kept = Math.max(whole * Math.min((resetAt - now) / hour, 1), Math.min(whole, least));
  if (whole === 0 || remaining > kept) return null;
  if (remaining <= Math.min(whole, least)) return resetAt;
  const freeAt = resetAt - (hour * remaining) / whole;
  // Less often, as all that wait ask at once.
  return Math.min(Math.max(freeAt, now + minute), resetAt);
}
