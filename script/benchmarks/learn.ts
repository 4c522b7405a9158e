// bench: learn     calls of GitHub's REST API for runs in which nothing changed, for 1,000 settled runs and for first looks, and what follows for 3,000 repositories
import { setTimeout as wait } from "node:timers/promises";
import { startWorld, type World } from "../../test/e2e/bot.ts";
import { readQueues } from "../../test/e2e/queue-state.ts";
import { openRunFolder } from "../../test/support/run/run-folder.ts";
import { type Count, countByKind, kinds, total } from "./learn/kinds.ts";
import { addRun, addWatchedRepository, type Watched, workflowFor } from "./learn/runs.ts";

/** Runs that are over before those that are measured. */
const tooFewToPropose = 5;
const enoughToPropose = 20;

async function drain({ github, redis }: World): Promise<void> {
  await github.settled();
  while ((await readQueues(redis.redis)).open > 0) await wait(10);
}

/** Does something and counts what it cost. Tokens have a limit of their own, and what is not modified is free. */
async function measure(world: World, act: () => Promise<void>): Promise<Count> {
  await drain(world);
  const from = world.github.calls.length;
  await act();
  await drain(world);
  const calls = world.github.calls.slice(from);
  return countByKind(
    calls.filter(
      ({ route, status }) => (route.startsWith("/repos/") || route === "/graphql") && status !== 304,
    ),
  );
}

function print(what: string, count: Count, per: number): void {
  const parts = kinds.map((kind) => (count[kind] / per).toFixed(2).padStart(8));
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
  const runs = 4;
  const count = await measure(world, () => addRuns(world, watched, runs));
  print(what, count, runs);
  return total(count) / runs;
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
  const count = await measure(world, async () => {
    for (let index = 0; index < runs; index += 1) await addOfEach();
  });
  print("1,000 settled runs of 20 repositories, in all", count, 1);
  return total(count) / runs / repositories.length;
}

async function measureFirstLooks(world: World, files: number): Promise<void> {
  const { repository, jobs } = addWatchedRepository(world, { jobs: 3, policy: "audit" });
  const texts = Array.from({ length: files }, (_, index) => [
    `.github/workflows/package-${index}.yml`,
    workflowFor(jobs, "audit"),
  ]);
  const count = await measure(world, async () => {
    repository.commitFiles("main", Object.fromEntries(texts), { author: "maintainer", message: "Add them" });
  });
  print(`first looks at ${files} files with the same steps, a file`, count, files);
}

// However this ends, no process and no file is left.
openRunFolder();
const world = await startWorld();
world.github.setRateLimit(1_000_000);
world.github.autoDeliver(world.url);
console.log(
  "A call is a request to the REST API that counts for the installation's limit: not one for a token, not one that is answered\n304, and not what is read of a log, which another host serves.\n",
);
console.log(`${"".padEnd(46)} ${"calls".padStart(8)} ${kinds.map((kind) => kind.padStart(8)).join(" ")}`);
await measureRuns(world, "a run with 1 guarded job, nothing changed", 1, tooFewToPropose);
await measureRuns(world, "the same with an open pull request", 1, enoughToPropose);
for (const jobs of [5, 20])
  await measureRuns(world, `a run with ${jobs} guarded jobs`, jobs, tooFewToPropose);
await measureSettled(world);
for (const files of [5, 10, 20]) await measureFirstLooks(world, files);
await world.close();
