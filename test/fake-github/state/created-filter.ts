import { ApiError } from "../http/api-error.ts";

const day = 86_400_000;

/**
 * Whether a time lies in GitHub's date filter: `2026-01-01`, `>=2026-01-01`, `<2026-01-01T00:00:00Z`,
 * `2026-01-01..2026-02-01` (either end may be `*`). @throws ApiError 422 for another form
 */
export function isCreatedIn(filter: string, time: string): boolean {
  const at = Date.parse(time);
  const [from, to] = filter.split("..");
  if (from !== undefined && to !== undefined) {
    return (from === "*" || at >= span(from).start) && (to === "*" || at < span(to).end);
  }
  const operator = /^[<>]=?/.exec(filter)?.[0] ?? "";
  const { start, end } = span(filter.slice(operator.length));
  switch (operator) {
    case ">":
      return at >= end;
    case ">=":
      return at >= start;
    case "<":
      return at < start;
    case "<=":
      return at < end;
    default:
      return at >= start && at < end;
  }
}

/** A date means its whole day, a time its second. */
function span(text: string): { readonly start: number; readonly end: number } {
  const start = Date.parse(text);
  if (Number.isNaN(start)) throw new ApiError(422, `${text} is not a recognized date/time format.`);
  return { start, end: start + (text.length === 10 ? day : 1000) };
}
