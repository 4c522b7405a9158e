/** The days of the week, as they are written in settings. */
export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export type Weekday = (typeof weekdays)[number];

/** When pull requests may be opened. */
export interface Schedule {
  readonly days: readonly Weekday[];
  /** `9-17`: from 9:00 to 16:59. */
  readonly hours: string;
  /** Of the IANA database. */
  readonly timezone: string;
}

/** At any time. */
export const always: Schedule = { days: weekdays, hours: "0-24", timezone: "UTC" };

/** Full hours of a day, 0 to 24. From a later hour to an earlier one is over midnight. */
interface Hours {
  readonly from: number;
  readonly to: number;
}

const quarter = 15 * 60_000;
/** In a week and a day each schedule comes round, also in the week in which the clocks change. */
const longestWait = 8 * 86_400_000;

/** Reads hours as they are written; null for any other text. */
export function readHours(text: string): Hours | null {
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return null;
  const hours = { from: Number(from), to: Number(to) };
  return hours.from > 23 || hours.to > 24 || hours.from === hours.to ? null : hours;
}

/** Whether this machine knows a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    clockIn(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** When pull requests may be opened next, by a schedule: `now` itself where they may be now. In ms since 1970. */
export function nextOpening({ days, hours, timezone }: Schedule, now: number): number {
  const clock = clockIn(timezone);
  const { from, to } = readHours(hours) ?? { from: 0, to: 24 };
  const isOpen = (at: number): boolean => {
    const { day, hour } = readClock(clock, at);
    const isInHours = from < to ? hour >= from && hour < to : hour >= from || hour < to;
    return isInHours && days.some((one) => one === day);
  };
  if (isOpen(now)) return now;
  // The hours of every time zone begin at a quarter of an hour of UTC.
  const first = Math.ceil((now + 1) / quarter) * quarter;
  for (let at = first; at <= now + longestWait; at += quarter) if (isOpen(at)) return at;
  return now + longestWait;
}

function clockIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", { timeZone, weekday: "long", hour: "2-digit", hourCycle: "h23" });
}

function readClock(
  clock: Intl.DateTimeFormat,
  at: number,
): { readonly day: string | undefined; readonly hour: number } {
  const parts = clock.formatToParts(at);
  const partOf = (type: string): string | undefined => parts.find((part) => part.type === type)?.value;
  return { day: partOf("weekday")?.toLowerCase(), hour: Number(partOf("hour")) };
}
