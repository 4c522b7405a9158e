import { generateKeyPairSync } from "node:crypto";
import { Queue } from "bullmq";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { queueNames, queuePrefix } from "../../../src/adapters/queue/queues.ts";
import { type Running, start } from "../../../src/apps/server/main.ts";
import { webhookPath } from "../../../src/apps/server/web/server.ts";
import { describeError } from "../../../src/environment/log.ts";
import { type DeliverOptions, deliver } from "../../fake-github/webhooks/deliver.ts";
import { eventOf } from "../../support/payloads.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

const secret = "a secret of some length";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

let redis: TestRedis;
let bot: Running;
let queues: readonly Queue[];
const logged: string[] = [];

/** The web role on a Redis that has so many ms to answer; what it logs is kept. */
function startWeb(socketPath: string, addTimeout = 60_000): Promise<Running> {
  return start({
    environment: {
      production: true,
      app: { id: 17, privateKey, webhookSecret: secret },
      redis: { url: `unix://${socketPath}` },
      host: "127.0.0.1",
      port: 0,
      apiUrl: "http://127.0.0.1:9/api/v3",
      logLevel: "debug",
      dnsServers: [],
      policyStore: { url: "http://127.0.0.1:9", key: null, keys: new Map() },
      formerSecret: null,
      metrics: { port: null, token: null },
      writes: true,
      pages: { kind: "none", missing: [] },
    },
    role: "web",
    log: pino(
      { level: "debug", serializers: { err: describeError } },
      { write: (line: string) => void logged.push(line) },
    ),
    pace: { addTimeout, proposeDelay: 60_000 },
  });
}

beforeAll(async () => {
  redis = await startTestRedis();
  bot = await startWeb(redis.socketPath);
  queues = queueNames.map((name) => new Queue(name, { connection: redis.redis, prefix: queuePrefix }));
});
afterAll(async () => {
  for (const queue of queues) await queue.close();
  await bot.close();
  await redis.stop();
});
beforeEach(async () => {
  for (const queue of queues) await queue.obliterate({ force: true });
  logged.length = 0;
});

/** The names of the queues with their tasks' data, of those that have any. */
async function listQueued(): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const entries: [string, readonly unknown[]][] = [];
  for (const queue of queues) {
    const jobs = await queue.getJobs(["wait", "prioritized", "delayed"]);
    if (jobs.length > 0) entries.push([queue.name, jobs.map(({ data }) => data)]);
  }
  return Object.fromEntries(entries);
}

function send(event: string, payload: unknown, options: Partial<DeliverOptions> = {}) {
  return deliver(`http://127.0.0.1:${bot.port}${webhookPath}`, event, payload, { secret, ...options });
}

const run = {
  id: 100,
  run_attempt: 1,
  path: ".github/workflows/ci.yml",
  event: "push",
  conclusion: "success",
  head_branch: "main",
  head_sha: "a".repeat(40),
  repository: { full_name: "octo-org/repository-5" },
  head_repository: { id: 5 },
  created_at: "2026-01-01T12:00:00Z",
};
const runCompleted = eventOf<object>("workflow_run", { action: "completed", workflow_run: run });

describe("which webhook becomes which task", () => {
  const person = { login: "octocat", type: "User" };
  const list = [{ id: 5 }, { id: 6 }];
  test.each<[string, Record<string, unknown>, Record<string, readonly object[]>]>([
    [
      "workflow_run",
      { action: "completed", workflow_run: run },
      { "learn-run": [{ run: { id: 100, attempt: 1 } }] },
    ],
    [
      "issue_comment",
      {
        action: "created",
        issue: { number: 3 },
        comment: { id: 7, body: "/egress help", user: person },
        sender: person,
      },
      { "answer-comment": [{ pullRequest: 3, commentId: 7, author: "octocat", body: "/egress help" }] },
    ],
    ...["closed", "reopened", "synchronize"].map(
      (action): [string, Record<string, unknown>, Record<string, readonly object[]>] => [
        "pull_request",
        {
          action,
          pull_request: { head: { ref: "egress-bot/ci.yml", sha: "b".repeat(40), repo: { id: 5 } } },
        },
        { propose: [{ path: ".github/workflows/ci.yml" }] },
      ],
    ),
    ...["opened", "reopened", "synchronize"].map(
      (action): [string, Record<string, unknown>, Record<string, readonly object[]>] => [
        "pull_request",
        {
          action,
          pull_request: { number: 9, head: { ref: "feature", sha: "b".repeat(40), repo: { id: 6 } } },
        },
        { "check-pull-request": [{ pullRequest: 9, head: "b".repeat(40) }] },
      ],
    ),
    [
      "pull_request",
      {
        action: "opened",
        pull_request: { number: 9, head: { ref: "egress-bot/ci.yml", sha: "b".repeat(40), repo: { id: 5 } } },
      },
      { "check-pull-request": [{ pullRequest: 9, isFromOwnBranch: true }] },
    ],
    [
      "pull_request",
      {
        action: "edited",
        changes: { body: { from: "as the bot wrote it" } },
        sender: person,
        pull_request: { number: 9, head: { ref: "egress-bot/ci.yml", repo: { id: 5 } } },
      },
      { propose: [{ path: ".github/workflows/ci.yml" }] },
    ],
    [
      "push",
      { ref: "refs/heads/main", sender: person, commits: [{ modified: [".github/workflows/ci.yml"] }] },
      { "propose-pushed": [{ paths: [".github/workflows/ci.yml"] }] },
    ],
    [
      "push",
      { ref: "refs/heads/main", sender: person, commits: [{ modified: [".github/egress-bot.yml"] }] },
      { "check-settings": [{ repository: { id: 5 } }] },
    ],
    ["installation", { action: "created" }, { backfill: [{ repository: { id: 5, name: "repository-5" } }] }],
    [
      "installation",
      { action: "deleted", repositories: list },
      { forget: [{ repositoryId: 6 }, { repositoryId: 5 }] },
    ],
    [
      "installation_repositories",
      { action: "removed", repositories_removed: list },
      { forget: [{ repositoryId: 6 }, { repositoryId: 5 }] },
    ],
  ])("%s %j", async (event, parts, queued) => {
    expect(await send(event, eventOf(event, parts))).toEqual({ status: 200, body: "ok\n" });
    expect(await listQueued()).toMatchObject(queued);
  });

  test.each<[string, Record<string, unknown>]>([
    ["workflow_run", { action: "requested", workflow_run: run }],
    ["workflow_run", { action: "completed", workflow_run: { ...run, path: "dynamic/x" } }],
    [
      "issue_comment",
      {
        action: "edited",
        issue: { number: 3 },
        comment: { id: 7, body: "/egress help", user: person },
        sender: person,
      },
    ],
    [
      "pull_request",
      {
        action: "edited",
        changes: { body: { from: "" } },
        sender: { login: "egress-bot[bot]", type: "Bot" },
        pull_request: { number: 9, head: { ref: "egress-bot/ci.yml", repo: { id: 5 } } },
      },
    ],
    ["star", { action: "created" }],
    ["ping", {}],
  ])("%s %j is accepted and nothing is queued", async (event, parts) => {
    expect(await send(event, eventOf(event, parts))).toMatchObject({ status: 200 });
    expect(await listQueued()).toEqual({});
  });

  test("an event that GitHub does not know yet is accepted and nothing is queued", async () => {
    expect(await send("something_of_tomorrow", runCompleted, { isForged: true })).toMatchObject({
      status: 200,
    });
    expect(await listQueued()).toEqual({});
  });

  test("a delivery that comes again, in any number and order, is one task", async () => {
    const id = "00000000-0000-0000-0000-000000000001";
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        send("workflow_run", runCompleted, i % 2 === 0 ? { deliveryId: id } : {}),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await listQueued())["learn-run"]).toHaveLength(1);
  });
});

describe("what is not GitHub's is refused, nothing is queued, and nothing of it is logged", () => {
  const hostile = { ...runCompleted, marker: "never-in-the-log" };
  test.each<[string, Partial<DeliverOptions>, unknown, number]>([
    ["a wrong signature", { signature: "wrong" }, hostile, 400],
    ["no signature", { signature: "none" }, hostile, 400],
    ["a wrong type", { contentType: "text/plain" }, hostile, 415],
    ["a form", { contentType: "application/x-www-form-urlencoded" }, "payload=never-in-the-log", 415],
    ["no JSON", {}, '{"marker": "never-in-the-log"', 400],
    ["no body", {}, "", 400],
    ["26 MB", {}, "x".repeat(26 * 1024 * 1024), 413],
  ])("%s", async (_, options, payload, status) => {
    const answer = await send("workflow_run", payload, options);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain("never-in-the-log");
    expect(await listQueued()).toEqual({});
    expect(logged.join("")).not.toContain("never-in-the-log");
  });

  test("the word that Probot takes for a secret opens nothing", async () => {
    expect(await send("workflow_run", runCompleted, { secret: "development" })).toMatchObject({
      status: 400,
    });
    expect(await listQueued()).toEqual({});
  });
});

describe("what goes wrong here", () => {
  test("a payload that cannot be read is answered with 500 and no details", async () => {
    const answer = await send(
      "issue_comment",
      { action: "created", marker: "never-in-the-log" },
      { isForged: true },
    );
    expect(answer).toEqual({
      status: 500,
      body: JSON.stringify({ error: "DeliveryError: the delivery could not be handled" }),
    });
    expect(logged.join("")).not.toContain("never-in-the-log");
    expect(logged.join("")).toContain("TypeError");
  });

  test("without Redis it is answered with 503, in time, and the process is not ready", async () => {
    const lost = await startTestRedis();
    // A time that is over soon without Redis may be too short with it.
    const web = await until(() => startWeb(lost.socketPath, 500));
    const base = `http://127.0.0.1:${web.port}`;
    await until(async () => expect((await fetch(`${base}/readyz`)).status).toBe(200));
    await lost.stop();
    await until(async () => expect((await fetch(`${base}/readyz`)).status).toBe(503));
    const answer = await deliver(base + webhookPath, "workflow_run", runCompleted, { secret });
    expect(answer).toEqual({
      status: 503,
      body: JSON.stringify({ error: "DeliveryError: the queue cannot be reached" }),
    });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    await web.close();
  });
});
