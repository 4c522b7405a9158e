import { expect, onTestFinished, test } from "vitest";
import { until } from "../support/until.ts";
import { startBot, startWorld, type World } from "./bot.ts";
import { deliverRun, path, workflowOf } from "./enforcing.ts";
import { untilDone, untilParked } from "./queue-state.ts";

async function openWorld(role: "web" | "all" = "all"): Promise<World> {
  const world = await startWorld({ role });
  onTestFinished(async () => {
    await world.close();
    expect(world.github.violations).toEqual([]);
  });
  return world;
}

function addRepository(world: World, jobs: readonly string[]) {
  return world.github.addRepository({
    owner: "octo-org",
    name: "large",
    installationId: world.installation.id,
    files: { [path]: workflowOf(Object.fromEntries(jobs.map((job) => [job, "audit"]))) },
    collaborators: { maintainer: "maintain" },
  });
}

const audit = { log: { policy: "audit", allowedEndpoints: "" } } as const;

test("a run with 40 guarded jobs is learned with 30 calls an hour, and no log is asked for twice", async () => {
  const world = await openWorld();
  const jobs = Array.from({ length: 40 }, (_, place) => `job-${place}`);
  const repository = addRepository(world, jobs);
  world.github.setRateLimit(30, 5_000);
  await deliverRun(world, repository, { day: -1, jobs: Object.fromEntries(jobs.map((job) => [job, audit])) });
  await untilDone(world.redis.redis);
  const learned = await world.store.baselines.list(repository.id);
  expect(learned.map(({ jobId }) => jobId).sort()).toEqual(jobs.toSorted());
  expect(await world.store.outcomes.list(repository.id)).toHaveLength(1);
  const asked = world.github.calls.filter(({ route }) => /\/jobs(?:\/\{job_id\}\/logs)?$/.test(route));
  expect(asked).toHaveLength(jobs.length + 1);
  expect(asked.filter(({ status }) => status === 403)).toEqual([]);
});

test("a comment is answered while the calls that are left are kept from runs", async () => {
  const world = await openWorld();
  const repository = addRepository(world, ["build"]);
  const reset = Math.floor(Date.now() / 1_000) + 3_500;
  const seen = { limit: 5_000, remaining: 900, reset, resetAt: reset * 1_000 };
  await world.store.budgets.count(world.installation.id, "learn", seen);
  await deliverRun(world, repository, { day: -1, jobs: { build: audit } });
  await untilParked(world.redis.redis, 1);
  expect(world.github.calls.filter(({ route }) => route.startsWith("/repos/"))).toEqual([]);
  const { number } = repository.openIssue("maintainer", "How is it?");
  const comment = repository.comment(number, "maintainer", "/egress status");
  await world.send("issue_comment", world.github.payloads.issueComment(repository.state, comment, "created"));
  await untilParked(world.redis.redis, 1);
  expect(repository.comments(number)).toHaveLength(2);
  expect(await world.store.outcomes.list(repository.id)).toEqual([]);
});

test("a process that is told to end in the middle of a run leaves the next one what is left of it", async () => {
  const world = await openWorld("web");
  const { github, app, redis, dns } = world;
  const jobs = ["a", "b", "c", "d", "e", "f"];
  const repository = addRepository(world, jobs);
  const startWorker = () => startBot({ github, app, redis, dns, role: "worker", pace: { drain: 50 } });
  const run = await deliverRun(world, repository, {
    day: -1,
    jobs: Object.fromEntries(jobs.map((job) => [job, audit])),
  });
  const logOf = (place: number): string => `/jobs/${run.jobs[place]?.id}/logs`;
  github.faults.holdMilliseconds = 2_000;
  github.faults.next("GET", new RegExp(`${logOf(3)}$`), "timeout");
  const first = await startWorker();
  onTestFinished(() => first.close());
  await until(() => expect(github.faults.counts().timeout).toBe(1));
  await first.close();
  const second = await startWorker();
  onTestFinished(() => second.close());
  await untilDone(redis.redis);
  const asked = jobs.map((_, place) => github.calls.filter(({ path }) => path.endsWith(logOf(place))).length);
  expect(asked.filter((_, place) => place !== 3)).toEqual([1, 1, 1, 1, 1]);
  const [outcome] = await world.store.outcomes.list(repository.id);
  expect(outcome?.jobs.map(({ result }) => result)).toEqual(jobs.map(() => "learned"));
});
