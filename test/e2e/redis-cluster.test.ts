// prove: cluster     the App on a Redis Cluster of three masters: the main scenario, nothing left of what is forgotten, a master killed in the middle; 1 min
import { Queue } from "bullmq";
import { afterEach, expect, test } from "vitest";
import { readEnvelope } from "../../src/adapters/queue/envelope.ts";
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

const hour = 3_600_000;

/** How many sweeps were ever queued. */
async function countSweeps(redis: Redis): Promise<number> {
  return Number((await redis.get(`${queuePrefix}:sweep:id`)) ?? 0);
}

/** How many runs a sweep has found after a gap. */
async function countFound(redis: Redis): Promise<number> {
  const queue = new Queue("learn-run", { connection: redis, prefix: queuePrefix });
  const jobs = await queue.getCompleted();
  await queue.close();
  return jobs.filter(({ data }) => readEnvelope(data).delivery === "sweep-gap").length;
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
  "a master that is killed in the middle is replaced: what was decided stays, and a sweep learns what its replica had not got",
  async () => {
    const cluster = await startRedisCluster(1);
    const listening = { beat: 100, silence: 10_000, everyDay: 24 * hour };
    world = await startWorldOn(cluster, { pace: { listening } });
    const { github, repository, redis } = world;
    const path = ".github/workflows/ci.yml";
    const since = Math.floor(Date.now() / 1_000) * 1_000 - 20 * hour;
    const add = (from: number, count: number) =>
      addRuns(github, repository, { path, from, count, since, every: 0.5 });
    for (const run of add(0, 1)) expect(await world.sendRun(run)).toBe(200);
    await until(async () => expect(await countSweeps(redis.redis)).toBeGreaterThan(0), 100);
    await untilDone(redis.redis);
    const sweeps = await countSweeps(redis.redis);
    const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
    const decision = { kind: "deny", endpoint: "evil.example:443" } as const;
    const origin = { kind: "person", login: "maintainer", at: "2026-01-01T00:00:00Z", reason: "no" } as const;

    const master = await cluster.masterOf(`egress:1:{${repository.id}}:decisions`);
    await world.store.decisions.decideEndpoint(repository.id, path, { ...decision, origin });
    // Its replica gets nothing any more of what is learned, as if it were far away.
    const replica = cluster.replicaOf(master);
    replica.freeze();
    await master.redis.call("CLIENT", "KILL", "TYPE", "replica");
    for (const run of add(1, 8)) expect(await world.sendRun(run)).toBe(200);
    await untilDone(redis.redis);
    expect((await world.store.baselines.read(key)).runs.size).toBe(9);
    // At this moment, and while the others are delivered and merged.
    const killed = master.kill();
    replica.thaw();
    for (const run of add(9, 11)) await until(async () => expect(await world.sendRun(run)).toBe(200), 100);
    await killed;
    await until(async () => expect(await countSweeps(redis.redis)).toBeGreaterThan(sweeps), 100);
    await untilDone(redis.redis);

    expect(await countFound(redis.redis)).toBeGreaterThanOrEqual(8);
    const { endpoints } = await world.store.decisions.read(repository.id, path);
    expect(endpoints.map(({ kind, endpoint }) => `${kind} ${endpoint}`)).toEqual(["deny evil.example:443"]);
    expect((await world.store.baselines.read(key)).runs.size).toBe(20);
  },
);
