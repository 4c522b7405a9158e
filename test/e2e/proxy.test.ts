import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import { startFakePolicyStore } from "../fake-policy-store/fake-policy-store.ts";
import { buildCommand, cli, egress } from "../support/cli.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { addRuns } from "../support/scenario.ts";
import { startWorld } from "./bot.ts";
import { untilDoneAtOnce } from "./queue-state.ts";

test("behind a proxy GitHub and the Policy Store are asked by tunnels, and the logs, whose host NO_PROXY names, directly", async () => {
  const store = await startFakePolicyStore();
  onTestFinished(() => store.close());
  store.keys.set("octo-org", "step-key-1");
  const proxy = await startConnectProxy();
  onTestFinished(() => proxy.close());
  const world = await startWorld({ role: "web" });
  onTestFinished(() => world.close());
  const { app, dns, github, redis, repository } = world;
  const path = ".github/workflows/ci.yml";
  // Where a workflow says nothing of permissions, nothing is said about a token for the store either.
  const text = `permissions:\n  contents: read\n${repository.file(path, "main")?.content}`;
  repository.commitFiles(
    "main",
    { [settingsPath]: "mode: policy-store\n", [path]: text },
    { author: "maintainer", message: "Use the Policy Store" },
  );
  const { port } = new URL(github.baseUrl);
  // The address of a log is one that GitHub gives.
  const logs = new URL(github.logOrigin).host;
  buildCommand();
  const child = spawn(process.execPath, [cli, "serve", "--role", "worker"], {
    env: {
      PATH: process.env.PATH,
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      REDIS_URL: `unix://${redis.socketPath}`,
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "warn",
      DNS_SERVERS: dns.address,
      // A name that only the proxy knows the way to.
      GHE_HOST: `github.inside.test:${port}`,
      GHE_PROTOCOL: "http",
      POLICY_STORE_URL: store.url,
      POLICY_STORE_API_KEYS: "octo-org=step-key-1",
      HTTP_PROXY: proxy.url,
      NO_PROXY: `example.org,${logs}`,
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  for (const run of addRuns(github, repository, { path, count: 20 }))
    expect(await world.sendRun(run)).toBe(200);
  expect(await untilDoneAtOnce(redis.redis)).toEqual({ open: 0, failed: 0 });
  expect(repository.pulls().map(({ pull }) => pull.headRef)).toEqual(["egress-bot/ci.yml"]);
  expect(new Set(proxy.targets)).toEqual(new Set([`github.inside.test:${port}`, new URL(store.url).host]));
  expect(store.calls.length).toBeGreaterThan(0);
  expect(github.logBytesSent()).toBeGreaterThan(0);
  expect(github.violations).toEqual([]);
});

test("an address of a proxy that is none is told in one line", () => {
  const { status, stderr } = egress(["check", "--help"], { env: { HTTPS_PROXY: "proxy.example:3128" } });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "egress: HTTPS_PROXY must be a URL that begins with http:// or https://\n",
  });
});
