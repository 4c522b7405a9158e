import { medianDays, type Outcome, shareBlocked, shareWithin } from "./measure.ts";

export interface Bound {
  readonly what: string;
  readonly ours: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/** What is demanded of our rule, measured against the two that count runs. */
export function judgeBounds(ours: Outcome, hundred: Outcome, ten: Outcome): readonly Bound[] {
  return [
    atMost(
      "false blocks, %: at most a quarter of `10 unchanged runs`",
      100 * shareBlocked(ours),
      25 * shareBlocked(ten),
    ),
    atMost(
      "false blocks, %: at most `100 unchanged runs` and one point",
      100 * shareBlocked(ours),
      100 * shareBlocked(hundred) + 1,
    ),
    atLeast(
      "proposed in 30 days, %: at least twice `100 unchanged runs`",
      100 * shareWithin(ours, 30),
      200 * shareWithin(hundred, 30),
    ),
    atMost(
      "median days: at most a tenth of `100 unchanged runs`",
      medianDays(ours),
      medianDays(hundred) / 10,
    ),
  ];
}

function atMost(what: string, ours: number, limit: number): Bound {
  return { what, ours, limit, isMet: ours <= limit };
}

function atLeast(what: string, ours: number, limit: number): Bound {
  return { what, ours, limit, isMet: ours >= limit };
}
