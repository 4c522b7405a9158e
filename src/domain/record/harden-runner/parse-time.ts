/** A time in ISO 8601 UTC as it was given; null if there is no such moment, as the 31st of June or 25 o'clock. */
export function parseTime(text: string): string | null {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return null;
  // A day that the month does not have is taken for one of the next month.
  return new Date(time).toISOString().slice(0, 19) === text.slice(0, 19) ? text : null;
}
