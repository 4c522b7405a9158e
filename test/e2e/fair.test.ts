import { Queue } from "bullmq";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { queuePrefix } from "../../src/adapters/queue/queues.ts";
import { addRuns, addScenarioRepository } from "../support/scenario.ts";
import { until } from "../support/until.ts";
import { startBot, startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const hour = 3_600_000;

let world: World;
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

test("while the runs of one installation never end, another's run is learned at once and its past is read", async () => {
  world = await startWorld({ role: "web" });
  const { github, app, redis, store } = world;
  const installation = github.addInstallation({ appId: app.id, account: "other-org" });
  const other = addScenarioRepository(github, {
    installationId: installation.id,
    owner: "other-org",
    name: "other-repo",
  });
  const path = ".github/workflows/ci.yml";
  let flooded = 0;
  async function flood(): Promise<void> {
    const count = 40;
    for (const run of addRuns(github, world.repository, { path, count, from: flooded }))
      await world.sendRun(run);
    flooded += count;
  }

  await flood();
  // Its numbers are its own, and it lies a few days back.
  const from = 10_000;
  const since = Math.floor(Date.now() / hour) * hour - (from + 10) * 18 * hour;
  addRuns(github, other, { path, count: 4, from, since });
  const added = github.payloads.installationRepositories(installation, "added", [other.state]);
  expect(await world.send("installation_repositories", added)).toBe(200);
  const [late] = addRuns(github, other, { path: ".github/workflows/matrix.yml", count: 1, from });
  if (late === undefined) throw new Error("no run");
  expect(await world.sendRun(late)).toBe(200);

  const worker = await startBot({ github, app, redis, dns: world.dns, role: "worker" });
  onTestFinished(() => worker.close());
  const runs = new Queue("learn-run", { connection: redis.redis, prefix: queuePrefix });
  onTestFinished(() => runs.close());
  await until(async () => {
    if ((await runs.getJobCountByTypes("waiting", "prioritized")) < 20) await flood();
    expect(await store.backfills.readProgress(other.id)).toMatchObject({
      done: 4,
      finishedAt: expect.any(String),
    });
  }, 20);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });

  // The runs, in the order in which they were asked for.
  const read = github.calls.flatMap(({ path: asked }) => /\/actions\/runs\/(\d+)\//.exec(asked)?.[1] ?? []);
  const order = [...new Set(read)];
  expect(order).toHaveLength(flooded + 5);
  // Eight are at work at the same time, so it is among the first of them.
  expect(order.indexOf(String(late.id))).toBeLessThan(10);
});
