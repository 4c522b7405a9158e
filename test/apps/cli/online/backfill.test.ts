import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFakeGitHub, type FakeGitHub } from "../../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { egressBeside } from "../../../support/cli.ts";
import { type DnsServer, startDnsServer } from "../../../support/dns-server.ts";
import { addRuns, addScenarioRepository, appPermissions, guarded } from "../../../support/scenario.ts";

const hour = 3_600_000;

let github: FakeGitHub;
let repository: FakeRepository;
let dns: DnsServer;
let token: string;

beforeEach(async () => {
  github = await createFakeGitHub();
  dns = await startDnsServer();
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
  const { id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" });
  ({ token } = github.addUser({ login: "maintainer" }));
  github.addUser({ login: "reader" });
  repository = addScenarioRepository(github, { installationId });
});

afterEach(async () => {
  await dns.close();
  await github.close();
  expect(github.violations).toEqual([]);
});

const triggers = [
  ".github/workflows/ci.yml",
  ".github/workflows/matrix.yml",
  ".github/workflows/release.yml",
] as const;

function addHistory(count: number, paths: readonly (typeof triggers)[number][] = triggers): void {
  const since = Math.floor(Date.now() / hour - 1) * hour - (count - 1) * 18 * hour;
  for (const path of paths) addRuns(github, repository, { path, count, since, every: 18 });
}

function backfill(...args: readonly string[]) {
  return egressBeside(["backfill", ...args], {
    GITHUB_TOKEN: token,
    GH_TOKEN: "",
    GITHUB_API_URL: github.baseUrl,
    DNS_SERVERS: dns.address,
  });
}

test("without an App: the lists, the difference, and only reading", async () => {
  addHistory(20);
  const { status, stdout, stderr } = await backfill("octo-org/octo-repo");
  expect(stderr).toBe(
    "egress: reading 60 runs of octo-org/octo-repo\negress: 3 guarded jobs in 3 workflow files: 3 ready\n",
  );
  for (const path of Object.keys(guarded)) expect(stdout).toContain(`--- a/${path}`);
  expect(stdout).toContain("+          egress-policy: block");
  expect(stdout).toContain("packages.example.org:443");
  expect(status).toBe(0);
  expect(github.calls.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("what is not ready says why, and is not in the difference", async () => {
  addHistory(4);
  const { status, stdout } = await backfill("octo-org/octo-repo");
  expect(stdout).toContain("4 of 10 complete runs");
  expect(stdout).not.toContain("egress-policy: block");
  expect(status).toBe(0);
});

test("--json: an object for each file; a dead host is left out", async () => {
  addHistory(20);
  dns.set("api.example.org", "missing");
  const { stdout } = await backfill("octo-org/octo-repo", "--json", "--runs", "19");
  const reports = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(reports.map(({ path }) => path)).toEqual(Object.keys(guarded).toSorted());
  expect(reports[0].jobs).toMatchObject([{ job: "build", state: "ready", reasons: [] }]);
  expect(reports[0].difference).toContain("packages.example.org:443");
  expect(reports[0].difference).not.toContain("api.example.org");
  expect(github.calls.filter(({ route }) => route.endsWith("/jobs"))).toHaveLength(57);
});

test("--open-pull-request opens them in the name of the token", async () => {
  addHistory(20, [".github/workflows/ci.yml"]);
  const { status, stderr } = await backfill("octo-org/octo-repo", "--open-pull-request");
  expect(stderr).toContain("egress: .github/workflows/ci.yml: opened, #");
  expect(status).toBe(0);
  expect(repository.pulls().map(({ author }) => author.login)).toEqual(["maintainer"]);
});

describe("--open-pull-request once more", () => {
  const path = ".github/workflows/ci.yml";
  const open = () => backfill("octo-org/octo-repo", "--open-pull-request");

  test("knows the commit that it made itself, and says nothing in the user's name", async () => {
    addHistory(20, [path]);
    await open();
    const head = repository.head("egress-bot/ci.yml");
    const { stderr } = await open();
    expect(stderr).toContain("egress: .github/workflows/ci.yml: unchanged, #1");
    expect(repository.head("egress-bot/ci.yml")).toBe(head);
    expect(repository.comments(1)).toHaveLength(0);
  });

  test("brings its own commit up to date", async () => {
    addHistory(20, [path]);
    await open();
    const text = repository.file(path)?.content ?? "";
    const author = { author: "maintainer", message: "Say whose it is" };
    repository.commitFiles("main", { [path]: `# ours\n${text}` }, author);
    expect((await open()).stderr).toContain("egress: .github/workflows/ci.yml: updated, #1");
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain("# ours");
    expect((await open()).stderr).toContain("egress: .github/workflows/ci.yml: unchanged, #1");
  });

  test.each<[string, (text: string, message: string) => void]>([
    [
      "a commit on top",
      (text) => {
        const change = { [path]: `${text}# mine\n` };
        repository.commitFiles("egress-bot/ci.yml", change, { author: "maintainer", message: "Mine" });
      },
    ],
    [
      "the commit amended, with its message",
      (text, message) => {
        repository.state.refs.set("refs/heads/egress-bot/ci.yml", repository.head() ?? "");
        const change = { [path]: `${text}# mine\n` };
        repository.commitFiles("egress-bot/ci.yml", change, { author: "maintainer", message });
      },
    ],
    [
      "the commit amended by another file",
      (text, message) => {
        repository.state.refs.set("refs/heads/egress-bot/ci.yml", repository.head() ?? "");
        const change = { [path]: text, "README.md": "mine\n" };
        repository.commitFiles("egress-bot/ci.yml", change, { author: "maintainer", message });
      },
    ],
  ])("leaves what the user did to it: %s", async (_, change) => {
    addHistory(20, [path]);
    await open();
    const { objects } = repository.state;
    const message = objects.commit(repository.head("egress-bot/ci.yml") ?? "")?.message ?? "";
    change(repository.file(path, "egress-bot/ci.yml")?.content ?? "", message);
    const head = repository.head("egress-bot/ci.yml");
    expect((await open()).stderr).toContain("egress: .github/workflows/ci.yml: hands-off, #1");
    expect(repository.head("egress-bot/ci.yml")).toBe(head);
    expect(repository.comments(1)).toHaveLength(0);
  });
});

test("a token without the scope `workflow` is told so", async () => {
  addHistory(20, [".github/workflows/ci.yml"]);
  ({ token } = github.addUser({ login: "maintainer", scopes: ["repo"] }));
  const { status, stderr } = await backfill("octo-org/octo-repo", "--open-pull-request");
  expect(stderr).toContain("backfill: the token lacks the scope `workflow`");
  expect(stderr).not.toContain("GitHub has no repository");
  expect(status).toBe(1);
});

test.each([
  [["octo-org/nothing"], {}, "GitHub has no repository octo-org/nothing, or the token may not see it"],
  [["octo-org/octo-repo"], { GITHUB_TOKEN: "ghp_wrong" }, "GitHub does not know the token"],
  [["octo-org/octo-repo"], { GITHUB_TOKEN: "" }, "set GITHUB_TOKEN or GH_TOKEN to a token"],
  [["octo-org/octo-repo"], { DNS_SERVERS: "nowhere" }, "DNS_SERVERS must be addresses"],
  [["octo-org/octo-repo", "--runs", "0"], {}, "--runs takes a number from 1 to 999"],
  [["octo-org/octo-repo", "--api-url", "nowhere"], {}, "--api-url is no URL"],
  [["octo-repo"], {}, "name one repository as OWNER/REPO"],
  [["octo-org/octo-repo", "--force"], {}, "unknown option '--force'"],
])("%j with %j: one clear line and exit code 1", async (args, env, message) => {
  const { status, stdout, stderr } = await egressBeside(["backfill", ...args], {
    GITHUB_TOKEN: token,
    GH_TOKEN: "",
    GITHUB_API_URL: github.baseUrl,
    DNS_SERVERS: dns.address,
    ...env,
  });
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).not.toContain("ghp_");
  expect(stdout).toBe("");
  expect(status).toBe(1);
});

test("a used-up limit says until when", async () => {
  addHistory(4);
  github.setRateLimit(3);
  const { status, stderr } = await backfill("octo-org/octo-repo");
  expect(stderr).toMatch(/GitHub's limit for this token is used up until \d{4}-/);
  expect(status).toBe(1);
});
