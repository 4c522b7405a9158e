// prove: forget      a repository is forgotten by as many commands, 20 at most, among 20,000 keys as among 320,000; 20 s

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { learn } from "../../support/baseline-builder.ts";
import { countCommands } from "../../support/count-commands.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { sizeOf } from "../../support/size-of.ts";
import { findUnindexedKeys } from "../../support/unindexed-keys.ts";

let server: TestRedis;
let store: Store;
beforeAll(async () => {
  server = await startTestRedis();
  store = openStore(server.redis);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

const path = ".github/workflows/ci.yml";

/** Something of what is kept for a repository. */
async function fill(repositoryId: number): Promise<void> {
  for (const jobId of ["build", "a:b%*", "ä"]) {
    const key = { repositoryId, path, jobId, source: "default-branch" } as const;
    await store.baselines.merge(key, learn([{ calls: ["a.example.com"] }]));
    const call = { endpoint: "a.example.com:443", steps: [], processes: [] };
    await store.runCalls.note(key, "1000/1", "", [call]);
  }
  await store.workflowTexts.write(repositoryId, path, "c1", "text");
  await store.workflowTexts.write(repositoryId, path, "c2", null);
  await store.commits.note(repositoryId, "main", ["c1"]);
  await store.commits.noteOutside(repositoryId, "main", "c2");
  await store.decisions.keepForOwner(repositoryId, 9);
  await store.decisions.decideEndpoint(repositoryId, path, {
    kind: "deny",
    endpoint: "evil.example:443",
    origin: { kind: "person", login: "mona", at: "2026-01-01T00:00:00Z", reason: "no" },
  });
  for (let id = 0; id < 20; id += 1) await store.answers.markAnswered(repositoryId, id);
  await store.answers.claim(repositoryId, 1, 60_000);
  await store.settings.rememberGood(repositoryId, "{}");
  await store.forkLogs.count(repositoryId, 1, Date.now());
  await store.standings.note(
    { ...repository, id: repositoryId },
    path,
    [{ jobId: "build", state: "ready", since: null, needs: null, endpoints: 1, pullRequest: null }],
    Date.now(),
  );
}

const repository = {
  owner: "octo-org",
  ownerId: 9,
  name: "octo-repo",
  nodeId: "R_1",
  url: "https://github.com/octo-org/octo-repo",
  defaultBranch: "main",
  isArchived: false,
  visibility: "public",
} as const;

/** Adds keys of other repositories as they would be stored, with their indexes. */
async function fillOthers(count: number): Promise<void> {
  const script = `
for id = 1000, 1000 + tonumber(ARGV[1]) / 100 do
  for n = 1, 100 do
    redis.call("SET", "egress:1:{" .. id .. "}:answered:" .. n, "1")
    redis.call("ZADD", "egress:1:{" .. id .. "}:keys", 9e12, "answered:" .. n)
  end
end`;
  await server.redis.eval(script, 0, String(count));
}

async function forgetCounted(
  repositoryId: number,
): Promise<{ readonly all: number; readonly scans: number }> {
  const before = await countCommands(server.redis);
  await store.forgetRepository(repositoryId);
  const after = await countCommands(server.redis);
  return { all: after.all - before.all, scans: after.scans - before.scans };
}

test("to forget a repository costs the same among few keys and among many", async () => {
  const costs: number[] = [];
  for (const others of sizeOf("forget", { suite: [2_000, 40_000], whole: [20_000, 320_000] })) {
    await server.redis.flushall();
    await fillOthers(others);
    // The first one looks for what older releases left.
    await store.forgetRepository(1);
    await fill(7);
    expect(await findUnindexedKeys(server.redis)).toEqual([]);
    const { all, scans } = await forgetCounted(7);
    expect(scans).toBe(0);
    expect(await server.redis.keys("egress:1:{7}:*")).toEqual([]);
    costs.push(all);
    process.stdout.write(`among ${others} keys: ${all} commands, ${scans} of them over all keys\n`);
  }
  expect(costs[1]).toBe(costs[0]);
  expect(costs[0]).toBeLessThanOrEqual(20);
});

test("what an older release wrote without an index is forgotten whole, and what is beside it stays", async () => {
  for (const repositoryId of [7, 8]) await fill(repositoryId);
  // The release before had no such keys.
  await server.redis.del("egress:1:{7}:keys", "egress:1:{8}:keys", "egress:1:indexed");
  await store.forgetRepository(7);
  expect(await server.redis.keys("egress:1:{7}:*")).toEqual([]);
  expect(await findUnindexedKeys(server.redis)).toEqual([]);
  expect((await store.decisions.read(8, path)).endpoints).toHaveLength(1);
  await store.forgetRepository(8);
  expect(await server.redis.keys("egress:1:{*")).toEqual([]);
});

test("looking at a repository of which nothing is known leaves nothing", async () => {
  await store.decisions.read(7, path);
  await store.jobRecords.list(7);
  await store.settings.readGood(7);
  await store.baselines.list(7);
  expect(await server.redis.keys("*")).toEqual([]);
});

test("the index ends with the keys, and forgets those that have ended long ago", async () => {
  await store.answers.markAnswered(7, 1);
  await server.redis.zadd("egress:1:{7}:keys", Date.now() - 2 * 86_400_000, "answered:2");
  await store.answers.markAnswered(7, 3);
  expect(await server.redis.zrange("egress:1:{7}:keys", "0", "-1")).toEqual(["answered:1", "answered:3"]);
  expect(await server.redis.ttl("egress:1:{7}:keys")).toBeGreaterThan(119 * 86_400);
});
