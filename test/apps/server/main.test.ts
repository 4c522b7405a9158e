import { once } from "node:events";
import { createServer } from "node:net";
import { Queue } from "bullmq";
import { pino } from "pino";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openQueues, queuePrefix } from "../../../src/adapters/queue/queues.ts";
import type { WorkerTools } from "../../../src/adapters/queue/worker.ts";
import { RedisStartError } from "../../../src/adapters/store/redis/redis-start-error.ts";
import type { StartError } from "../../../src/apps/server/enter-redis.ts";
import { type Running, type StartOptions, start } from "../../../src/apps/server/main.ts";
import { webhookPath } from "../../../src/apps/server/web/server.ts";
import type { RedisSettings } from "../../../src/environment/redis-settings.ts";
import { deliver } from "../../fake-github/webhooks/deliver.ts";
import { createCredentials } from "../../support/app.ts";
import { useFolder } from "../../support/cli.ts";
import { findFreePort } from "../../support/free-port.ts";
import { eventOf } from "../../support/payloads.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { idleTools, learnRunTask } from "../../support/tasks.ts";
import { until } from "../../support/until.ts";

const app = createCredentials();
const folder = useFolder();
const uninstalled = eventOf("installation", { action: "deleted" });

/** What production keeps a busy machine may not. */
const patientPace = { addTimeout: 60_000, lockDuration: 60_000 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function startRedis(): Promise<TestRedis> {
  const redis = await startTestRedis();
  ends.push(() => redis.stop());
  return redis;
}

async function run(
  redis: RedisSettings,
  options: Partial<Omit<StartOptions, "environment">> & {
    readonly port?: number;
    readonly appId?: number;
  } = {},
): Promise<Running> {
  const { port = 0, appId = app.id, ...rest } = options;
  const running = await start({
    environment: {
      production: false,
      app: { ...app, id: appId },
      redis,
      host: "127.0.0.1",
      port,
      apiUrl: "http://127.0.0.1:9/api/v3",
      logLevel: "silent",
      dnsServers: [],
      policyStore: { url: "http://127.0.0.1:9", key: null, keys: new Map() },
      formerSecret: null,
      metrics: { port: null, token: null },
      writes: true,
      pages: { kind: "none", missing: [] },
    },
    role: "all",
    log: pino({ level: "silent" }),
    ...rest,
    pace: { ...patientPace, ...rest.pace },
  });
  ends.push(() => running.close());
  return running;
}

/** Tools of which only `forget` is asked for. */
function toolsWith(forget: WorkerTools["forget"]): WorkerTools {
  return { ...idleTools, forget };
}

function send({ port }: Running) {
  const url = `http://127.0.0.1:${port}${webhookPath}`;
  return deliver(url, "installation", uninstalled, { secret: app.webhookSecret });
}

describe("roles", () => {
  test("all: a webhook comes to its tool, on a Redis of the program's own", async () => {
    const forget = vi.fn<WorkerTools["forget"]>(async () => {});
    const running = await run({ directory: `${folder.path}/own` }, { createTools: () => toolsWith(forget) });
    expect(await send(running)).toMatchObject({ status: 200 });
    await until(() => expect(forget.mock.calls).toEqual([[{ repositoryId: 5 }, expect.any(Number)]]));
  });

  test("web and worker: the same in two processes", async () => {
    const { socketPath } = await startRedis();
    const redis = { url: `unix://${socketPath}` };
    const forget = vi.fn<WorkerTools["forget"]>(async () => {});
    const web = await run(redis, { role: "web", createTools: () => toolsWith(() => Promise.reject()) });
    expect(await send(web)).toMatchObject({ status: 200 });
    const worker = await run(redis, { role: "worker", createTools: () => toolsWith(forget) });
    await until(() => expect(forget.mock.calls).toEqual([[{ repositoryId: 5 }, expect.any(Number)]]));
    expect(await send(worker)).toMatchObject({ status: 404 });
    expect((await fetch(`http://127.0.0.1:${worker.port}/readyz`)).status).toBe(200);
  });

  test("forgetting reaches the store", async () => {
    const { redis, socketPath } = await startRedis();
    await redis.set("egress:1:{5}:x", "learned");
    await redis.set("egress:1:{6}:x", "learned");
    await send(await run({ url: `unix://${socketPath}` }));
    await until(async () => expect(await redis.exists("egress:1:{5}:x")).toBe(0));
    expect(await redis.exists("egress:1:{6}:x")).toBe(1);
  });

  test("a task that was queued before the App was uninstalled leaves nothing, and is no dead letter", async () => {
    const { redis, socketPath } = await startRedis();
    const queues = openQueues(redis, { backoff: 1, proposeDelay: 1, quietDelay: 1, addTimeout: 60_000 });
    ends.push(() => queues.close());
    const { repository, run: ofFork } = learnRunTask({ repositoryId: 5 });
    // Of a fork, so that it would be recorded without a question to GitHub.
    await queues.learnRun({ repository, run: { ...ofFork, headRepositoryId: 99 } });
    await queues.forget({ repositoryId: 5 });
    const forgets = new Queue("forget", { connection: redis, prefix: queuePrefix });
    const learns = new Queue("learn-run", { connection: redis, prefix: queuePrefix });
    ends.push(() => Promise.all([forgets.close(), learns.close()]));
    await run({ url: `unix://${socketPath}` });
    await until(async () => {
      expect(await forgets.getCompletedCount()).toBe(1);
      expect(await learns.getCompletedCount()).toBe(1);
    });
    expect(await redis.keys("egress:1:{5}:*")).toEqual([]);
  });
});

describe("ending", () => {
  test("what was queued is there when the program's own Redis comes back", async () => {
    const redis = { directory: `${folder.path}/kept` };
    const stuck = vi.fn(() => new Promise<void>(() => {}));
    const first = await run(redis, { createTools: () => toolsWith(stuck), pace: { drain: 1 } });
    await send(first);
    await until(() => expect(stuck).toHaveBeenCalled());
    await first.close();
    const forget = vi.fn<WorkerTools["forget"]>(async () => {});
    await run(redis, { createTools: () => toolsWith(forget) });
    await until(() => expect(forget.mock.calls).toEqual([[{ repositoryId: 5 }, expect.any(Number)]]));
  });

  test("a task at work is waited for", async () => {
    const { redis, socketPath } = await startRedis();
    let finish = (): void => {};
    const forget = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const running = await run({ url: `unix://${socketPath}` }, { createTools: () => toolsWith(forget) });
    await send(running);
    await until(() => expect(forget).toHaveBeenCalled());
    const closed = running.close();
    await expect(fetch(`http://127.0.0.1:${running.port}/healthz`)).rejects.toThrow();
    finish();
    await closed;
    const queue = new Queue("forget", { connection: redis, prefix: queuePrefix });
    expect(await queue.getCompletedCount()).toBe(1);
    await queue.close();
  });

  test("twice is once", async () => {
    const { socketPath } = await startRedis();
    const running = await run({ url: `unix://${socketPath}` });
    await Promise.all([running.close(), running.close()]);
    await running.close();
  });
});

describe("what cannot start", () => {
  test("without Redis", async () => {
    const redis = { url: `unix://${folder.path}/nobody.sock` };
    await expect(run(redis, { pace: { addTimeout: 200 } })).rejects.toMatchObject({
      code: "redis-unreachable",
    } satisfies Partial<StartError>);
  });

  test.each<[string, string, string]>([
    ["the password", "redis://:wrong@127.0.0.1:PORT", "right"],
    ["the database", "redis://127.0.0.1:PORT/99", ""],
  ])("on a Redis that refuses %s", async (_, url, password) => {
    const { redis } = await startRedis();
    const port = await findFreePort();
    await redis.config("SET", "requirepass", password);
    await redis.config("SET", "port", String(port));
    const error: unknown = await run({ url: url.replace("PORT", String(port)) }).catch(
      (reason: unknown) => reason,
    );
    expect((error as StartError).code).toBe("redis-refused");
    expect((error as StartError).message).not.toContain("wrong");
  });

  test.each<[string, (port: number) => RedisSettings, StartError["code"], string]>([
    [
      "as if it were a cluster",
      (port) => ({ nodes: [`redis://127.0.0.1:${port}`, `redis://127.0.0.1:${port}`] }),
      "redis-unfit",
      "REDIS_URL names several nodes, but Redis is no cluster: name one, or Sentinels with EGRESS_REDIS_SENTINEL_MASTER",
    ],
    [
      "as if it were a Sentinel",
      (port) => ({ sentinels: [`redis://127.0.0.1:${port}`], master: "mymaster" }),
      "redis-unreachable",
      "The Sentinels, or the master that they should know, cannot be reached",
    ],
  ])("on a plain Redis that is named %s", async (_, settingsFor, code, message) => {
    const { redis } = await startRedis();
    const port = await findFreePort();
    await redis.config("SET", "port", String(port));
    const pace = { addTimeout: 3_000 };
    await expect(run(settingsFor(port), { pace })).rejects.toMatchObject({ code, message });
  });

  test("on the Redis of another App", async () => {
    const { socketPath } = await startRedis();
    const redis = { url: `unix://${socketPath}` };
    await run(redis);
    await expect(run(redis, { appId: 18 })).rejects.toMatchObject({
      code: "redis-unfit",
      message: expect.stringMatching(/^REDIS_URL leads to the Redis of the App 17: .*egress:app first$/),
    });
    await run(redis);
  });

  test("on a taken port, and leaves the program's own Redis free", async () => {
    const taken = createServer();
    await once(taken.listen(0, "127.0.0.1"), "listening");
    ends.push(async () => taken.close());
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const redis = { directory: `${folder.path}/free` };
    await expect(run(redis, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await run(redis);
  });

  test("on files that another process uses", async () => {
    const redis = { directory: `${folder.path}/used` };
    await run(redis);
    await expect(run(redis)).rejects.toBeInstanceOf(RedisStartError);
  });
});

test("a Redis that may drop what was learned is warned about", async () => {
  // BullMQ says so too, once per connection.
  vi.spyOn(console, "warn").mockImplementation(() => {});
  ends.push(async () => vi.restoreAllMocks());
  const { redis, socketPath } = await startRedis();
  await redis.config("SET", "maxmemory-policy", "allkeys-lru");
  const lines: string[] = [];
  await run(
    { url: `unix://${socketPath}` },
    { log: pino({}, { write: (line: string) => void lines.push(line) }) },
  );
  expect(lines.join("")).toContain("set maxmemory-policy to noeviction");
});
