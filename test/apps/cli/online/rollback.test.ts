import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "../../../e2e/bot.ts";
import { path, runJobs, usualList, workflowOf } from "../../../e2e/enforcing.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { egressBeside } from "../../../support/cli.ts";

let world: World;
let blocking: FakeRepository;

beforeAll(async () => {
  world = await startWorld();
  blocking = addRepository("blocking", workflowOf({ build: usualList, test: usualList, lint: "audit" }));
  await runJobs(world, blocking, { day: -3, jobs: { build: {}, test: {} } });
});
afterAll(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

function addRepository(name: string, text: string): FakeRepository {
  return world.github.addRepository({
    owner: "octo-org",
    name,
    installationId: world.installation.id,
    files: { [path]: text },
    collaborators: { maintainer: "maintain" },
  });
}

function rollback(...args: readonly string[]) {
  const { app, github, redis, dns } = world;
  return egressBeside(["rollback", ...args], {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    REDIS_URL: `unix://${redis.socketPath}`,
    GHE_HOST: new URL(github.baseUrl).host,
    GHE_PROTOCOL: "http",
    DNS_SERVERS: dns.address,
    EGRESS_WRITES: "off",
  });
}

test.each([
  [["octo-org"], "say since when, as in --since 2026-11-28"],
  [["octo-org", "--since", "yesterday"], "--since takes a day such as 2026-11-28"],
  [["octo-org", "--since", "2026-13-45"], "T14:00:00Z, not 2026-13-45"],
  [["--since", "2026-11-28"], "name an OWNER"],
  [["nobody", "--since", "2026-11-28"], "the App is not installed on nobody"],
])("%j: %s", async (args, problem) => {
  const { status, stderr } = await rollback(...args);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(problem) });
});

test("what came to block before the day stays as it is", async () => {
  const { status, stdout, stderr } = await rollback("octo-org", "--since", "2099-01-01");
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: "no job came to block since 2099-01-01T00:00:00.000Z\n",
    stderr: "",
  });
  expect(blocking.pulls()).toEqual([]);
});

test("every job that came to block since the day is proposed to return, and stays in audit mode then", async () => {
  const { status, stdout, stderr } = await rollback("octo-org", "--since", "2020-01-01T00:00:00Z");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const [pull, another] = blocking.pulls();
  expect(another).toBeUndefined();
  expect(stdout.split("\n")[1]?.trim().split(/ {2,}/)).toEqual([
    "octo-org/blocking",
    "ci.yml",
    "build, test",
    `opened, #${pull?.number}`,
    "-",
  ]);
  const text = blocking.file(path, "egress-bot/ci.yml")?.content;
  expect(text?.match(/egress-policy: audit/g)).toHaveLength(3);
  expect(text).not.toContain("egress-policy: block");
});
