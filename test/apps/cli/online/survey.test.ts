import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { load } from "js-yaml";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeGitHub, type FakeGitHub } from "../../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { egressBeside } from "../../../support/cli.ts";
import { type DnsServer, startDnsServer } from "../../../support/dns-server.ts";
import { addRuns, addScenarioRepository, appPermissions } from "../../../support/scenario.ts";

const hour = 3_600_000;
const path = ".github/workflows/ci.yml";

let github: FakeGitHub;
let installationId: number;
let dns: DnsServer;
let token: string;

beforeEach(async () => {
  github = await createFakeGitHub();
  dns = await startDnsServer();
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
  ({ id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" }));
  ({ token } = github.addUser({ login: "maintainer" }));
  github.addUser({ login: "reader" });
});

afterEach(async () => {
  await dns.close();
  await github.close();
  expect(github.violations).toEqual([]);
});

function addHistory(repository: FakeRepository, count: number): void {
  const since = Math.floor(Date.now() / hour - 1) * hour - (count - 1) * 18 * hour;
  addRuns(github, repository, { path, count, since, every: 18 });
}

function survey(...args: readonly string[]) {
  return egressBeside(["survey", ...args], {
    GITHUB_TOKEN: token,
    GH_TOKEN: "",
    GITHUB_API_URL: github.baseUrl,
    DNS_SERVERS: dns.address,
  });
}

/** Three repositories of an owner: one that is ready, one that learns, and one without a guard step; a fourth is archived. */
function addOwner(): void {
  addHistory(addScenarioRepository(github, { installationId, name: "ready" }), 20);
  addHistory(addScenarioRepository(github, { installationId, name: "learning" }), 4);
  const collaborators = { maintainer: "maintain" } as const;
  github.addRepository({
    owner: "octo-org",
    name: "plain",
    installationId,
    files: { "README.md": "" },
    collaborators,
  });
  addScenarioRepository(github, { installationId, name: "old" }).setArchived(true);
}

test("an owner's repositories in a table, and nothing is written", async () => {
  addOwner();
  const { status, stdout, stderr } = await survey("octo-org");
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().split(/ {2,}/));
  expect(rows[0]).toEqual(["repository", "job", "state", "runs", "endpoints", "wanted", "what is missing"]);
  expect(rows.filter(([, job]) => job === "ci.yml:build")).toEqual([
    [
      "octo-org/learning",
      "ci.yml:build",
      "learning",
      "4",
      "3",
      "yes",
      expect.stringContaining("4 of 10 complete runs"),
    ],
    ["octo-org/ready", "ci.yml:build", "ready", "20", "3", "yes"],
  ]);
  // Jobs that have not run yet are there too.
  expect(rows.filter(([, , state]) => state === "learning")).toHaveLength(5);
  const said = stderr.trimEnd().split("\n").slice(-2);
  expect(said).toEqual([
    "egress: 6 guarded jobs in 3 repositories: 1 would be proposed now; nothing was written",
    expect.stringMatching(
      /^egress: comments such as `\/egress propose` work only where the App is installed; /,
    ),
  ]);
  expect(status).toBe(0);
  expect(github.calls.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("--json has the lists and differences that backfill has, --csv a line for each job", async () => {
  addOwner();
  const json = await survey("octo-org", "--json");
  const reports = json.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ofCi = reports.filter((report) => report.path === path);
  expect(ofCi.map(({ repository, jobs }) => [repository, jobs[0].state])).toEqual([
    ["octo-org/learning", "learning"],
    ["octo-org/ready", "ready"],
  ]);
  expect(ofCi[1].difference).toContain("+          egress-policy: block");
  const csv = await survey("octo-org/ready", "--csv");
  expect(csv.stdout.split("\r\n").slice(0, 2)).toEqual([
    "repository,path,job,state,runs,endpoints,what is missing,wanted",
    `octo-org/ready,${path},build,ready,20,api.example.org:443 github.com:443 packages.example.org:443,,yes`,
  ]);
});

test("a repository that the owner's patterns leave out is shown as not wanted, and not counted", async () => {
  addOwner();
  github.addRepository({
    owner: "octo-org",
    name: ".github",
    installationId,
    files: { ".github/egress-bot.yml": "repositories: [learning]\n" },
  });
  const { stdout, stderr } = await survey("octo-org/ready", "octo-org/learning", "--json");
  const reports = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const wanted = new Map(reports.map((report) => [report.repository, report.wanted]));
  expect(wanted).toEqual(
    new Map([
      ["octo-org/ready", false],
      ["octo-org/learning", true],
    ]),
  );
  expect(stderr).toMatch(
    /: 0 would be proposed now, 1 more when the settings let the repository have pull requests; nothing was written\n/,
  );
});

/** Jobs as real workflow files have them, by what they run on. */
const runners = {
  container: "ubuntu-24.04\n    container: node:24",
  windows: "windows-latest",
  macos: "macos-latest",
  arm: "ubuntu-24.04-arm",
  slim: "ubuntu-slim",
  own: "[self-hosted, linux]",
  unknown: "${{ inputs.runner }}",
  legs: "${{ matrix.os }}\n    strategy:\n      matrix:\n        os: [ubuntu-24.04, windows-latest]",
} as const;

test("every job with a guard step has one row, whatever shape its file has", async () => {
  const step =
    "      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1\n        with:\n          egress-policy: audit\n";
  const jobs = Object.entries(runners).map(
    ([id, runsOn]) => `  ${id}:\n    runs-on: ${runsOn}\n    steps:\n${step}`,
  );
  const shapes = "test/fixtures/workflows";
  const texts = new Map([
    ...readdirSync(shapes).map((name) => [name, readFileSync(join(shapes, name), "utf8")] as const),
    ["runners.yml", `\uFEFFon: [push, workflow_dispatch]\njobs:\n${jobs.join("")}`.replaceAll("\n", "\r\n")],
  ]);
  github.addRepository({
    owner: "octo-org",
    name: "shapes",
    installationId,
    files: Object.fromEntries([...texts].map(([name, text]) => [`.github/workflows/${name}`, text])),
    collaborators: { maintainer: "maintain" },
  });
  const { status, stdout } = await survey("octo-org/shapes", "--csv");
  const rows: readonly Readonly<Record<string, string>>[] = parseCsv(stdout, { columns: true });
  // A second parser says which jobs have a guard step.
  const guarded = [...texts].flatMap(([name, text]) => listGuarded(name, text));
  expect(guarded.length).toBeGreaterThan(15);
  expect(rows.map(({ path: file, job }) => `${file?.split("/").at(-1)}:${job}`).sort()).toEqual(
    guarded.sort(),
  );
  for (const row of rows) expect(row["what is missing"]).not.toBe("");
  expect(status).toBe(0);
  expect(github.calls.filter(({ method }) => method !== "GET")).toEqual([]);
});

function listGuarded(name: string, text: string): readonly string[] {
  const { jobs = {} } = load(text.replace("\uFEFF", "")) as {
    readonly jobs?: Readonly<Record<string, { readonly steps?: readonly { readonly uses?: string }[] }>>;
  };
  return Object.entries(jobs)
    .filter(([, { steps = [] }]) =>
      steps.some(({ uses }) => uses?.startsWith("step-security/harden-runner@")),
    )
    .map(([id]) => `${name}:${id}`);
}

test("a person's repositories; nothing to tell of is an error", async () => {
  github.addRepository({ owner: "maintainer", name: "mine", files: { "README.md": "" } });
  expect(await survey("maintainer")).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "egress: reading 0 runs of maintainer/mine\n" +
      "egress: no workflow file in 1 repository has a step that uses Harden-Runner\n",
  });
});

test("an owner or a repository that is not there is told; the other repositories are read all the same", async () => {
  expect(await survey("nobody-here")).toEqual({
    status: 1,
    stdout: "",
    stderr: "egress: survey: GitHub has no owner nobody-here, or the token may not see it\n",
  });
  addHistory(addScenarioRepository(github, { installationId, name: "ready" }), 20);
  const { status, stdout, stderr } = await survey("octo-org/gone", "octo-org/ready");
  expect(stderr).toContain(
    "egress: octo-org/gone: survey: GitHub has no repository octo-org/gone, or the token may not see it\n",
  );
  expect(stdout).toContain("ready");
  expect(status).toBe(1);
});
