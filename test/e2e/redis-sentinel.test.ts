// prove: sentinel    the App on a Redis that Sentinel watches goes on after a failover with what was decided and learned; half a minute
import { afterEach, expect, test } from "vitest";
import { startSentinels, type TestSentinels } from "../support/redis-sentinel.ts";
import { addRuns } from "../support/scenario.ts";
import { until } from "../support/until.ts";
import { startWorldOn, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

let world: World<TestSentinels>;
afterEach(() => world.close());

test("after a failover webhooks are taken by the new master, which knows what was decided and learned", async () => {
  world = await startWorldOn(await startSentinels());
  const { github, repository, redis } = world;
  const path = ".github/workflows/ci.yml";
  const [first, second] = addRuns(github, repository, { path, count: 2 });
  if (first === undefined || second === undefined) throw new Error("no runs");
  expect(await world.sendRun(first)).toBe(200);
  await untilDone(redis.redis);
  await world.store.decisions.decideEndpoint(repository.id, path, {
    kind: "deny",
    endpoint: "evil.example:443",
    origin: { kind: "person", login: "maintainer", at: "2026-01-01T00:00:00Z", reason: "no" },
  });
  await redis.master.kill();
  await until(async () => expect(await world.sendRun(second)).toBe(200), 100);
  await untilDone(redis.redis);
  expect(await redis.replica.redis.info("replication")).toContain("role:master");
  const { endpoints } = await world.store.decisions.read(repository.id, path);
  expect(endpoints.map(({ kind }) => kind)).toEqual(["deny"]);
  for (const run of [first, second])
    expect(await world.store.outcomes.has(repository.id, run.id, 1)).toBe(true);
});
