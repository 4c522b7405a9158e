import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ReportingDescriptor } from "sarif";
import { describe, expect, test } from "vitest";
import { rules } from "../../../../src/domain/guard/check/rules.ts";
import { egress, egressBeside, useFolder } from "../../../support/cli.ts";
import { startDnsServer } from "../../../support/dns-server.ts";

const folder = useFolder();
const bad =
  "jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: block\n          allowed-endpoints: |\n            a.example.com:443\n            b.example.com:443\n";
mkdirSync(join(folder.path, "repo/.github/workflows"), { recursive: true });
mkdirSync(join(folder.path, "repo/node_modules/x/.github/workflows"), { recursive: true });
folder.write("repo/.github/workflows/bad one.yml", bad);
folder.write("repo/.github/workflows/good.yaml", bad.replace("|", ">"));
folder.write("repo/.github/workflows/notes.txt", "x");
folder.write("repo/.github/dependabot.yml", "version: 2\n");
folder.write("repo/node_modules/x/.github/workflows/bad.yml", bad);

test("of a directory, the workflow files in it are checked", () => {
  const { status, stdout } = egress(["check", "repo"], { cwd: folder.path });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^repo\/\.github\/workflows\/bad one\.yml:8:30: error literal-list .*\n$/);
});

test("--format json prints one finding a line", () => {
  const { stdout } = egress(["check", "repo/.github/workflows", "--format", "json"], { cwd: folder.path });
  expect(JSON.parse(stdout)).toEqual({
    file: "repo/.github/workflows/bad one.yml",
    rule: "literal-list",
    severity: "error",
    message: expect.any(String),
    line: 8,
    column: 30,
  });
});

test("--format sarif is what code scanning takes", () => {
  const { status, stdout } = egress(["check", "./repo", "--format", "sarif"], { cwd: folder.path });
  expect(status).toBe(1);
  const log = JSON.parse(stdout) as {
    version: string;
    runs: { tool: { driver: { rules: ReportingDescriptor[] } }; results: unknown[] }[];
  };
  expect(log.version).toBe("2.1.0");
  const [run] = log.runs;
  const index = run?.tool.driver.rules.findIndex(({ id }) => id === "literal-list");
  expect(run?.tool.driver.rules[index ?? -1]).toMatchObject({
    shortDescription: { text: rules["literal-list"].what },
    help: { text: rules["literal-list"].help, markdown: rules["literal-list"].help },
    defaultConfiguration: { level: "error" },
    properties: { "problem.severity": "error" },
  });
  expect(run?.results).toEqual([
    {
      ruleId: "literal-list",
      ruleIndex: index,
      level: "error",
      message: { text: expect.any(String) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "repo/.github/workflows/bad%20one.yml" },
            region: { startLine: 8, startColumn: 30 },
          },
        },
      ],
    },
  ]);
});

test("without errors the exit code is 0", () => {
  expect(egress(["check", "repo/.github/workflows/good.yaml"], { cwd: folder.path })).toEqual({
    status: 0,
    stdout: "",
    stderr: "egress: checked 1 file, 1 guard step: no findings\n",
  });
});

test("what was looked at is said on standard error, in every format", () => {
  for (const format of ["text", "json", "sarif"]) {
    const { stderr } = egress(["check", "repo", "--format", format], { cwd: folder.path });
    expect(stderr).toBe("egress: checked 2 files, 2 guard steps: 1 error\n");
  }
});

test("more than ten findings are counted by rule, the most frequent first", () => {
  const step =
    "      - uses: step-security/harden-runner@v2.0.0\n        with: { egress-policy: audit, frob: x }\n";
  const jobs = Array.from(
    { length: 6 },
    (_, at) => `  j${at}:\n    runs-on: ubuntu-24.04\n    steps:\n${step}`,
  );
  const path = folder.write(
    "many.yml",
    `on: push\njobs:\n${jobs.join("")}  k:\n    runs-on: ubuntu-slim\n    steps:\n${step}`,
  );
  expect(egress(["check", path]).stderr).toBe(
    "egress: checked 1 file, 7 guard steps: 15 warnings\negress: by rule: old-version 7, unknown-input 7, unguardable-job 1\n",
  );
});

test("of a directory only workflow files are looked at", () => {
  mkdirSync(join(folder.path, "other/.github/workflows"), { recursive: true });
  folder.write("other/compose.yml", "services: {}\n");
  folder.write("other/.github/workflows/ci.yml", bad.replace("|", ">"));
  expect(egress(["check", "other"], { cwd: folder.path })).toMatchObject({ status: 0, stdout: "" });
  // The directory itself may be named in any way.
  expect(egress(["check", "."], { cwd: join(folder.path, "other/.github/workflows") })).toMatchObject({
    status: 0,
    stderr: "egress: checked 1 file, 1 guard step: no findings\n",
  });
});

test.each([
  ["no workflow file (.github/workflows/*.yml)", "empty/.github/dependabot.yml", "version: 2\n"],
  [
    "no step uses Harden-Runner in its 1 workflow file; add it as the first step of a job, with egress-policy: audit",
    "plain/.github/workflows/a.yml",
    "jobs:\n  a:\n    steps: [{run: x}]\n",
  ],
])("a directory with %s fails, and nothing else is said of it", (what, file, content) => {
  const [name = ""] = file.split("/");
  mkdirSync(join(folder.path, name, ".github/workflows"), { recursive: true });
  folder.write(file, content);
  const { status, stderr } = egress(["check", name], { cwd: folder.path });
  expect(status).toBe(1);
  expect(stderr).toBe(`egress: nothing to check in ${name}: ${what}\n`);
  const good = `${name}/../repo/.github/workflows/good.yaml`;
  expect(egress(["check", good], { cwd: folder.path }).status).toBe(0);
  // Beside something that was checked both are said.
  expect(egress(["check", good, name], { cwd: folder.path })).toMatchObject({
    status: 1,
    stderr: `egress: checked ${name === "plain" ? 2 : 1} file${name === "plain" ? "s" : ""}, 1 guard step: no findings\negress: nothing to check in ${name}: ${what}\n`,
  });
});

test("a file that is named may have no guard step", () => {
  folder.write("none.yml", "jobs:\n  a:\n    steps: [{run: x}]\n");
  expect(egress(["check", "none.yml"], { cwd: folder.path })).toMatchObject({
    status: 0,
    stderr: "egress: checked 1 file, 0 guard steps: no findings\n",
  });
});

test("comments suppress findings, and that is counted", () => {
  const comment = "          # egress-check: ignore shared-tenant-wildcard the whole account is ours\n";
  const lines = `          allowed-endpoints: "*.s3.amazonaws.com:443"\n`;
  const text = bad.slice(0, bad.indexOf("          allowed-endpoints"));
  folder.write("suppressed.yml", `${text}${comment}${lines}`);
  folder.write("told.yml", `${text}${lines}`);
  expect(egress(["check", "told.yml"], { cwd: folder.path }).stderr).toContain(": 1 warning\n");
  expect(egress(["check", "suppressed.yml"], { cwd: folder.path })).toMatchObject({
    stdout: "",
    stderr: "egress: checked 1 file, 1 guard step: no findings (1 finding suppressed by comments)\n",
  });
});

test("--rules lists every rule with its severity and what it means", () => {
  const { status, stdout } = egress(["check", "--rules"]);
  expect(status).toBe(0);
  for (const [id, { severity, help }] of Object.entries(rules)) {
    expect(stdout).toContain(`${id} (${severity})\n`);
    expect(stdout).toContain(help);
  }
});

describe("--resolve asks DNS", () => {
  const text = bad.replace("|", ">");

  test("for every exact host, whether it resolves", async () => {
    const server = await startDnsServer();
    try {
      server.set("b.example.com", "missing");
      const file = folder.write(
        "resolve.yml",
        text.replace("b.example.com:443", "b.example.com *.c.example.com"),
      );
      const env = { DNS_SERVERS: server.address };
      const { status, stdout } = await egressBeside(["check", file, "--resolve"], env);
      expect(status).toBe(1);
      expect(stdout).toMatch(
        /:10:13: error dead-entry "b\.example\.com" does not resolve: .*blocks nothing at all/,
      );
      expect(stdout.split("\n")).toHaveLength(2);
      expect([...new Set(server.queries)].sort()).toEqual(["a.example.com", "b.example.com", "github.com"]);
    } finally {
      await server.close();
    }
  });

  test("and says so where no resolver knows anything", async () => {
    const server = await startDnsServer("missing");
    try {
      const file = folder.write("resolve.yml", text);
      const env = { DNS_SERVERS: server.address };
      const { status, stderr } = await egressBeside(["check", file, "--resolve"], env);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^egress: check: --resolve: the resolvers 127\.0\.0\.1:\d+ \(DNS_SERVERS\) know none/,
      );
    } finally {
      await server.close();
    }
  });
});
