import { dayOf } from "./waiting.ts";

const minute = 60_000;
/** Spread over so many minutes of a day; the rest is for what comes late. */
const spread = 22 * 60;

/** When on the next day what is done once a day is done for a repository; ms since 1970. Not all repositories at the same minute. */
export function nextDaily(repositoryId: number, now: number): number {
  return dayOf(now).end + (repositoryId % spread) * minute;
}
