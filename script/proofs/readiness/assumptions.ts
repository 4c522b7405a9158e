/** A range within which every order of magnitude is equally likely. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * What the simulated jobs are like. Shares are of jobs where nothing else is said. "Corpus" stands for 280 public workflow files
 * of 21 repositories that use Harden-Runner, with 417 guarded jobs and 161 lists; what has no source is a guess. docs/simulation.md
 * varies all of it.
 */
export interface Assumptions {
  /**
   * Runs of the job a day. `shape` 1: half as many jobs run more than 2x a day as run more than x (a power law); 0: every order of
   * magnitude is equally likely. Source: the default branches of these 21 repositories got 0.03 to 7.2 commits a
   * day in their last 90 days; those 11 that got one a day or more fit a shape of 1.3.
   */
  readonly runsPerDay: Range & { readonly shape: number };
  /** Runs on a day of the weekend, where a weekday has one. */
  readonly weekend: number;
  /** Endpoints of a job: log-normal, cut at 1 and `most`. */
  readonly endpoints: { readonly median: number; readonly sigma: number; readonly most: number };
  /** Share of the endpoints that are one of several names under one domain (corpus: 569 of 1,127 entries). */
  readonly siblings: number;
  /** A common endpoint is called in so many runs at least; the share is even between this and 1. */
  readonly commonFrom: number;
  /** Endpoints, of those that nothing below calls for, that only some runs call, each run by itself with this chance. */
  readonly occasional: { readonly share: number; readonly chance: Range };
  /** The same for endpoints that some days call (a branch, a cache of a day): a day with this chance, then most runs of it. */
  readonly burst: { readonly share: number; readonly chance: Range };
  /** Corpus: 71 of 417 jobs have the trigger `schedule`; of 71 crons 30 are weekly. */
  readonly scheduled: { readonly share: number; readonly weekly: number; readonly ownEndpoints: number };
  /** Corpus: 80 of 417 jobs use a cache. `cold`: chance that a run finds it cold; then it calls a group of endpoints. */
  readonly cached: { readonly share: number; readonly cold: Range };
  /**
   * Corpus: 40 of 417 jobs have a step whose condition asks for an event or a ref. `daysBetween`: from one run that executes it to
   * the next, in the mean; the same repositories made 1 to 150 tags in a year. `hidden`: share whose condition no workflow file shows (a test in a script). `release`: share that an
   * event of its own starts, which the workflow declares.
   */
  readonly publishing: {
    readonly share: number;
    readonly daysBetween: Range;
    readonly hidden: number;
    readonly release: number;
  };
  /** Corpus: 114 − 40 of 417 jobs have a step with another condition. `chance`: that a run executes it. */
  readonly conditional: { readonly share: number; readonly chance: Range };
  /** Corpus: 63 of 417 jobs have a matrix, 9 of these one that is computed; a leg of such a one is in a run with `chance`. */
  readonly matrix: {
    readonly share: number;
    readonly dynamic: number;
    readonly chance: Range;
    readonly ownEndpoints: number;
  };
  /** Corpus: 13 of 161 lists have a wildcard, half of these at a suffix under which strangers get names. */
  readonly rotating: { readonly share: number; readonly sharedTenant: number };
  /** Endpoints that take the place of another, per job and year: a host that moves, a tool that is exchanged. */
  readonly changesPerYear: number;
  /** Chance that a run fails, of each job; what comes after the failure is not called. */
  readonly failures: Range;
  /** Chance that the record of a run is cut or gone. */
  readonly lostRecords: number;
  /** Days since when the job has been recorded when somebody starts: even between these. */
  readonly auditDays: { readonly least: number; readonly most: number };
}

export const defaultAssumptions: Assumptions = {
  runsPerDay: { low: 1, high: 50, shape: 1 },
  weekend: 0.15,
  endpoints: { median: 7, sigma: 0.9, most: 62 },
  siblings: 0.5,
  commonFrom: 0.9,
  occasional: { share: 0.1, chance: { low: 0.002, high: 0.5 } },
  burst: { share: 0.05, chance: { low: 0.002, high: 0.5 } },
  scheduled: { share: 71 / 417, weekly: 30 / 71, ownEndpoints: 0.5 },
  cached: { share: 80 / 417, cold: { low: 0.005, high: 0.3 } },
  publishing: { share: 40 / 417, daysBetween: { low: 365 / 150, high: 365 }, hidden: 0.2, release: 0.5 },
  conditional: { share: 74 / 417, chance: { low: 0.01, high: 1 } },
  matrix: { share: 63 / 417, dynamic: 9 / 63, chance: { low: 0.02, high: 1 }, ownEndpoints: 0.3 },
  rotating: { share: 13 / 161, sharedTenant: 0.5 },
  changesPerYear: 0.2,
  failures: { low: 0.01, high: 0.3 },
  lostRecords: 0.01,
  auditDays: { least: 0, most: 180 },
};
