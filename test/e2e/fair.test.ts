import { afterEach, expect, onTestFinished, test } from "vitest";
import { addRuns, addScenarioRepository } from "../support/scenario.ts";
import { startBot, startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const hour = 3_600_000;

let world: World;
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

test("behind the many runs of one installation, another's run is learned at once and its past meanwhile", async () => {
  world = await startWorld({ role: "web" });
  const { github, app, redis } = world;
  const installation = github.addInstallation({ appId: app.id, account: "other-org" });
  const other = addScenarioRepository(github, {
    installationId: installation.id,
    owner: "other-org",
    name: "other-repo",
  });
  const path = ".github/workflows/ci.yml";
  for (const run of addRuns(github, world.repository, { path, count: 60 })) await world.sendRun(run);
  // Its numbers are its own, and it lies a few days back.
  const from = 500;
  const since = Math.floor(Date.now() / hour) * hour - (from + 10) * 18 * hour;
  const past = addRuns(github, other, { path, count: 4, from, since });
  const added = github.payloads.installationRepositories(installation, "added", [other.state]);
  expect(await world.send("installation_repositories", added)).toBe(200);
  const [late] = addRuns(github, other, { path: ".github/workflows/matrix.yml", count: 1, from });
  if (late === undefined) throw new Error("no run");
  expect(await world.sendRun(late)).toBe(200);

  const worker = await startBot({ github, app, redis, dns: world.dns, role: "worker" });
  onTestFinished(() => worker.close());
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });

  // The jobs of each run, in the order in which they were asked for.
  const read = github.calls.flatMap(
    ({ path: called }) => /\/repos\/([^/]+)\/.*\/actions\/runs\/(\d+)/.exec(called) ?? [],
  );
  const order = [...new Set(read.filter((_, place) => place % 3 === 2))];
  expect(order.length).toBe(65);
  // Eight are at work at the same time, so it is among the first of them.
  expect(order.indexOf(String(late.id))).toBeLessThan(10);
  for (const { id } of past) expect(order.indexOf(String(id))).toBeLessThan(50);
});
