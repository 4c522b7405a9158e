import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeStatus } from "../../../../src/apps/cli/online/describe-status.ts";
import type { RepositoryStatus } from "../../../../src/features/look/read-repository-status.ts";
import { startWorld, type World } from "../../../e2e/bot.ts";
import { learnInAudit, path, refusing, runJobs, usualList, workflowOf } from "../../../e2e/enforcing.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { createCredentials } from "../../../support/app.ts";
import { egressBeside } from "../../../support/cli.ts";

let world: World;
let blocking: FakeRepository;

function addRepository(name: string, text: string): FakeRepository {
  const installationId = world.installation.id;
  return world.github.addRepository({
    owner: "octo-org",
    name,
    installationId,
    files: { [path]: text },
    collaborators: { maintainer: "maintain" },
  });
}

/** The command as the App's operator runs it. */
function status(args: readonly string[], changes: Readonly<Record<string, string>> = {}) {
  const { app, github, redis } = world;
  return egressBeside(["status", ...args], {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    REDIS_URL: `unix://${redis.socketPath}`,
    GHE_HOST: new URL(github.baseUrl).host,
    GHE_PROTOCOL: "http",
    ...changes,
  });
}

beforeAll(async () => {
  world = await startWorld();
  const audited = addRepository("audited", workflowOf({ build: "audit", late: "audit" }));
  await learnInAudit(world, audited, "build");
  blocking = addRepository("blocking", workflowOf({ build: usualList, test: usualList, lint: usualList }));
  await runJobs(world, blocking, {
    day: -3,
    jobs: { build: {}, test: {}, lint: { log: { onlyAudits: true } } },
  });
  await runJobs(world, blocking, {
    day: -2,
    jobs: {
      build: { agent: [refusing("new.example.org")], conclusion: "failure" },
      test: { agent: [refusing("odd.example.org")] },
    },
  });
  addRepository("gone", "jobs: [").setArchived(true);
});
afterAll(async () => {
  expect(world.github.violations).toEqual([]);
  await world.close();
});

describe("egress status", () => {
  test("shows the jobs by state, the misses, what is not enforced and what waits", async () => {
    const { status: code, stdout, stderr } = await status([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const rows = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
    const head = [
      "repository",
      "not guarded",
      "learning",
      "settling",
      "held",
      "ready",
      "proposed",
      "enforced",
      "unproven",
      "not enforced",
      "failing",
      "missing",
      "other",
    ];
    expect(rows[0]).toEqual(head);
    expect(rows).toContainEqual([
      "octo-org/audited",
      "-",
      "1",
      "-",
      "-",
      "-",
      "1",
      "-",
      "-",
      "-",
      "-",
      "-",
      "-",
    ]);
    expect(rows).toContainEqual([
      "octo-org/blocking",
      "-",
      "-",
      "-",
      "-",
      "-",
      "-",
      "1",
      "-",
      "1",
      "-",
      "1",
      "-",
    ]);
    expect(stdout).not.toContain("octo-org/gone");
    const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    expect(rows).toContainEqual([
      day,
      "octo-org/blocking",
      "ci.yml:build",
      "new.example.org:443",
      "repair",
      "1",
      "1",
    ]);
    expect(rows).toContainEqual([
      day,
      "octo-org/blocking",
      "ci.yml:test",
      "odd.example.org:443",
      "asked",
      "1",
      "0",
    ]);
    expect(stdout).toMatch(
      /octo-org\/blocking +ci\.yml:lint +Harden-Runner was told to block but only recorded/,
    );
    expect(stdout).toMatch(/octo-org\/audited +#1 +ci\.yml: block egress in build \(1 endpoint\) +http/);
    expect(stdout).toMatch(/octo-org\/blocking +#\d +ci\.yml: allow 1 missing endpoint in build +http/);
  });

  test("of one repository, as JSON", async () => {
    const { status: code, stdout } = await status(["OCTO-ORG/blocking", "--json"]);
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as RepositoryStatus);
    expect(lines).toMatchObject([
      {
        repository: "octo-org/blocking",
        states: { enforced: 1, "not-enforced": 1, missing: 1 },
        jobs: [{ path, jobId: "build", state: "missing" }, { jobId: "test" }, { jobId: "lint" }],
        misses: [
          { endpoint: "new.example.org:443", verdict: "repair", runs: 1, failed: 1 },
          { endpoint: "odd.example.org:443" },
        ],
        proposals: [{ path, title: "ci.yml: allow 1 missing endpoint in build" }],
        problems: [],
      },
    ]);
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ["an owner without the App", ["nobody"], {}, "egress: status: the App is not installed on nobody\n"],
    [
      "a repository that the App does not reach",
      ["octo-org/none"],
      {},
      "egress: status: the App does not reach octo-org/none\n",
    ],
    [
      "what is no name",
      ["octo-org/a/b"],
      {},
      "egress: status: name one OWNER or OWNER/REPO, or nothing for all; see egress status --help\n",
    ],
    [
      "a Redis that is not there",
      [],
      { REDIS_URL: "unix:///nowhere/redis.sock" },
      "egress: status: Redis (/nowhere/redis.sock) cannot be reached\n",
    ],
    [
      "another App's key",
      [],
      { PRIVATE_KEY: createCredentials().privateKey },
      "egress: status: GitHub does not know the App: look at APP_ID and PRIVATE_KEY\n",
    ],
    [
      "missing settings",
      [],
      { APP_ID: "", WEBHOOK_SECRET: "" },
      "egress: status: APP_ID is required\negress: status: WEBHOOK_SECRET is required\n",
    ],
  ])("%s is said in a line, with exit code 1", async (_, args, changes, expected) => {
    const { status: code, stdout, stderr } = await status(args, changes);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: expected });
  });

  test("a repository that cannot be read is named, and stops no other", async () => {
    for (let times = 0; times < 4; times += 1)
      world.github.faults.next("GET", "/repos/octo-org/audited", "forbidden");
    const { status: code, stdout, stderr } = await status(["octo-org"]);
    world.github.faults.stop();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "egress: status: octo-org/audited: the App may not do this in octo-org/audited\n",
    });
    expect(stdout).toContain("octo-org/blocking");
  });
});

describe("the layout", () => {
  const nothing: RepositoryStatus = { repository: "o/r", jobs: [], misses: [], proposals: [], problems: [] };

  test("names states without a column, sums up several repositories, and cuts long lists", () => {
    const misses = Array.from({ length: 25 }, (_, index) => ({
      path,
      jobId: "build",
      endpoint: `h${index}.example.com:443`,
      verdict: "waiting",
      runs: 1,
      failed: 0,
      since: null,
    }));
    const jobs = [{ path, jobId: "a\u001b[31m", state: "unguardable", reasons: [] } as const];
    const text = describeStatus([
      { ...nothing, jobs, misses },
      { ...nothing, repository: "o/s\u202e" },
    ]);
    expect(text).toContain("other: unguardable\n");
    expect(text).toMatch(/\n {2}all +- .* 1\n/);
    expect(text).toContain("… and 5 more");
    expect(text).not.toContain("\u202e");
  });

  test("of nothing at all", () => {
    expect(describeStatus([])).toBe("the App reaches no repository here\n");
  });
});
