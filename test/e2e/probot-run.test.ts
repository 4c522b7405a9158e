import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { deliver } from "../fake-github/webhooks/deliver.ts";
import { createCredentials } from "../support/app.ts";
import { buildCommand, useFolder } from "../support/cli.ts";
import { findFreePort } from "../support/free-port.ts";
import { addRuns } from "../support/scenario.ts";
import { until } from "../support/until.ts";
import { startWorld } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const probot = `${packageFolder}/node_modules/probot/bin/probot.js`;
/** A project that has the built package among its dependencies. */
const project = useFolder();

beforeAll(() => {
  buildCommand();
  mkdirSync(`${project.path}/node_modules`);
  symlinkSync(packageFolder, `${project.path}/node_modules/egress-bot`);
});

function runProbot(variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [probot, "run", "egress-bot"], {
    cwd: project.path,
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", LOG_LEVEL: "warn", ...variables },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { errors: text(child.stderr), ended };
}

test("probot run takes signed webhooks, and a worker beside it opens the pull request", async () => {
  const world = await startWorld({ role: "worker" });
  onTestFinished(() => world.close());
  const { app, github, repository, redis } = world;
  const port = await findFreePort();
  runProbot({
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    EGRESS_REDIS_URL: `unix://${redis.socketPath}`,
    PORT: String(port),
  });
  const origin = `http://127.0.0.1:${port}`;
  await until(async () => expect((await fetch(`${origin}/ping`)).status).toBe(200));

  const send = async (payload: unknown, signature?: "wrong") => {
    const options = { secret: app.webhookSecret, appId: app.id, ...(signature && { signature }) };
    return (await deliver(`${origin}/api/github/webhooks`, "workflow_run", payload, options)).status;
  };
  const runs = addRuns(github, repository, { path: ".github/workflows/ci.yml", count: 20 });
  const payloads = runs.map((run) => github.payloads.workflowRun(run, "completed"));
  expect(await send(payloads[0], "wrong")).toBe(400);
  for (const payload of payloads) expect(await send(payload)).toBe(200);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
  expect(repository.pulls().map(({ pull }) => pull.headRef)).toEqual(["egress-bot/ci.yml"]);
  expect(repository.file(".github/workflows/ci.yml", "egress-bot/ci.yml")?.content).toContain(
    "egress-policy: block",
  );
  expect(github.violations).toEqual([]);
});

test.each([
  ["without a Redis for the queues", {}, "EGRESS_REDIS_URL is required"],
  ["with the secret that everybody knows", { WEBHOOK_SECRET: "" }, "WEBHOOK_SECRET is required"],
  [
    "with a Redis that has no such URL",
    { EGRESS_REDIS_URL: "http://127.0.0.1" },
    "EGRESS_REDIS_URL must be a URL",
  ],
])("probot run does not start %s", async (_, variables, problem) => {
  const { id, privateKey, webhookSecret } = createCredentials();
  const port = String(await findFreePort());
  const credentials = { APP_ID: String(id), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: webhookSecret };
  const { errors, ended } = runProbot({ ...credentials, PORT: port, ...variables });
  expect(await ended).toEqual([1, null]);
  expect(await errors).toContain(problem);
});
