const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** A day as people write it: `31 Jan 2026` for `2026-01-31`, or for a time that begins so. What is no day stays as it is. */
export function sayDay(date: string): string {
  const { day, year } = readDay(date);
  return year === "" ? day : `${day} ${year}`;
}

/** The two days of a period, the year only once where it is the same: `1 Jan` and `24 Feb 2026`. */
export function sayDays(first: string, last: string): readonly [string, string] {
  const [from, to] = [readDay(first), readDay(last)];
  return [from.year === to.year ? from.day : sayDay(first), sayDay(last)];
}

function readDay(date: string): { readonly day: string; readonly year: string } {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d\d)-(\d\d)/.exec(date) ?? [];
  const name = months[Number(month) - 1];
  return name === undefined ? { day: date, year: "" } : { day: `${Number(day)} ${name}`, year };
}
