/** A log that is not there so many ms after the end of its job will not come any more. */
export const logPatience = 15 * 60_000;
const firstWait = 30_000;

/**
 * When to ask again for the log of a job, in ms since 1970: when its job has been over for twice as long as now, so a few times in all. Null
 * where it will not come any more. `completedAt` is ISO 8601 UTC; null where GitHub names no time.
 */
export function askAgainAt(completedAt: string | null, now: number): number | null {
  const end = Date.parse(completedAt ?? "");
  // Clocks differ, and of one that is far ahead nothing can be told.
  if (Number.isNaN(end) || Math.abs(now - end) >= logPatience) return null;
  return end + Math.min(Math.max(2 * (now - end), firstWait), logPatience);
}
