import { type Assumptions, defaultAssumptions as standard } from "./assumptions.ts";

/** One assumption changed. */
export interface Variant {
  readonly name: string;
  readonly assumptions: Assumptions;
}

/** The assumptions changed one by one, each to something that could as well be true. */
export const variants: readonly Variant[] = [
  vary("runs a day: any order of magnitude alike", { runsPerDay: { ...standard.runsPerDay, shape: 0 } }),
  vary("runs a day: power law of shape 1.5", { runsPerDay: { ...standard.runsPerDay, shape: 1.5 } }),
  vary("as many runs at the weekend", { weekend: 1 }),
  vary("endpoints: median 4", { endpoints: { ...standard.endpoints, median: 4 } }),
  vary("endpoints: median 14", { endpoints: { ...standard.endpoints, median: 14 } }),
  vary("no siblings", { siblings: 0 }),
  vary("common endpoints in 70 % of the runs or more", { commonFrom: 0.7 }),
  vary("occasional endpoints: half", { occasional: { ...standard.occasional, share: 0.05 } }),
  vary("occasional endpoints: double", { occasional: { ...standard.occasional, share: 0.2 } }),
  vary("occasional and bursts: down to 0.0005", {
    occasional: { ...standard.occasional, chance: { low: 0.0005, high: 0.5 } },
    burst: { ...standard.burst, chance: { low: 0.0005, high: 0.5 } },
  }),
  vary("occasional and bursts: 0.005 to 0.1", {
    occasional: { ...standard.occasional, chance: { low: 0.005, high: 0.1 } },
    burst: { ...standard.burst, chance: { low: 0.005, high: 0.1 } },
  }),
  vary("no bursts", { burst: { ...standard.burst, share: 0 } }),
  vary("bursts: double", { burst: { ...standard.burst, share: 0.1 } }),
  vary("caches: double", { cached: { ...standard.cached, share: 2 * standard.cached.share } }),
  vary("schedules: double", { scheduled: { ...standard.scheduled, share: 2 * standard.scheduled.share } }),
  vary("publish steps: double", {
    publishing: { ...standard.publishing, share: 2 * standard.publishing.share },
  }),
  vary("publish steps: half of them hidden in scripts", {
    publishing: { ...standard.publishing, hidden: 0.5 },
  }),
  vary("matrices: double", { matrix: { ...standard.matrix, share: 2 * standard.matrix.share } }),
  vary("rotating hosts: double", { rotating: { ...standard.rotating, share: 2 * standard.rotating.share } }),
  vary("no rotating hosts", { rotating: { ...standard.rotating, share: 0 } }),
  vary("no changes", { changesPerYear: 0 }),
  vary("changes: one a year", { changesPerYear: 1 }),
  vary("failures: 10 to 60 % of the runs", { failures: { low: 0.1, high: 0.6 } }),
  vary("recorded for 0 to 30 days before", { auditDays: { least: 0, most: 30 } }),
  vary("recorded for 90 days before", { auditDays: { least: 90, most: 90 } }),
  vary("nothing recorded before", { auditDays: { least: 0, most: 0 } }),
];

function vary(name: string, change: Partial<Assumptions>): Variant {
  return { name, assumptions: { ...standard, ...change } };
}
