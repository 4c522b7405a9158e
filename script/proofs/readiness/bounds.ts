import { medianDays, type Outcome, shareBlocked, shareWithin } from "./measure.ts";
import { horizon } from "./proposal.ts";

/** Something demanded of our rule. */
export interface Bound {
  readonly name: "quarter" | "point" | "twice" | "tenth" | "most" | "few";
  readonly what: string;
  readonly ours: number;
  readonly limit: number;
  readonly isMet: boolean;
}

const mostJobs = 90;
const fewBlocks = 7.5;

/** Measures our rule against the two that count runs. */
export function judgeBounds(ours: Outcome, hundred: Outcome, ten: Outcome): readonly Bound[] {
  const blocked = 100 * shareBlocked(ours);
  const proposed = 100 * shareWithin(ours, 30);
  const quarter = 25 * shareBlocked(ten);
  const point = 100 * shareBlocked(hundred) + 1;
  const twice = 200 * shareWithin(hundred, 30);
  const days = medianDays(ours);
  const proposedAtAll = 100 * shareWithin(ours, horizon);
  const tenth = medianDays(hundred) / 10;
  return [
    {
      name: "quarter",
      what: "false blocks in %, at most a quarter of `10 unchanged runs`",
      ours: blocked,
      limit: quarter,
      isMet: blocked <= quarter,
    },
    {
      name: "point",
      what: "false blocks in %, at most `100 unchanged runs` and one point",
      ours: blocked,
      limit: point,
      isMet: blocked <= point,
    },
    {
      name: "twice",
      what: "proposed in 30 days in %, at least twice `100 unchanged runs`",
      ours: proposed,
      limit: twice,
      isMet: proposed >= twice,
    },
    {
      name: "tenth",
      what: "median days, at most a tenth of `100 unchanged runs`",
      ours: days,
      limit: tenth,
      isMet: days <= tenth,
    },
    {
      name: "most",
      what: `proposed in ${horizon} days in %, at least ${mostJobs}`,
      ours: proposedAtAll,
      limit: mostJobs,
      isMet: proposedAtAll >= mostJobs,
    },
    {
      name: "few",
      what: `false blocks in %, at most ${fewBlocks}`,
      ours: blocked,
      limit: fewBlocks,
      isMet: blocked <= fewBlocks,
    },
  ];
}
