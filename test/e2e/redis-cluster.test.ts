// prove: cluster     the App on a Redis Cluster of three masters: the main scenario, nothing left of what is forgotten, a master killed in the middle; 1 min
import { afterEach, expect, test } from "vitest";
import { queuePrefix } from "../../src/adapters/queue/queues.ts";
import { mastersOf } from "../../src/adapters/store/redis/masters-of.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import { eventOf } from "../support/payloads.ts";
import { startRedisCluster, type TestCluster } from "../support/redis-cluster.ts";
import { addRuns } from "../support/scenario.ts";
import { until } from "../support/until.ts";
import { startWorldOn, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

let world: World<TestCluster>;
afterEach(() => world.close());

async function listKeys(redis: Redis, pattern: string): Promise<readonly string[]> {
  const parts = await Promise.all(mastersOf(redis).map((node) => node.keys(pattern)));
  return parts.flat().sort();
}

test("three workflows are learned and proposed, a comment is answered, and what is forgotten leaves nothing", async () => {
  world = await startWorldOn(await startRedisCluster());
  const { github, repository, redis } = world;
  for (const name of ["ci", "matrix", "release"] as const)
    for (const run of addRuns(github, repository, { path: `.github/workflows/${name}.yml`, count: 20 }))
      expect(await world.sendRun(run)).toBe(200);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
  const pulls = repository.pulls();
  expect(pulls.map(({ pull }) => pull.headRef).sort()).toEqual([
    "egress-bot/ci.yml",
    "egress-bot/matrix.yml",
    "egress-bot/package.yml",
  ]);
  const [pull] = pulls;
  const comment = repository.comment(
    pull?.number ?? 0,
    "maintainer",
    "/egress deny api.example.org not ours",
  );
  const said = github.payloads.issueComment(repository.state, comment, "created");
  expect(await world.send("issue_comment", said)).toBe(200);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
  const decided = [...(await world.store.decisions.list(repository.id)).values()];
  expect(decided.flatMap(({ endpoints }) => endpoints.map(({ kind }) => kind))).toEqual(["deny"]);
  // The masters hold a part each, those of the queues are together.
  expect((await listKeys(redis.redis, `egress:1:{${repository.id}}:*`)).length).toBeGreaterThan(20);
  expect((await listKeys(redis.redis, `${queuePrefix}:*`)).length).toBeGreaterThan(20);

  const gone = eventOf("installation", { action: "deleted", repositories: [{ id: repository.id }] });
  expect(await world.send("installation", gone)).toBe(200);
  await untilDone(redis.redis);
  expect(await listKeys(redis.redis, `egress:1:{${repository.id}}:*`)).toEqual([]);
  expect(github.violations).toEqual([]);
});

// Half a minute, most of it until the others take the master for dead.
test.runIf(process.env.EGRESS_PROVE === "cluster")(
  "a master that is killed in the middle is replaced: what was decided stays, and runs are learned as without it",
  async () => {
    const cluster = await startRedisCluster(1);
    world = await startWorldOn(cluster);
    const { github, repository, redis } = world;
    const path = ".github/workflows/ci.yml";
    const runs = addRuns(github, repository, { path, count: 20 });
    const [first, ...later] = runs;
    if (first === undefined) throw new Error("no runs");
    expect(await world.sendRun(first)).toBe(200);
    await untilDone(redis.redis);
    const decision = { kind: "deny", endpoint: "evil.example:443" } as const;
    const origin = { kind: "person", login: "maintainer", at: "2026-01-01T00:00:00Z", reason: "no" } as const;

    const master = await cluster.masterOf(`egress:1:{${repository.id}}:decisions`);
    await world.store.decisions.decideEndpoint(repository.id, path, { ...decision, origin });
    // At this moment, and while the others are delivered and merged.
    const killed = master.kill();
    for (const run of later) await until(async () => expect(await world.sendRun(run)).toBe(200), 100);
    await killed;
    await untilDone(redis.redis);

    const { endpoints } = await world.store.decisions.read(repository.id, path);
    expect(endpoints.map(({ kind, endpoint }) => `${kind} ${endpoint}`)).toEqual(["deny evil.example:443"]);
    // Without a sweep that asks again for what was lost: what the replica did not have yet is asked for as GitHub's page can.
    for (const run of runs)
      if (!(await world.store.outcomes.has(repository.id, run.id, 1)))
        await until(async () => expect(await world.sendRun(run)).toBe(200), 100);
    await untilDone(redis.redis);
    const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
    expect((await world.store.baselines.read(key)).runs.size).toBe(20);
  },
);
