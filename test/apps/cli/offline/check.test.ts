import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { egress, useFolder } from "../../../support/cli.ts";

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
    runs: { tool: { driver: { rules: { id: string }[] } }; results: unknown[] }[];
  };
  expect(log.version).toBe("2.1.0");
  const [run] = log.runs;
  const index = run?.tool.driver.rules.findIndex(({ id }) => id === "literal-list");
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
    stderr: "",
  });
});
