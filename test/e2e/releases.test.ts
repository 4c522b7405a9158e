import { readFileSync } from "node:fs";
import { Queue } from "bullmq";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openQueues, queuePrefix } from "../../src/adapters/queue/queues.ts";
import { learnRun } from "../../src/adapters/queue/tasks/learn-run.ts";
import { openStore } from "../../src/adapters/store/store.ts";
import type { StartError } from "../../src/apps/server/enter-redis.ts";
import { readRunPage } from "../../src/features/insights/read-run-page.ts";
import { createFakeGitHub } from "../fake-github/fake-github.ts";
import { startDnsServer } from "../support/dns-server.ts";
import { sampleRepository } from "../support/insights/sample-store.ts";
import { startTestRedis, type TestRedis } from "../support/redis.ts";
import { appPermissions } from "../support/scenario.ts";
import { learnRunTask } from "../support/tasks.ts";
import { findUnindexedKeys } from "../support/unindexed-keys.ts";
import { until } from "../support/until.ts";
import { startBot } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
const fixture = new URL("../fixtures/redis-0.1.json", import.meta.url);
const dump: { repository: number; other: number; keys: Record<string, string> } = JSON.parse(
  readFileSync(fixture, "utf8"),
);

/** A bot on a Redis of the test's, and what it logs. */
async function run(redis: TestRedis): Promise<{ lines: Record<string, unknown>[]; close(): Promise<void> }> {
  const lines: Record<string, unknown>[] = [];
  const github = await createFakeGitHub();
  onTestFinished(() => github.close());
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
  const dns = await startDnsServer();
  onTestFinished(() => dns.close());
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const bot = await startBot({ github, app, redis, dns, role: "all", log });
  onTestFinished(() => bot.close());
  return { lines, close: () => bot.close() };
}

async function startRedis(): Promise<TestRedis> {
  const redis = await startTestRedis();
  onTestFinished(() => redis.stop());
  return redis;
}

test("what release 0.1 left is read, its tasks are done, and all of it can be forgotten", async () => {
  const redis = await startRedis();
  for (const [key, value] of Object.entries(dump.keys))
    await redis.redis.restore(key, key.startsWith("{") ? 0 : 86_400_000, Buffer.from(value, "base64"));
  const store = openStore(redis.redis);
  const { close } = await run(redis);
  await untilDone(redis.redis);
  await until(async () => expect(await redis.redis.exists("egress:1:indexed")).toBe(1));
  await close();

  const { endpoints, jobs } = await store.decisions.read(dump.repository, path);
  expect(endpoints.map(({ kind, endpoint }) => `${kind} ${endpoint}`)).toEqual([
    "deny api.example.org:443",
    "allow b.example.org:443",
  ]);
  expect([...jobs].map(([job, { kind }]) => `${job} ${kind}`)).toEqual(["build ignore"]);
  const key = { repositoryId: dump.repository, path, jobId: "build", source: "default-branch" } as const;
  expect((await store.baselines.read(key)).runs.size).toBe(20);
  // It kept no order of calls: the page of a run shows what is known of all runs.
  const [known = ""] = (await store.baselines.read(key)).runs.keys();
  const page = await readRunPage(
    { store, octokit: null },
    { repository: { ...sampleRepository, id: dump.repository }, runId: Number.parseInt(known, 10) },
    0,
  );
  const shown = page?.jobs.flatMap(({ steps }) => steps.flatMap(({ endpoints }) => endpoints)) ?? [];
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter(({ place }) => place !== null)).toEqual([]);
  // The two tasks that waited.
  expect(await store.outcomes.has(dump.repository, 77, 1)).toBe(true);
  expect(await redis.redis.keys(`egress:1:{${dump.other}}:*`)).toEqual([]);
  expect(await findUnindexedKeys(redis.redis)).toEqual([]);
  await store.forgetRepository(dump.repository);
  expect(await redis.redis.keys("egress:1:{*")).toEqual([]);
});

test("a release that does not know of versions reads a task of this one as its own", async () => {
  const redis = await startRedis();
  const queues = openQueues(redis.redis, { backoff: 1, proposeDelay: 1, quietDelay: 1, addTimeout: 60_000 });
  onTestFinished(() => queues.close());
  await queues.learnRun(learnRunTask(), "2f1b7a9e-1111-4222-8333-444455556666");
  const queue = new Queue("learn-run", { connection: redis.redis, prefix: queuePrefix });
  onTestFinished(() => queue.close());
  const [job] = await queue.getJobs(["prioritized"]);
  expect(learnRun.schema.parse(job?.data)).toEqual(learnRunTask());
});

test("a task of a newer release that cannot be read waits for a process that can, and is told of once", async () => {
  const redis = await startRedis();
  const queue = new Queue("learn-run", { connection: redis.redis, prefix: queuePrefix });
  onTestFinished(() => queue.close());
  await queue.add("learn-run", { what: "something new", egress: { version: 99, delivery: null } });
  const { lines } = await run(redis);
  await until(async () => expect(await queue.getDelayedCount()).toBe(1));
  expect(await queue.getFailedCount()).toBe(0);
  expect(lines).toContainEqual(expect.objectContaining({ msg: "a task failed", kind: "newer", version: 99 }));
});

test("where a newer release has written what this one reads, it starts and says so", async () => {
  const redis = await startRedis();
  await redis.redis.set("egress:data-version", '{"version":99,"readableFrom":2}');
  const { lines } = await run(redis);
  expect(lines).toContainEqual(expect.objectContaining({ level: 40, version: 99, known: 2 }));
  expect(await redis.redis.get("egress:data-version")).toContain("99");
});

test("where a newer release has written what this one does not read, it does not start", async () => {
  const redis = await startRedis();
  await redis.redis.set("egress:data-version", '{"version":99,"readableFrom":98}');
  const error: StartError = await run(redis).then(
    () => Promise.reject(new Error("it started")),
    (reason) => reason,
  );
  expect(error).toMatchObject({ code: "newer-data", message: expect.stringContaining("version 99") });
});
