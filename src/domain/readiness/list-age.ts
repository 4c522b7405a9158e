import { sayListTooYoung, saySeldomListTooYoung } from "../text/sentences/gates.ts";
import type { Measured, Reason } from "./gate.ts";
import { moreRuns } from "./more-runs.ts";

const shortList = 3;
/** How much quiet a list of some entries needs: docs/simulation.md tells how these numbers were found and what they do. */
const quietFor = {
  runs: (entries: number): number => (entries <= shortList ? 6 * entries : 24 + 3 * entries),
  days: (entries: number): number => (entries <= shortList ? 3 * entries : 10 + 2 * entries),
};
// However long the list: no more than fits into the window, nor than so many times what the settings ask of every list.
const mostQuietRuns = 150;
const mostQuietDays = 70;
const mostTimesQuietRuns = 15;
const mostTimesDays = 10;
/** After so many quiet days a list of so many entries or fewer is old enough, however few runs there were. */
const longQuietDays = 70;
const mostEntriesBySeldom = 20;

/** Whether the list has been quiet for as long as its length demands: the more a job calls, the more it calls only now and then. */
export function judgeListAge(measured: Measured): readonly Reason[] {
  const { entries, quietRuns, quietDays } = measured;
  const runs = neededQuietRuns(measured);
  const days = neededQuietDays(measured);
  const missingDays = Math.max(0, days - quietDays);
  const isShort = entries <= mostEntriesBySeldom;
  const missingRuns = isShort && quietDays >= longQuietDays ? 0 : Math.max(0, runs - quietRuns);
  if (missingRuns === 0 && missingDays === 0) return [];
  if (missingRuns > 0 && isShort && isTooSeldom(measured))
    return [
      {
        code: "list-too-young",
        ...saySeldomListTooYoung(entries, {
          quiet: quietDays,
          least: longQuietDays,
          missing: Math.max(missingDays, longQuietDays - quietDays),
        }),
      },
    ];
  const saying = sayListTooYoung(
    entries,
    { quiet: quietRuns, least: runs, more: missingRuns > 0 ? moreRuns(measured, "quiet", runs) : 0 },
    { quiet: quietDays, least: days, missing: missingDays },
  );
  return [{ code: "list-too-young", ...saying }];
}

/** Whether so many quiet runs as the list needs never come together in the window, and time does not make up for them. */
export function isListTooLong(measured: Measured): boolean {
  return measured.entries > mostEntriesBySeldom && isTooSeldom(measured);
}

function isTooSeldom(measured: Measured): boolean {
  return measured.capacity !== null && measured.capacity < neededQuietRuns(measured);
}

/** How many quiet runs the list needs. */
export function neededQuietRuns({ entries, settings }: Pick<Measured, "entries" | "settings">): number {
  return Math.min(quietFor.runs(entries), settings.quietRuns * mostTimesQuietRuns, mostQuietRuns);
}

/** How many quiet days the list needs. */
export function neededQuietDays({ entries, settings }: Pick<Measured, "entries" | "settings">): number {
  return Math.min(quietFor.days(entries), settings.days * mostTimesDays, mostQuietDays);
}
