/**
 * How long an answer's `retry-after` asks to wait, in ms: of seconds, or of a date as seen from `now` (ms since 1970). Null
 * where there is none or it says neither.
 */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1_000;
  // A date begins with its weekday; Date.parse takes much else, `-1` too.
  const date = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(date - now, 0);
}
