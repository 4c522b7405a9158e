// prove: year        20 repositories through a year: false blocks, repairs, at most 2 proposals a month, nothing of an attacker proposed or merged without a flag; [SEED]; 4 min
import { type Attacker, attackerKinds, longestSleep } from "./year/attackers.ts";
import { type RepositoryYear, type SimulatedMiss, simulateRepository } from "./year/simulate.ts";
import { createWorld, jobsPerRepository, type LivingRepository, repositoryCount } from "./year/world.ts";

const [seedText = "1"] = process.argv.slice(2);
const seed = Number(seedText);
if (!Number.isSafeInteger(seed)) {
  console.error("usage: script/prove year [SEED]");
  process.exit(2);
}

const years: RepositoryYear[] = [];
for (const [place, repository] of createWorld(seed).entries()) {
  const isSpared = years.some(({ wasAttacked }) => wasAttacked);
  const attacker = isSpared ? null : ({ kind: "dependency-while-blocking", sleep: 0 } as const);
  years.push(await simulateRepository(repository, seed * 1_000 + place, { attacker, isCareful: false }));
  process.stderr.write(`\rsimulated ${years.length} of ${repositoryCount} repositories`);
}
process.stderr.write("\n");

const attacked = await simulateAttackers();
process.stderr.write("\n");
const failing = years.flatMap(({ misses: all }) => all).filter(({ failedRuns }) => failedRuns > 0);
const waiting =
  (100 * failing.filter(({ isSuspicious }) => isSuspicious).length) / Math.max(1, failing.length);
const unflagged = attacked.reduce((total, one) => total + one.unflaggedHosts, 0);
const mergedHosts = attacked.reduce((total, one) => total + one.mergedHosts, 0);
const withHosts = attacked.filter(({ hostileProposals }) => hostileProposals > 0).length;

const sum = (of: (year: RepositoryYear) => number): number =>
  years.reduce((total, one) => total + of(one), 0);
const misses = years.flatMap((one) => one.misses);
const plain = misses.filter(({ isSuspicious, failedRuns }) => !isSuspicious && failedRuns > 0);
const harmless = misses.filter(({ isSuspicious, failedRuns }) => !isSuspicious && failedRuns === 0);
const suspicious = misses.filter(({ isSuspicious }) => isSuspicious);
const perMonth = median(years.flatMap(({ proposals }) => proposals));
const unused =
  (100 * sum(({ unusedEntries }) => unusedEntries)) /
  Math.max(
    1,
    sum(({ entries }) => entries),
  );
const removals = sum((one) => one.removals);
const regrets = sum((one) => one.regrets);
const regretted = (100 * regrets) / Math.max(1, removals);
const hostile = sum(({ hostileProposals }) => hostileProposals);
const blockRuns = sum((one) => one.blockRuns);
const falseBlocks = sum((one) => one.falseBlocks);

console.log(
  `${repositoryCount} repositories, ${repositoryCount * jobsPerRepository} jobs, 365 days, seed ${seed}\n`,
);
console.log("| what | how much |\n|---|---|");
row(
  "jobs that block at the end",
  `${sum((one) => one.blockingJobs)} of ${repositoryCount * jobsPerRepository}`,
);
row("runs in block mode", String(blockRuns));
row(
  "of these failed by a list that lacked something",
  `${falseBlocks} (${((100 * falseBlocks) / Math.max(1, blockRuns)).toFixed(2)} %)`,
);
row("from a miss that failed a job to the merged repair", describe(plain));
row("the same where it came with a dependency and waited for somebody's word", describe(suspicious));
row("from a harmless miss to the merged entry", describe(harmless));
row(
  "proposals per repository and month, median",
  `${perMonth}; mean ${mean(years.flatMap(({ proposals }) => proposals)).toFixed(2)}`,
);
row("calls of the attacker that were refused", String(sum((one) => one.attackerRefusals)));
row("proposals with a host of the attacker's or of a fork's", String(hostile));
row("entries at the end, and unused for 90 days", `${sum((one) => one.entries)}, ${unused.toFixed(1)} %`);

row(
  "entries removed, and of these wanted within the next 90 days",
  `${removals}, ${regrets} (${regretted.toFixed(2)} %)`,
);

row(
  "misses that failed a job and waited for somebody's word",
  `${waiting.toFixed(1)} % of ${failing.length}`,
);
row(
  `attacks by a dependency, in audit mode and in block mode, and by a writer, after 0 to ${longestSleep} runs`,
  `${attacked.length}, in ${withHosts} of which his hosts were proposed with a flag`,
);
row("hosts of his proposed without the flag that names the reason", String(unflagged));
row("hosts of his in a list that a careful reviewer merged", String(mergedHosts));

console.log("\nBounds:");
const bounds = [
  ["proposals per repository and month, median, at most 2", perMonth <= 2],
  ["hosts of the attacker's proposed: 0", hostile === 0],
  ["misses that failed a job and waited for a word, at most 55 %", waiting <= 55],
  ["hosts of his proposed without the flag that names the reason: 0", unflagged === 0],
  ["hosts of his merged by a reviewer who merges only what carries no such flag: 0", mergedHosts === 0],
  ["every attack took place", attacked.every(({ wasAttacked }) => wasAttacked)],
  ["the attacker was there and was refused", sum((one) => one.attackerRefusals) > 0],
  ["entries unused for 90 days, at most 3 %", unused <= 3],
  ["removals of entries that were wanted within the next 90 days, at most 0.5 %", regretted <= 0.5],
] as const;
for (const [what, isMet] of bounds) console.log(`${isMet ? "met    " : "NOT MET"} ${what}`);
if (bounds.some(([, isMet]) => !isMet)) process.exitCode = 1;

function row(what: string, value: string): void {
  console.log(`| ${what} | ${value} |`);
}

function describe(some: readonly SimulatedMiss[]): string {
  const done = some.flatMap(({ days }) => (days === null ? [] : [days * 24]));
  const failed = median(some.map(({ failedRuns }) => failedRuns));
  return `${some.length}, ${done.length} of them merged, median ${median(done).toFixed(1)} hours, ${failed} failed runs each`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
}

/** One job through a year for each way to attack and each sleep, with a careful reviewer. */
async function simulateAttackers(): Promise<readonly RepositoryYear[]> {
  const attackers = attackerKinds.flatMap((kind) =>
    Array.from({ length: longestSleep + 1 }, (_, sleep) => ({ kind, sleep })).filter(
      ({ sleep }) => kind.startsWith("dependency") || sleep % 10 === 0,
    ),
  );
  const world = createWorld(seed);
  const found: RepositoryYear[] = [];
  for (const [place, attacker] of attackers.entries()) {
    found.push(await simulateAttack(attacker, place, world));
    process.stderr.write(`\rsimulated ${found.length} of ${attackers.length} attacks`);
  }
  return found;
}

/** In the first repository from a place on in which the attack comes about: where a job never blocks, none does that waits for it. */
async function simulateAttack(
  attacker: Attacker,
  place: number,
  world: readonly LivingRepository[],
): Promise<RepositoryYear> {
  let year: RepositoryYear | null = null;
  for (const [next] of world.entries()) {
    const repository = world[(place + next) % world.length];
    if (repository === undefined) break;
    const oneJob = { ...repository, jobs: repository.jobs.slice(0, 1) };
    year = await simulateRepository(oneJob, seed * 1_000 + 500 + place, { attacker, isCareful: true });
    if (year.wasAttacked) return year;
  }
  if (year === null) throw new Error("there is no repository");
  return year;
}
