// bench: learn     calls of GitHub's REST API for runs in which nothing changed, for 1,000 settled runs and for first looks, and what follows for 3,000 repositories
import { setTimeout as wait } from "node:timers/promises";
import { startWorld, type World } from "../../test/e2e/bot.ts";
import { readQueues } from "../../test/e2e/queue-state.ts";
import type { Call } from "../../test/fake-github/http/api-server.ts";
import { openRunFolder } from "../../test/support/run/run-folder.ts";
import { type Count, countByKind, kinds, total } from "./learn/kinds.ts";
import { addRun, addWatchedRepository, type Watched, workflowFor } from "./learn/runs.ts";

/** Runs that are over before those that are measured. */
const tooFewToPropose = 6;
const enoughToPropose = 20;

async function drain({ github, redis }: World): Promise<void> {
  await github.settled();
  while ((await readQueues(redis.redis)).open > 0) await wait(10);
}

/** What something cost, and how many of its calls read what was read before: so many could be spared if GitHub were only asked what changed since. */
interface Cost {
  readonly count: Count;
  readonly again: number;
}

/** Does something and counts what it cost. Tokens have a limit of their own, and what is not modified is free. */
async function measure(world: World, act: () => Promise<void>): Promise<Cost> {
  await drain(world);
  const from = world.github.calls.length;
  await act();
  await drain(world);
  const known = new Set(
    world.github.calls
      .slice(0, from)
      .filter(isRead)
      .map(({ path }) => path),
  );
  const calls = world.github.calls
    .slice(from)
    .filter(({ route, status }) => (route.startsWith("/repos/") || route === "/graphql") && status !== 304);
  let again = 0;
  for (const call of calls.filter(isRead)) {
    if (known.has(call.path)) again += 1;
    known.add(call.path);
  }
  return { count: countByKind(calls), again };
}

function isRead({ method, status }: Call): boolean {
  return method === "GET" && status < 300;
}

function print(what: string, { count, again }: Cost, per: number): void {
  const parts = [...kinds.map((kind) => count[kind]), again].map((calls) =>
    (calls / per).toFixed(2).padStart(8),
  );
  console.log(`${what.padEnd(46)} ${(total(count) / per).toFixed(2).padStart(8)} ${parts.join(" ")}`);
}

/** Runs one after the other, each of a commit of its own. */
async function addRuns(world: World, watched: Watched, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await addRun(world, watched);
    await drain(world);
  }
}

/** Calls of a run in which nothing changed. */
async function measureRuns(world: World, what: string, jobs: number, before: number): Promise<number> {
  const watched = addWatchedRepository(world, { jobs, policy: "audit" });
  await addRuns(world, watched, before);
  const runs = 3;
  const cost = await measure(world, () => addRuns(world, watched, runs));
  print(what, cost, runs);
  return total(cost.count) / runs;
}

/** Calls of a run of a job that blocks, and was proved to. */
async function measureSettled(world: World): Promise<number> {
  const repositories = Array.from({ length: 20 }, () =>
    addWatchedRepository(world, { jobs: 1, policy: "block" }),
  );
  const addOfEach = async (): Promise<void> => {
    for (const watched of repositories) await addRun(world, watched);
    await drain(world);
  };
  for (let index = 0; index < tooFewToPropose; index += 1) await addOfEach();
  const runs = 50;
  const cost = await measure(world, async () => {
    for (let index = 0; index < runs; index += 1) await addOfEach();
  });
  print("1,000 settled runs of 20 repositories, in all", cost, 1);
  return total(cost.count) / runs / repositories.length;
}

async function measureFirstLooks(world: World, files: number): Promise<void> {
  const { repository, jobs } = addWatchedRepository(world, { jobs: 3, policy: "audit" });
  const texts = Array.from({ length: files }, (_, index) => [
    `.github/workflows/package-${index}.yml`,
    workflowFor(jobs, "audit"),
  ]);
  const cost = await measure(world, async () => {
    repository.commitFiles("main", Object.fromEntries(texts), { author: "maintainer", message: "Add them" });
  });
  print(`first looks at ${files} files with the same steps, a file`, cost, files);
}

/** Reckons the calls of an organisation from what was measured; what is taken for granted is printed with it. */
function printOrganisation(perRun: number, perSettledRun: number): void {
  const runs = 100_000;
  const perLook = 6;
  const moreWithPullRequest = 6;
  const settledShare = 0.5;
  const files = 6_000;
  const openShare = 0.1;
  const newsShare = 0.05;
  const unsettledRuns = runs * (1 - settledShare);
  const parts = [
    [
      `${unsettledRuns} runs of one guarded job (audit mode, pull requests, failures), ${perRun} each`,
      unsettledRuns * perRun,
    ],
    [
      `${runs * settledShare} runs of jobs that block and were proved to, ${perSettledRun.toFixed(2)} each`,
      runs * settledShare * perSettledRun,
    ],
    [
      `looks after ${newsShare * 100} % of the former, in which something changed, ${perLook + moreWithPullRequest / 2} each`,
      unsettledRuns * newsShare * (perLook + moreWithPullRequest / 2),
    ],
    [
      `a look a day at the files with an open pull request, one in ten of ${files}, ${perLook + moreWithPullRequest} each`,
      files * openShare * (perLook + moreWithPullRequest),
    ],
    [`a look a week at the others, ${perLook} each`, (files * (1 - openShare) * perLook) / 7],
  ] as const;
  const aDay = parts.reduce((sum, [, calls]) => sum + calls, 0);
  console.log(
    `\n3,000 repositories of two guarded files each, ${runs} runs a day, each of a commit of its own. Calls a day:`,
  );
  for (const [what, calls] of parts) console.log(`${Math.round(calls).toString().padStart(8)}  ${what}`);
  console.log(
    `${Math.round(aDay).toString().padStart(8)}  in all: ${Math.round(aDay / 24)} an hour on average (bound: 9,000)`,
  );
}

// However this ends, no process and no file is left.
openRunFolder();
const world = await startWorld();
world.github.setRateLimit(1_000_000);
world.github.autoDeliver(world.url);
console.log(
  "A call is a request to the REST API that counts for the installation's limit: not one for a token, not one that is answered\n304, and not what is read of a log, which another host serves.\n",
);
console.log(
  `${"".padEnd(46)} ${"calls".padStart(8)} ${[...kinds, "again"].map((kind) => kind.padStart(8)).join(" ")}`,
);
const plain = await measureRuns(world, "a run with 1 guarded job, nothing changed", 1, tooFewToPropose);
await measureRuns(world, "the same with an open pull request", 1, enoughToPropose);
for (const jobs of [5, 20])
  await measureRuns(world, `a run with ${jobs} guarded jobs`, jobs, tooFewToPropose);
const settled = await measureSettled(world);
for (const files of [5, 10, 20]) await measureFirstLooks(world, files);
await world.close();
printOrganisation(plain, settled);
