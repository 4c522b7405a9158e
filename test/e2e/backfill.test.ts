// prove: backfill    300 runs read by workers of which two are killed, held up by the limit, end as 300 webhooks do, without a needless call; 1 min
import { Queue } from "bullmq";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { queuePrefix } from "../../src/adapters/queue/queues.ts";
import { budgetKey } from "../../src/adapters/store/redis/keys.ts";
import type { Run } from "../fake-github/state/repository.ts";
import { toBytes } from "../support/baseline-builder.ts";
import { killWorker } from "../support/kill-worker.ts";
import { addRuns, guarded } from "../support/scenario.ts";
import { sizeOf } from "../support/size-of.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "./bot.ts";
import { startWorkerChild } from "./bot-child.ts";
import { untilDone } from "./queue-state.ts";

/** How many runs each of the three workflows has. */
const runsOfEach = sizeOf("backfill", { suite: 8, whole: 100 });

let world: World;

afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

const triggers = [
  ".github/workflows/ci.yml",
  ".github/workflows/matrix.yml",
  ".github/workflows/release.yml",
] as const;

const hour = 3_600_000;

/** Runs of three workflows, `count` of each, six hours apart; the newest is about an hour old. */
function addHistory({ github, repository }: World, count: number): Run[] {
  const newest = Math.floor(Date.now() / hour - 1) * hour;
  const since = newest - (count - 1) * 6 * hour;
  return triggers.flatMap((path) => addRuns(github, repository, { path, count, since, every: 6 }));
}

async function readBaselines({ store, repository }: World): Promise<string> {
  const keys = await store.baselines.list(repository.id);
  const sorted = keys.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return toBytes(await Promise.all(sorted.map(async (key) => [key, await store.baselines.read(key)])));
}

function installed({ github, installation, repository }: World): unknown {
  return github.payloads.installationRepositories(installation, "added", [repository.state]);
}

test("on the day of the installation the jobs that run often get their pull requests", async () => {
  world = await startWorld();
  addHistory(world, 40);
  expect(await world.send("installation_repositories", installed(world))).toBe(200);
  await untilDone(world.redis.redis);
  const titles = world.repository.pulls().map(({ title }) => title);
  expect(titles.toSorted()).toEqual(
    Object.entries(guarded)
      .map(([path, job]) => `${path.slice(path.lastIndexOf("/") + 1)}: block egress in ${job} (3 endpoints)`)
      .toSorted(),
  );
  expect(await world.store.backfills.readProgress(world.repository.id)).toMatchObject({
    total: 120,
    done: 120,
    finishedAt: expect.any(String),
    waitsUntil: null,
  });
});

/** Waits until so many runs were learned. */
function untilLearned({ store, repository }: World, runs: number): Promise<void> {
  return until(async () => {
    const { done = 0 } = (await store.backfills.readProgress(repository.id)) ?? {};
    if (done < runs) throw new Error(`${done} of ${runs} runs are done`);
  }, 20);
}

/** Waits until the budget of the hour is used up. */
function untilHeld({ store, repository }: World): Promise<void> {
  return until(async () => {
    const { waitsUntil = null } = (await store.backfills.readProgress(repository.id)) ?? {};
    if (waitsUntil === null) throw new Error("it is not held up");
  }, 20);
}

/** Lets the hour be over for which the budget was. */
async function passHour({ redis, installation }: World): Promise<void> {
  await redis.redis.del(budgetKey(installation.id));
  const queue = new Queue("backfill", { connection: redis.redis, prefix: queuePrefix });
  // The progress says that it waits a moment before the queue puts it aside.
  await until(async () => {
    if ((await queue.getDelayedCount()) === 0) throw new Error("it does not wait yet");
  });
  await queue.promoteJobs();
  await queue.close();
}

/** How often each listing of jobs and each log was asked for. */
function countCalls({ github }: World): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path, status } of github.calls) {
    if (status === 200 || status === 302) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return new Map([...counts].filter(([path]) => /\/actions\/(?:runs|jobs)\//.test(path)));
}

test("killed twice and held up by the limit, it ends as if every run had come by a webhook, without a needless call", async () => {
  const webhooks = await startWorld();
  onTestFinished(() => webhooks.close());
  for (const run of addHistory(webhooks, runsOfEach)) await webhooks.sendRun(run);
  await untilDone(webhooks.redis.redis);
  const expected = await readBaselines(webhooks);

  world = await startWorld({ role: "web" });
  const total = triggers.length * runsOfEach;
  addHistory(world, runsOfEach);
  // Three tenths of an hour's calls are a backfill's: here eighteen, which are not enough for more than a few runs.
  world.github.setRateLimit(60);
  expect(await world.send("installation_repositories", installed(world))).toBe(200);
  const first = await startWorkerChild(world);
  await untilHeld(world);
  world.github.setRateLimit(100_000);
  await passHour(world);
  await untilLearned(world, total / 5);
  await killWorker(first, world.redis.redis);
  const second = await startWorkerChild(world);
  await untilLearned(world, total / 2);
  await killWorker(second, world.redis.redis);
  const worker = await startWorkerChild(world);
  const { failed } = await untilDone(world.redis.redis);
  await killWorker(worker, world.redis.redis);

  expect(failed).toBe(0);
  expect(await world.store.backfills.readProgress(world.repository.id)).toMatchObject({
    total,
    done: total,
  });
  expect(await readBaselines(world)).toBe(expected);
  const repeated = [...countCalls(world).values()].filter((count) => count > 1);
  // The run at work at each of the two kills: its listing, and up to two logs.
  expect(repeated.length).toBeLessThanOrEqual(6);
  expect(Math.max(1, ...repeated)).toBeLessThanOrEqual(3);
  expect(world.github.calls.filter(({ status }) => status === 403 || status === 429)).toEqual([]);
});
