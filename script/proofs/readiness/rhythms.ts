import { type Assumptions, defaultAssumptions as standard } from "./assumptions.ts";

/** Jobs of one rhythm, which the main sample has few of. */
export interface Rhythm {
  readonly name: string;
  readonly jobs: number;
  readonly assumptions: Assumptions;
}

/** Those that hardly run, and those whose rare events are lost among many runs. */
export const rhythms: readonly Rhythm[] = [
  {
    name: "10 to 30 runs a month",
    jobs: 1_000,
    assumptions: { ...standard, runsPerDay: { low: 10 / 30, high: 1, shape: 0 } },
  },
  {
    name: "30 runs a day, a weekly event and a monthly one",
    jobs: 200,
    assumptions: {
      ...standard,
      runsPerDay: { low: 30, high: 30, shape: 0 },
      scheduled: { ...standard.scheduled, share: 1, weekly: 1 },
      publishing: { share: 1, daysBetween: { low: 30, high: 30 }, hidden: 0, release: 1 },
    },
  },
];
