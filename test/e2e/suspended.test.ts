import { afterEach, beforeEach, expect, test } from "vitest";
import { addRuns } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { readQueues, untilDone, untilParked } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

const hour = 3_600_000;

function addAll(count: number, from = 0) {
  const since = Math.floor(Date.now() / hour) * hour - 41 * 18 * hour;
  return addRuns(world.github, world.repository, { path, count, from, since });
}

async function countLearned(): Promise<number> {
  const key = { repositoryId: world.repository.id, path, jobId: "build", source: "default-branch" } as const;
  return (await world.store.baselines.read(key)).runs.size;
}

test.each(["unsuspend", "new_permissions_accepted"] as const)(
  "tasks of a suspended installation are parked; with %s they go on, and what was missed is learned",
  async (action) => {
    const { github, installation, redis } = world;
    const [before, meanwhile] = [addAll(3), addAll(4, 3)];
    for (const run of before.slice(0, 1)) await world.sendRun(run);
    await untilDone(redis.redis);
    github.setSuspended(installation.id, true);
    for (const run of before.slice(1)) await world.sendRun(run);
    await untilParked(redis.redis, 2);
    const calls = github.calls.length;
    expect(await readQueues(redis.redis)).toEqual({ open: 2, failed: 0 });
    expect(github.calls).toHaveLength(calls);
    github.setSuspended(installation.id, false);
    await world.send("installation", github.payloads.installation(installation, action));
    expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
    expect(await countLearned()).toBe(before.length + meanwhile.length);
  },
);
