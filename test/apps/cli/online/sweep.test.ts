import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "../../../e2e/bot.ts";
import { untilDone } from "../../../e2e/queue-state.ts";
import { egressBeside } from "../../../support/cli.ts";
import { addRuns } from "../../../support/scenario.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

function sweep(...args: readonly string[]) {
  const { app, github, redis } = world;
  return egressBeside(["sweep", ...args], {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    REDIS_URL: `unix://${redis.socketPath}`,
    GHE_HOST: new URL(github.baseUrl).host,
    GHE_PROTOCOL: "http",
  });
}

test.each([
  [[], "name an OWNER"],
  [["octo-org/octo-repo"], "name an OWNER, without a repository"],
  [["octo-org", "--since", "yesterday"], "--since takes a day such as 2026-11-28"],
  [["nobody"], "the App is not installed on nobody"],
])("%j: %s", async (args, problem) => {
  const { status, stderr } = await sweep(...args);
  expect([status, stderr]).toEqual([1, expect.stringContaining(problem)]);
});

test("a run of which no webhook told is learned", async () => {
  const { github, repository, redis, store } = world;
  await store.sweeps.markFilled(repository.id);
  const since = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;
  const [run] = addRuns(github, repository, { path: ".github/workflows/ci.yml", count: 1, since });
  const { status, stdout, stderr } = await sweep("octo-org");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(
    /^a sweep of octo-org since \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z is queued\n$/,
  );
  await untilDone(redis.redis);
  expect(await store.outcomes.has(repository.id, run?.id ?? 0, 1)).toBe(true);
});
