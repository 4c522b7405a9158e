// bench: readiness [SEED]   when jobs are proposed and what their lists would block, against counting unchanged runs, in a simulation
import { defaultAssumptions } from "./readiness/assumptions.ts";
import { judgeBounds } from "./readiness/bounds.ts";
import { type CountingRule, followCount } from "./readiness/counting-rule.ts";
import { medianDays, type Outcome, type Rule, shareBlocked, shareWithin } from "./readiness/measure.ts";
import { followOurs, type OurRule, ourRule } from "./readiness/our-rule.ts";
import { horizon } from "./readiness/proposal.ts";
import { simulate } from "./readiness/simulate.ts";
import { variants } from "./readiness/variants.ts";

const seed = Number(process.argv[2] ?? 1);
if (!Number.isSafeInteger(seed)) throw new Error("the seed must be a whole number");
const jobs = 2_000;
const jobsPerVariant = 1_000;

function counting(unchangedRuns: number, change: Partial<CountingRule> = {}): Rule {
  const rule = { unchangedRuns, hasHistory: false, hasPatterns: false, ...change };
  return (timeline) => followCount(timeline, rule);
}

function ours(change: Partial<OurRule> = {}): Rule {
  return (timeline) => followOurs(timeline, { ...ourRule, ...change });
}

const main = { ours: ours(), hundred: counting(100), ten: counting(10) };

const outcomes = simulate(
  { seed, jobs, assumptions: defaultAssumptions },
  {
    ...main,
    "100 unchanged runs, with the same history": counting(100, { hasHistory: true }),
    "10 unchanged runs, with the same history": counting(10, { hasHistory: true }),
    "100 unchanged runs, with patterns": counting(100, { hasPatterns: true }),
    "10 unchanged runs, with patterns": counting(10, { hasPatterns: true }),
    "ours, no history": ours({ hasHistory: false }),
    "ours, patterns never confirmed": ours({ confirmsAfter: null }),
    "ours, without the gate on the list's age": ours({ judgesListAge: false }),
    "ours, window of 1,000 runs": ours({ window: { runs: 1_000, days: 90 } }),
  },
);
const { ours: own, hundred, ten, ...others } = outcomes;

console.log(
  `${jobs} jobs, seed ${seed}, followed for ${horizon} days; false blocks within 50 runs after the merge\n`,
);
console.log(
  "| rule | median days | proposed on day 0 | in 30 days | in 180 days | false blocks, of those proposed |",
);
console.log("|---|---|---|---|---|---|");
const rows = { "**ours**": own, "100 unchanged runs": hundred, "10 unchanged runs": ten, ...others };
for (const [name, outcome] of Object.entries(rows)) console.log(describe(name, outcome));

console.log("\nWhat was blocked first, in so many jobs:");
for (const [name, { blocks }] of Object.entries({
  ours: own,
  "100 unchanged runs": hundred,
  "10 unchanged runs": ten,
})) {
  const kinds = [...blocks].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${count}`);
  console.log(`${name.padEnd(20)}${kinds.join(", ")}`);
}

console.log("\nBounds:");
const bounds = judgeBounds(own, hundred, ten);
for (const { what, ours, limit, isMet } of bounds)
  console.log(`${isMet ? "met    " : "NOT MET"} ${what}: ${ours.toFixed(1)} (limit ${limit.toFixed(1)})`);

console.log(
  `\nOne assumption changed at a time, ${jobsPerVariant} jobs each: ours / 100 / 10 unchanged runs\n`,
);
console.log("| assumption | median days | in 30 days | false blocks | bounds not met |");
console.log("|---|---|---|---|---|");
for (const { name, assumptions } of [{ name: "(none)", assumptions: defaultAssumptions }, ...variants]) {
  const varied = simulate({ seed, jobs: jobsPerVariant, assumptions }, main);
  const three = [varied.ours, varied.hundred, varied.ten];
  const missed = judgeBounds(varied.ours, varied.hundred, varied.ten)
    .map(({ isMet }, index) => (isMet ? null : String(index + 1)))
    .filter((number) => number !== null);
  const cells = [
    name,
    three.map((outcome) => days(medianDays(outcome))).join(" / "),
    three.map((outcome) => percent(shareWithin(outcome, 30))).join(" / "),
    three.map((outcome) => percent(shareBlocked(outcome))).join(" / "),
    missed.join(", ") || "none",
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
if (bounds.some(({ isMet }) => !isMet)) process.exitCode = 1;

function describe(name: string, outcome: Outcome): string {
  const shares = [0, 30, horizon].map((limit) => percent(shareWithin(outcome, limit)));
  return `| ${[name, days(medianDays(outcome)), ...shares, percent(shareBlocked(outcome))].join(" | ")} |`;
}

function days(count: number): string {
  return Number.isFinite(count) ? count.toFixed(1) : `> ${horizon}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
