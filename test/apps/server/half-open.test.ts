import { pino } from "pino";
import { afterEach, expect, test, vi } from "vitest";
import type { WorkerTools } from "../../../src/adapters/queue/worker.ts";
import { start } from "../../../src/apps/server/main.ts";
import { webhookPath } from "../../../src/apps/server/web/server.ts";
import { deliver } from "../../fake-github/webhooks/deliver.ts";
import { createCredentials } from "../../support/app.ts";
import { eventOf } from "../../support/payloads.ts";
import { startTestRedis } from "../../support/redis.ts";
import { idleTools } from "../../support/tasks.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";
import { until } from "../../support/until.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

// A firewall that forgets a connection, or a machine that is gone, tells nobody: what was sent is never answered.
test("connections to Redis that nothing passes on any more are left, and webhooks are taken and worked on again", async () => {
  const app = createCredentials();
  const redis = await startTestRedis();
  ends.push(() => redis.stop());
  const proxy = await startTcpProxy(redis.socketPath);
  ends.push(() => proxy.close());
  const forget = vi.fn<WorkerTools["forget"]>(async () => {});
  const running = await start({
    environment: {
      production: false,
      app,
      redis: { url: `redis://127.0.0.1:${proxy.port}` },
      host: "127.0.0.1",
      port: 0,
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
    createTools: () => ({ ...idleTools, forget }),
  });
  ends.push(() => running.close());
  const send = async (repository: number): Promise<number> => {
    const payload = eventOf("installation", { action: "deleted", repositories: [{ id: repository }] });
    const url = `http://127.0.0.1:${running.port}${webhookPath}`;
    return (await deliver(url, "installation", payload, { secret: app.webhookSecret })).status;
  };
  const forgotten = (): readonly unknown[] => forget.mock.calls.map(([{ repositoryId }]) => repositoryId);

  expect(await send(1)).toBe(200);
  await until(() => expect(forgotten()).toContain(1));
  expect(proxy.freeze()).toBeGreaterThan(10);
  await until(async () => expect(await send(2)).toBe(200));
  await until(() => expect(forgotten()).toContain(2));
});
