import { afterEach, expect, test, vi } from "vitest";
import type { Run } from "../fake-github/state/repository.ts";
import { toBytes } from "../support/baseline-builder.ts";
import { addRuns, guarded } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";
import { kill, startWorkerChild } from "./worker-child.ts";

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
      .map(([path, job]) => `Block unknown egress in ${path.slice(path.lastIndexOf("/") + 1)}: ${job}`)
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
  return vi.waitFor(
    async () => {
      const { done = 0 } = (await store.backfills.readProgress(repository.id)) ?? {};
      if (done < runs) throw new Error(`${done} of ${runs} runs are done`);
    },
    { timeout: 30_000, interval: 20 },
  );
}

/** Waits until the budget of the hour is used up. */
function untilHeld({ store, repository }: World): Promise<void> {
  return vi.waitFor(
    async () => {
      const { waitsUntil = null } = (await store.backfills.readProgress(repository.id)) ?? {};
      if (waitsUntil === null) throw new Error("it is not held up");
    },
    { timeout: 30_000, interval: 20 },
  );
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
  for (const run of addHistory(webhooks, 100)) await webhooks.sendRun(run);
  await untilDone(webhooks.redis.redis);
  const expected = await readBaselines(webhooks);
  await webhooks.close();

  world = await startWorld({ role: "web" });
  addHistory(world, 100);
  // Three tenths of an hour's calls are a backfill's: here eighteen, which are not enough for more than a few runs.
  world.github.setRateLimit(60, 4_000);
  expect(await world.send("installation_repositories", installed(world))).toBe(200);
  const first = await startWorkerChild(world);
  await untilHeld(world);
  world.github.setRateLimit(100_000, 4_000);
  await untilLearned(world, 40);
  await kill(first);
  const second = await startWorkerChild(world);
  await untilLearned(world, 110);
  await kill(second);
  const worker = await startWorkerChild(world);
  const { failed } = await untilDone(world.redis.redis, 60_000);
  await kill(worker);

  expect(failed).toBe(0);
  expect(await world.store.backfills.readProgress(world.repository.id)).toMatchObject({
    total: 300,
    done: 300,
  });
  expect(await readBaselines(world)).toBe(expected);
  const repeated = [...countCalls(world).values()].filter((count) => count > 1);
  // The run at work at each of the two kills: its listing, and up to two logs.
  expect(repeated.length).toBeLessThanOrEqual(6);
  expect(Math.max(1, ...repeated)).toBeLessThanOrEqual(3);
  expect(world.github.calls.filter(({ status }) => status === 403 || status === 429)).toEqual([]);
}, 120_000);
