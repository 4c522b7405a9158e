import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createFakeGitHub, type FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { buildZip } from "../../support/build-zip.ts";
import { useFolder } from "../../support/cli.ts";
import { type DnsServer, startDnsServer } from "../../support/dns-server.ts";
import { addRuns, addScenarioRepository, appPermissions } from "../../support/scenario.ts";

const hour = 3_600_000;
const ci = ".github/workflows/ci.yml";
const own = ".github/workflows/survey.yml";

const folder = useFolder();
/** What the commit of a tag holds of what the Action needs, with no `node_modules` near. */
const action = join(folder.path, "action");
const definition = parse(readFileSync("action.yml", "utf8")) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
};

let github: FakeGitHub;
let repository: FakeRepository;
let installationId: number;
let dns: DnsServer;
let token: string;
let steps = 0;

beforeAll(async () => {
  mkdirSync(action);
  for (const name of ["action.yml", "package.json", "views"])
    cpSync(name, join(action, name), { recursive: true });
  const bundling = spawn(process.execPath, ["script/bundle-action.ts", join(action, "lib")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  expect(await once(bundling, "close")).toEqual([0, null]);
});

beforeEach(async () => {
  github = await createFakeGitHub();
  dns = await startDnsServer();
  const app = github.addApp({ id: 17, slug: "proposer", permissions: appPermissions });
  ({ id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" }));
  ({ token } = github.addUser({ login: "maintainer" }));
  github.addUser({ login: "reader" });
  repository = addScenarioRepository(github, { installationId });
});

afterEach(async () => {
  await dns.close();
  await github.close();
  expect(github.violations).toEqual([]);
});

/** Runs the step as the runner does: inputs and places in its environment, outputs and summary in files. */
async function runStep(inputs: Readonly<Record<string, string>>, workspace = folder.path) {
  steps += 1;
  const temporary = join(folder.path, `step-${steps}`);
  mkdirSync(temporary);
  const [output, summary] = [join(temporary, "output"), join(temporary, "summary")];
  const given = Object.entries(definition.inputs).map(([name, { default: usual = "" }]) => [
    `INPUT_${name.toUpperCase()}`,
    inputs[name] ?? usual.replace("${{ github.token }}", token),
  ]);
  const child = spawn(process.execPath, [join(action, definition.runs.main)], {
    cwd: workspace,
    env: {
      ...Object.fromEntries(given),
      GITHUB_API_URL: github.baseUrl,
      GITHUB_OUTPUT: output,
      GITHUB_REPOSITORY: "octo-org/octo-repo",
      GITHUB_RUN_ID: "77",
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKFLOW_REF: `octo-org/octo-repo/${own}@refs/heads/main`,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temporary,
      DNS_SERVERS: dns.address,
    },
  });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");
  const outputs = Object.fromEntries(
    [...read(output).matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name = "", , value = ""]) => [
      name,
      value,
    ]),
  );
  expect(Object.keys(outputs).filter((name) => !(name in definition.outputs))).toEqual([]);
  return { status: status as number | null, stdout, stderr, outputs, summary: read(summary) };
}

function addHistory(count: number, from = 0): void {
  const since = Math.floor(Date.now() / hour - 1) * hour - 29 * 18 * hour;
  addRuns(github, repository, { path: ci, count, from, since, every: 18 });
}

const runsRead = () => github.calls.filter(({ route }) => route.endsWith("/jobs")).length;
const writes = () => github.calls.filter(({ method }) => method !== "GET");

test("it runs on Node 24, by the bundle that the tag holds", () => {
  expect(definition.runs).toEqual({ using: "node24", main: "lib/action.js" });
});

describe("check", () => {
  const guard = (list: string): string =>
    `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1\n        with:\n          egress-policy: block\n          allowed-endpoints: ${list}\n`;
  function workspaceWith(files: Readonly<Record<string, string>>): string {
    const workspace = join(folder.path, `workspace-${steps}`);
    mkdirSync(join(workspace, ".github/workflows"), { recursive: true });
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(workspace, ".github/workflows", name), content);
    return workspace;
  }

  test("annotates findings from the repository's root on, writes SARIF, and fails for an error", async () => {
    const workspace = workspaceWith({ "ci.yml": guard("https://github.com:443") });
    const { status, stdout, outputs } = await runStep({ mode: "check" }, workspace);
    expect(stdout).toMatch(/^::error file=\.github\/workflows\/ci\.yml,line=\d+,col=\d+,title=[a-z-]+::/);
    expect(status).toBe(1);
    const sarif = JSON.parse(readFileSync(outputs.sarif ?? "", "utf8"));
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(ci);
  });

  test("what is right passes", async () => {
    const { status, stdout } = await runStep(
      { mode: "check" },
      workspaceWith({ "ci.yml": guard("github.com:443") }),
    );
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "checked 1 workflow files, 1 guard steps: 0 findings\n",
    });
  });

  test("a repository without a guard step is nothing to check", async () => {
    const { status, stdout } = await runStep(
      { mode: "check" },
      workspaceWith({ "ci.yml": "on: push\njobs: {}\n" }),
    );
    expect(status).toBe(1);
    expect(stdout).toContain("::error::There is no guard step to check");
  });
});

describe("survey", () => {
  test("shows lists, what is missing and differences, leaves a report, and writes nothing", async () => {
    addHistory(20);
    addRuns(github, repository, {
      path: ".github/workflows/matrix.yml",
      count: 3,
      since: Date.now() - 90 * hour,
    });
    const { status, stdout, stderr, outputs, summary } = await runStep({ mode: "survey" });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: "egress: reading 23 runs of octo-org/octo-repo\n",
    });
    expect(stdout).toContain("3 guarded jobs in 3 workflow files: 1 ready, 2 learning\n");
    expect(summary).toContain("**1 of 3 guarded jobs are ready to block.** Nothing was written.");
    expect(summary).toContain("Comments such as `/egress propose` work only where the App is installed; ");
    expect(summary).toMatch(/\| `ci\.yml:build` \| ready \| 3 \| – \|/);
    expect(summary).toMatch(/\| `matrix\.yml:test` \| learning \| 3 \| 3 of 10 complete runs/);
    expect(summary).toContain("+          egress-policy: block");
    expect(outputs.ready).toBe("1");
    expect(JSON.parse(readFileSync(join(outputs.report ?? "", "survey.json"), "utf8"))).toHaveLength(3);
    expect(readFileSync(join(outputs.report ?? "", "survey.csv"), "utf8").split("\r\n")).toHaveLength(5);
    expect(writes()).toEqual([]);
  });

  describe("what an earlier run left", () => {
    const leave = (runId: number, memory: string | null, options: object = {}): void => {
      github.addRun({
        repository,
        id: runId,
        path: own,
        event: "schedule",
        conclusion: "success",
        jobs: [],
        ...options,
      });
      if (memory === null) return;
      github.addArtifact(repository, {
        runId,
        name: "egress-memory",
        zip: buildZip({ "egress-memory.json": memory }),
      });
    };
    const survey = () => runStep({ mode: "survey" });

    test("of this workflow on the default branch is known, and only new runs are read", async () => {
      addHistory(20);
      const first = await survey();
      leave(70, readFileSync(first.outputs.memory ?? "", "utf8"));
      // A failed run since then left nothing.
      leave(71, null, { conclusion: "failure" });
      const before = runsRead();
      addHistory(2, 20);
      const second = await survey();
      expect(second.stderr).toContain("reading 2 runs of");
      expect(runsRead() - before).toBe(2);
      expect(second.summary).toContain("| `ci.yml:build` | ready | 3 | – |");
    });

    test("also if a limit ended it half-way: the next run goes on", async () => {
      addHistory(20);
      github.faults.retryAfterSeconds = 1_800;
      github.faults.next("GET", /\/actions\/runs\/30000000010\/attempts\/1\/jobs/, "primary-limit");
      const first = await survey();
      expect(first.stdout).toMatch(/^::error::survey: GitHub's limit for this token is used up until \d{4}-/);
      expect(first.status).toBe(1);
      github.faults.stop();
      leave(70, readFileSync(first.outputs.memory ?? "", "utf8"), { conclusion: "failure" });
      const second = await survey();
      // The nine newest were read.
      expect(second.stderr).toContain("reading 11 runs of");
      expect(second.summary).toContain("| `ci.yml:build` | ready | 3 | – |");
    });

    test.each<[string, object]>([
      ["a fork's run", { headRepository: { owner: "stranger", name: "octo-repo" }, event: "pull_request" }],
      ["a fork's push", { headRepository: { owner: "stranger", name: "octo-repo" }, event: "push" }],
      ["a pull request's run", { event: "pull_request" }],
      ["another branch's run", { headBranch: "topic" }],
      ["another workflow's run", { path: ".github/workflows/other.yml" }],
    ])("of %s is not believed", async (_, options) => {
      addHistory(3);
      const first = await survey();
      leave(70, readFileSync(first.outputs.memory ?? "", "utf8"), options);
      expect((await survey()).stderr).toContain("reading 3 runs of");
    });

    test.each<[string, (memory: string) => string]>([
      ["is damaged", (memory) => memory.slice(0, -40)],
      ["is another version's", (memory) => memory.replace(/"version":"[^"]*"/, '"version":"0.0.0"')],
      ["has another shape", (memory) => memory.replace(/"at":"[^"]*"/, '"at":"never"')],
    ])("and %s is read anew", async (_, change) => {
      addHistory(3);
      const first = await survey();
      leave(70, change(readFileSync(first.outputs.memory ?? "", "utf8")));
      expect((await survey()).stderr).toContain("reading 3 runs of");
    });
  });
});

describe("propose", () => {
  test("opens pull requests with a person's token, and says which", async () => {
    addHistory(20);
    const { status, summary } = await runStep({ mode: "propose" });
    expect(status).toBe(0);
    expect(summary).toContain("- `.github/workflows/ci.yml`: opened #1");
    expect(repository.pulls().map(({ author }) => author.login)).toEqual(["maintainer"]);
  });

  test("opens them with an App's token, as the App", async () => {
    addHistory(20);
    const appToken = github.installationToken(installationId, appPermissions);
    const { status, stdout, stderr } = await runStep({
      mode: "propose",
      token: appToken,
      "app-slug": "proposer",
    });
    expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
    expect(repository.pulls().map(({ author }) => author.login)).toEqual(["proposer[bot]"]);
  });

  test.each([[""], ["proposer"]])(
    "the workflow's own token is told what is wrong with it, with the slug %j",
    async (slug) => {
      addHistory(20);
      // As GITHUB_TOKEN is, whatever `permissions:` says.
      const { workflows: _, ...permissions } = appPermissions;
      const ownToken = github.installationToken(installationId, permissions);
      const { status, stdout, summary } = await runStep({
        mode: "propose",
        token: ownToken,
        "app-slug": slug,
      });
      expect(status).toBe(1);
      expect(stdout).toMatch(
        /::error::propose: .*; a GITHUB_TOKEN can never write workflows: give the token of an App/,
      );
      expect(repository.pulls()).toEqual([]);
      expect(summary).toBe("");
    },
  );
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "an unknown mode",
    { mode: "block" },
    '::error::the input `mode` is "block"; it is check, survey or propose\n',
  ],
  ["no token", { mode: "survey", token: "" }, "::error::the input `token` is empty\n"],
  [
    "a wrong token",
    { mode: "survey", token: "ghp_wrong" },
    "::error::survey: GitHub does not know the token: it is wrong, revoked or expired\n",
  ],
  [
    "a wrong number",
    { mode: "survey", runs: "many" },
    "::error::the input `runs`: --runs takes a number from 1 to 999\n",
  ],
])("%s fails the step with one line", async (_, inputs, message) => {
  expect(await runStep(inputs)).toMatchObject({ status: 1, stdout: message, stderr: "" });
});
