/** Workflows of one repository that others of the same owner call. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { guardAction, guardedJob } from "../support/guarded-job.ts";
import { type AgentLine, called, type JobLogOptions } from "../support/job-log-builder.ts";
import { startWorld, type World } from "./bot.ts";
import { refusing } from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";
import { liftDailyLimits } from "./shared-world.ts";

const path = ".github/workflows/build.yml";
const calledFile = `name: Build
on:
  workflow_call:
    inputs: { title: { type: string } }

jobs:
  build:
    name: Build \${{ inputs.title }}
    runs-on: ubuntu-24.04
    steps:
      - name: Harden the runner
        uses: ${guardAction} # v2.21.1
        with:
          egress-policy: audit
      - uses: actions/checkout@v6
      - name: Install
        run: npm ci
      - name: Test
        run: npm test
`;
let world: World;
let nextId = 41_000_000_000;
let nextDay = 0;

beforeAll(async () => {
  world = await startWorld();
  liftDailyLimits(world);
});
afterAll(async () => {
  await world.close();
});

/** A repository with the workflow that others call. */
function addCallee(name: string, isPrivate: boolean): FakeRepository {
  return world.github.addRepository({
    owner: "octo-org",
    name,
    installationId: world.installation.id,
    private: isPrivate,
    files: { [path]: calledFile, "README.md": "# Called\n" },
    collaborators: { maintainer: "maintain" },
  });
}

/** A repository with a workflow that calls that of another one. */
function addCaller(
  name: string,
  callee: FakeRepository,
  { isPrivate = false, ref = "main" }: { readonly isPrivate?: boolean; readonly ref?: string } = {},
): FakeRepository {
  return world.github.addRepository({
    owner: "octo-org",
    name,
    installationId: world.installation.id,
    private: isPrivate,
    files: {
      ".github/workflows/ci.yml": `on: push\njobs:\n  secret-call:\n    uses: octo-org/${callee.name}/${path}@${ref}\n    with: { title: Moonshot }\n`,
    },
    collaborators: { maintainer: "maintain" },
  });
}

interface CallOptions {
  readonly ref?: string;
  readonly sha?: string;
  readonly event?: string;
  readonly headBranch?: string;
  readonly agent?: readonly AgentLine[];
  readonly count?: number;
  /** Changes to the log. */
  readonly log?: JobLogOptions;
}

/** Delivers runs of a caller, 18 hours apart. */
async function runCalls(
  caller: FakeRepository,
  callee: FakeRepository,
  {
    ref = "main",
    sha = callee.head() ?? "",
    agent = [],
    count = 20,
    log: more = {},
    ...run
  }: CallOptions = {},
): Promise<void> {
  const file = `octo-org/${callee.name}/${path}`;
  for (let index = 0; index < count; index += 1) {
    const at = new Date(Date.UTC(2026, 6, 1, 8) + nextDay * 18 * 3_600_000)
      .toISOString()
      .replace(".000Z", "Z");
    const id = nextId;
    [nextId, nextDay] = [nextId + 1, nextDay + 1];
    const log = {
      repository: `octo-org/${caller.name}`,
      runId: id,
      agent: [called("packages.example.org", "104.16.0.34", { after: 20, process: "npm" }), ...agent],
      steps: [["npm ci"], ["npm test"]],
      uses: `${file}@${ref} (${sha})`,
      ...more,
    };
    const job = guardedJob({
      name: "secret-call / Build Moonshot",
      start: at,
      guardStep: "Harden the runner",
      log,
    });
    const added = world.github.addRun({
      repository: caller,
      id,
      path: ".github/workflows/ci.yml",
      headSha: caller.head() ?? "",
      createdAt: at,
      runStartedAt: at,
      actor: "maintainer",
      referencedWorkflows: [{ path: `${file}@${ref}`, sha, ref }],
      jobs: [job],
      ...run,
    });
    expect(await world.sendRun(added)).toBe(200);
  }
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
}

async function endpointsOf(callee: FakeRepository): Promise<readonly string[]> {
  const key = { repositoryId: callee.id, path, jobId: "build", source: "default-branch" } as const;
  return [...(await world.store.baselines.read(key)).endpoints.keys()];
}

/** The answer to `/egress …` on an issue of a repository. */
async function ask(repository: FakeRepository, issue: number, body: string): Promise<string> {
  const comment = repository.comment(issue, "maintainer", body);
  await world.send("issue_comment", world.github.payloads.issueComment(repository.state, comment, "created"));
  await untilDone(world.redis.redis);
  return repository.comments(issue).at(-1)?.body ?? "";
}

/** What no reader of the callee may learn of a caller. */
function expectNothingOf(caller: FakeRepository, text: string): void {
  expect(text).not.toContain(caller.name);
  expect(text).not.toMatch(/secret-call|Moonshot|actions\/runs|4100000/);
}

test.each<[string, boolean, boolean]>([
  ["a public caller teaches a public callee", false, false],
  ["a private caller teaches a private callee", true, true],
  ["a public caller teaches a private callee", false, true],
])("%s, and is not named there", async (name, isPrivate, isCalleePrivate) => {
  const [number] = /\d+$/.exec(String(nextId)) ?? [""];
  const callee = addCallee(`called-${number}`, isCalleePrivate);
  const caller = addCaller(`app-${number}`, callee, { isPrivate });
  await runCalls(caller, callee);
  const [pull, second] = callee.pulls();
  if (pull === undefined) throw new Error(`${name}: nothing was proposed`);
  expect(second).toBeUndefined();
  expect(callee.file(path, "egress-bot/build.yml")?.content).toContain("packages.example.org:443");
  expectNothingOf(caller, `${pull.title}\n${pull.body}`);
  expect(pull.body).toMatch(/([0-9]+) of \1 runs were in other repositories that call this workflow/);
  const explained = await ask(callee, pull.number, "/egress explain packages.example.org");
  expect(explained).toContain("packages.example.org:443");
  expectNothingOf(caller, explained);
  const status = await ask(callee, pull.number, "/egress status");
  expect(status).toContain("build.yml");
  expectNothingOf(caller, status);
  // The caller's own file has nothing to be edited.
  expect(caller.pulls()).toEqual([]);
});

test("what a caller's run shows in block mode is told without the caller", async () => {
  const callee = addCallee(`called-${nextId}`, true);
  const caller = addCaller(`app-${nextId}`, callee, { isPrivate: true });
  await runCalls(caller, callee);
  const [pull] = callee.pulls();
  if (pull === undefined) throw new Error("nothing was proposed");
  callee.mergePull(pull.number, "maintainer");
  const block: CallOptions = {
    count: 1,
    log: { policy: "block", allowedEndpoints: "packages.example.org:443" },
  };
  // The runs of the callee's file from then on are later than the merge.
  nextDay = Math.ceil((Date.now() - Date.UTC(2026, 6, 1, 8)) / (18 * 3_600_000)) + 1;
  await runCalls(caller, callee, { ...block, agent: [refusing("new.example.net")] });
  await runCalls(caller, callee, { ...block, log: { ...block.log, onlyAudits: true } });
  const issues = [...callee.state.issues.values()];
  const told = issues.flatMap((issue) => [
    issue.title,
    issue.body ?? "",
    ...callee.comments(issue.number).map(({ body }) => body),
  ]);
  const status = await ask(callee, pull.number, "/egress status");
  const explained = await ask(callee, pull.number, "/egress explain new.example.net");
  const texts = [...told, status, explained].join("\n");
  expectNothingOf(caller, texts);
  expect(explained).toContain("new.example.net:443");
  expect(issues.map(({ title }) => title)).toContain("Egress is not blocked in build.yml: build");
  expect(texts).toContain("run of another repository");
});

test.each<[string, (callee: FakeRepository) => Promise<void>]>([
  ["a private caller of a public callee", (callee) => callWith(callee, { isPrivate: true })],
  [
    "a caller's pull request",
    (callee) => callWith(callee, {}, { event: "pull_request", headBranch: "topic" }),
  ],
  ["a caller's other branch", (callee) => callWith(callee, {}, { headBranch: "topic" })],
  ["a caller's release", (callee) => callWith(callee, {}, { event: "release", headBranch: "v1" })],
  ["a caller that pins another file", callAnOldFile],
])("%s teaches nothing", async (_, run) => {
  const callee = addCallee(`called-${nextId}`, false);
  await run(callee);
  expect(await endpointsOf(callee)).toEqual([]);
  expect(callee.pulls()).toEqual([]);
});

async function callWith(
  callee: FakeRepository,
  caller: Parameters<typeof addCaller>[2],
  run: CallOptions = {},
): Promise<void> {
  await runCalls(addCaller(`app-${nextId}`, callee, caller), callee, { ...run, count: 2 });
}

async function callAnOldFile(callee: FakeRepository): Promise<void> {
  const sha = callee.head() ?? "";
  commit(callee, { [path]: calledFile.replace("npm ci", "npm install") });
  await runCalls(addCaller(`app-${nextId}`, callee, { ref: sha }), callee, { ref: sha, sha, count: 2 });
}

test("a caller that pins a commit with the same file teaches", async () => {
  const callee = addCallee(`called-${nextId}`, false);
  const sha = callee.head() ?? "";
  commit(callee, { "README.md": "# Changed\n" });
  const caller = addCaller(`app-${nextId}`, callee, { ref: sha });
  await runCalls(caller, callee, { ref: sha, sha, count: 2 });
  expect(await endpointsOf(callee)).toEqual(["packages.example.org:443"]);
});

test("a public repository of the same owner without the App is none to be learned about", async () => {
  const callee = world.github.addRepository({
    owner: "octo-org",
    name: "without-app",
    files: { [path]: calledFile },
  });
  const caller = addCaller(`app-${nextId}`, callee);
  await runCalls(caller, callee, { count: 2 });
  expect(await endpointsOf(callee)).toEqual([]);
});

function commit(repository: FakeRepository, files: Readonly<Record<string, string>>): void {
  repository.commitFiles("main", files, { author: "maintainer", message: "Change" });
}

test("the calls in the repositories of called workflows count like all others of the installation", async () => {
  const { github, installation, store } = world;
  const { used } = (await store.budgets.read(installation.id, Date.now())) ?? {};
  // Where the App is installed it asks as itself.
  const counted = github.calls.filter(
    ({ route, status }) =>
      route.startsWith("/repos/") && !route.endsWith("/{repo}/installation") && status !== 304,
  );
  const sum = Object.values(used ?? {}).reduce((all, calls) => all + calls, 0);
  expect(counted.length).toBeGreaterThan(100);
  expect(sum).toBe(counted.length);
});
