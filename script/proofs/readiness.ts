// prove: readiness   6,000 jobs are proposed sooner than by counting unchanged runs, and their lists block less; [SEED] [vary | updates]; 2 min
import { defaultAssumptions } from "./readiness/assumptions.ts";
import { judgeBounds } from "./readiness/bounds.ts";
import { type CountingRule, followCount } from "./readiness/counting-rule.ts";
import { medianDays, type Outcome, type Rule, shareBlocked, shareWithin } from "./readiness/measure.ts";
import { followOurs, type OurRule, ourRule } from "./readiness/our-rule.ts";
import { horizon } from "./readiness/proposal.ts";
import { rhythms } from "./readiness/rhythms.ts";
import { simulate } from "./readiness/simulate.ts";
import { variants } from "./readiness/variants.ts";

const jobs = 6_000;
const jobsPerVariant = 2_000;

const [seedText = "1", mode] = process.argv.slice(2);
const seed = Number(seedText);
if (!Number.isSafeInteger(seed) || ![undefined, "vary", "updates"].includes(mode)) {
  console.error("usage: script/prove readiness [SEED] [vary | updates]");
  process.exit(2);
}

const header = `| rule | median days | on day 0 | in 30 days | in ${horizon} days | false blocks |\n|---|---|---|---|---|---|`;
const main = { ours: ours(), hundred: counting(100), ten: counting(10) };
if (mode === "updates") {
  judgeUpdates();
  process.exit();
}
const outcomes = simulate(
  { seed, jobs, assumptions: defaultAssumptions },
  {
    ...main,
    "100, with the same history": counting(100, { hasHistory: true }),
    "10, with the same history": counting(10, { hasHistory: true }),
    "100, with patterns for rotating hosts": counting(100, { hasPatterns: true }),
    "10, with patterns for rotating hosts": counting(10, { hasPatterns: true }),
    "100, list as of the merge": counting(100, { isKeptUpToDate: true }),
    "10, list as of the merge": counting(10, { isKeptUpToDate: true }),
  },
);
const { ours: own, hundred, ten, ...others } = outcomes;
const three = { "**ours**": own, "100 unchanged runs": hundred, "10 unchanged runs": ten };

console.log(`${jobs} jobs, seed ${seed}, followed for ${horizon} days\n\n${header}`);
for (const [name, outcome] of Object.entries({ ...three, ...others })) console.log(describe(name, outcome));
console.log("\nWhat was blocked first, by the kind of the endpoint, in so many jobs:");
for (const [name, outcome] of Object.entries(three)) console.log(`${name}: ${describeBlocks(outcome)}`);
console.log("\nBounds:");
const bounds = judgeBounds(own, hundred, ten);
printBounds(bounds);
console.log(`\nJobs of one rhythm\n\n${header}`);
for (const { name, ...sample } of rhythms) {
  const of = simulate({ seed, ...sample }, main);
  console.log(describe(`${name} (${sample.jobs} jobs): ours`, of.ours));
  console.log(describe("100 unchanged runs", of.hundred));
  console.log(describe("10 unchanged runs", of.ten));
}
if (mode === "vary") {
  varyRule();
  varyAssumptions();
}

/** The same bounds where dependencies are updated once a week, and what is first called right after that waits for a word. */
function judgeUpdates(): void {
  const { quiet, ...of } = simulate(
    { seed, jobs, assumptions: defaultAssumptions },
    { ...main, ours: ours({ daysBetweenUpdates: 7 }), quiet: main.ours },
  );
  console.log(`${jobs} jobs, seed ${seed}, whose dependencies are updated once a week\n\n${header}`);
  const named = { "**ours**": of.ours, "ours without updates": quiet };
  for (const [name, outcome] of Object.entries(named)) console.log(describe(name, outcome));
  console.log(describe("100 unchanged runs", of.hundred));
  console.log(describe("10 unchanged runs", of.ten));
  console.log("\nBounds:");
  printBounds(judgeBounds(of.ours, of.hundred, of.ten));
}

function printBounds(bounds: ReturnType<typeof judgeBounds>): void {
  for (const { what, ours: reached, limit, isMet } of bounds)
    console.log(
      `${isMet ? "met    " : "NOT MET"} ${what}: ${reached.toFixed(1)} (limit ${limit.toFixed(1)})`,
    );
  if (bounds.some(({ isMet }) => !isMet)) process.exitCode = 1;
}

function counting(unchangedRuns: number, change: Partial<CountingRule> = {}): Rule {
  const rule = { unchangedRuns, hasHistory: false, hasPatterns: false, isKeptUpToDate: false, ...change };
  return (timeline) => followCount(timeline, rule);
}

function ours(change: Partial<OurRule> = {}): Rule {
  const rule = { ...ourRule, ...change };
  return (timeline) => followOurs(timeline, rule);
}

function varyRule(): void {
  console.log(`\nOur rule with one thing changed, ${jobsPerVariant} jobs\n\n${header}`);
  const changed = simulate(
    { seed, jobs: jobsPerVariant, assumptions: defaultAssumptions },
    {
      ours: main.ours,
      "no history": ours({ historyRuns: 0 }),
      "300 runs of history": ours({ historyRuns: 300 }),
      "patterns never confirmed": ours({ confirmsAfter: null }),
      "without the gate on the list's age": ours({ judgesListAge: false }),
      "list as of the proposal": ours({ isKeptUpToDate: false }),
      "window of 1,000 runs, 365 days": ours({ window: { runs: 1_000, days: 365 } }),
    },
  );
  for (const [name, outcome] of Object.entries(changed)) console.log(describe(name, outcome));
}

function varyAssumptions(): void {
  console.log(`\nOne assumption changed, ${jobsPerVariant} jobs each: ours / 100 / 10 unchanged runs\n`);
  console.log("| assumption | median days | in 30 days | false blocks | bounds not met |");
  console.log("|---|---|---|---|---|");
  for (const { name, assumptions } of [{ name: "none", assumptions: defaultAssumptions }, ...variants]) {
    const varied = simulate({ seed, jobs: jobsPerVariant, assumptions }, main);
    const each = [varied.ours, varied.hundred, varied.ten];
    const missed = judgeBounds(varied.ours, varied.hundred, varied.ten)
      .filter(({ isMet }) => !isMet)
      .map(({ name: bound, ours: reached, limit }) => `${bound} ${reached.toFixed(1)} (${limit.toFixed(1)})`);
    const cells = [
      name,
      each.map((outcome) => inDays(medianDays(outcome))).join(" / "),
      each.map((outcome) => inPercent(shareWithin(outcome, 30))).join(" / "),
      each.map((outcome) => inPercent(shareBlocked(outcome))).join(" / "),
      missed.join(", ") || "—",
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function describe(name: string, outcome: Outcome): string {
  const shares = [0, 30, horizon].map((limit) => inPercent(shareWithin(outcome, limit)));
  return `| ${[name, inDays(medianDays(outcome)), ...shares, inPercent(shareBlocked(outcome))].join(" | ")} |`;
}

function describeBlocks({ blocks }: Outcome): string {
  return [...blocks]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}

function inDays(count: number): string {
  return Number.isFinite(count) ? count.toFixed(1) : `> ${horizon}`;
}

function inPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
