import { describe, expect, test } from "vitest";
import { checkWorkflow } from "../../../../src/domain/guard/check/check.ts";
import { rules } from "../../../../src/domain/guard/check/rules.ts";

interface Parts {
  readonly top?: string;
  readonly job?: string;
  readonly before?: string;
  readonly ref?: string;
  readonly inputs?: string;
}

function workflow({
  top = "",
  job = "    runs-on: ubuntu-latest\n",
  before = "",
  ref = "v2.21.1",
  inputs = "",
}: Parts): string {
  const step = `      - uses: step-security/harden-runner@${ref}\n${inputs === "" ? "" : `        with:\n${inputs}`}`;
  return `${top}jobs:\n  build:\n${job}    steps:\n${before}${step}`;
}

function find(parts: Parts): string[] {
  return checkWorkflow(workflow(parts)).map(
    ({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`,
  );
}

const block = "          egress-policy: block\n";
const listOf = (...entries: string[]): string =>
  `          allowed-endpoints: >\n${entries.map((entry) => `            ${entry}\n`).join("")}`;

describe("a guard that does what it says has no finding", () => {
  test.each<Parts>([
    { inputs: "          egress-policy: audit\n" },
    { inputs: block + listOf("github.com:443", "*.example.com:443") },
    // All names under it are GitHub's own.
    { inputs: block + listOf("*.githubusercontent.com:443") },
    {
      inputs:
        block +
        listOf("raw.githubusercontent.com:443", "*.example.com:443", "a.example.com:80 a.example.com:443"),
    },
    { inputs: block + listOf("*.example.com:443", "*.a.example.com:443", "b*.example.org:80") },
    {
      inputs:
        block + listOf("results.actions.githubusercontent.com:80 results.actions.githubusercontent.com:443"),
    },
    { inputs: block + listOf("github.com:443"), ref: "v2" },
    {
      inputs: `          policy: p\n`,
      job: "    runs-on: ubuntu-latest\n    permissions:\n      id-token: write\n",
    },
    { inputs: `          policy: p\n`, top: "permissions: write-all\n" },
    { inputs: `          policy: p\n`, top: "on:\n  workflow_call:\n" },
    { inputs: `          policy: p\n`, top: "on: [push, workflow_call]\n" },
    { inputs: `${block}          allowed-endpoints: \${{ vars.LIST }}\n` },
    {
      inputs: `${block}          allowed-endpoints: >\n            \${{ vars.A }}.example.com:443\n            github.com\n`,
    },
    { inputs: "          egress-policy: ' audit '\n" },
    { inputs: "          egress-policy: |\n            audit\n" },
    { inputs: "          egress-policy: *p\n", top: "x: &p audit\n" },
    { inputs: `${block}          allowed-endpoints: *l\n`, top: "x: &l github.com:443\n" },
    { inputs: block + listOf("github.com:443"), ref: "main # 1st choice" },
    { inputs: block + listOf("github.com:443"), ref: "2nd-try" },
    { inputs: block + listOf("github.com:443"), ref: "main # since 1.2a and 2.22" },
    {
      inputs: `${block}          allowed-endpoints: "a.example.com\\x3a443 \\\n            b.example.com:443"\n`,
    },
    { inputs: `${block}          allowed-endpoints: "\\x24{{ vars.LIST }}"\n` },
    { inputs: block + listOf("${{ format('{0}.example.com', vars.A) }}:443", "github.com") },
  ])("%j", (parts) => expect(find(parts)).toEqual([]));

  test("nor has a job without a guard", () => {
    expect(checkWorkflow("jobs:\n  a:\n    runs-on: windows-latest\n    steps:\n      - run: x\n")).toEqual(
      [],
    );
  });
});

describe("findings", () => {
  test.each<[Parts, string[]]>([
    [
      {
        inputs: `${block}          allowed-endpoints: |\n            a.example.com\n            b.example.com\n`,
      },
      ["8:30 error literal-list"],
    ],
    [
      {
        inputs: `          egress-policy: audit\n          allowed-endpoints: |\n            a.example.com\n            b.example.com\n`,
      },
      ["8:30 warning literal-list"],
    ],
    [{ inputs: block + listOf("a.example.com", "", "b.example.com") }, ["8:30 error literal-list"]],
    [
      { inputs: block + listOf("a.example.com # x y", "# z", "b.example.com") },
      ["9:27 error comment-in-list", "10:13 error comment-in-list"],
    ],
    [{ inputs: block + listOf("1.2.3.4:443") }, ["9:13 error address-entry"]],
    [{ inputs: block + listOf("a.example.com:https") }, ["9:13 error bad-port"]],
    [{ inputs: block + listOf("https://a.example.com") }, ["9:13 error dead-entry"]],
    [{ inputs: block + listOf("-a.example.com:443") }, ["9:13 error bad-host"]],
    [{ inputs: block + listOf("b.example.com a_b.example.com:443") }, ["9:27 warning underscore"]],
    [{ inputs: block + listOf("*.*.example.com:443") }, ["9:13 error two-wildcards"]],
    [{ inputs: block + listOf("*.example.com:443", "*.example.com:80") }, ["10:13 error wildcard-two-ports"]],
    [{ inputs: block + listOf("*.blob.core.windows.net:443") }, ["9:13 warning shared-tenant-wildcard"]],
    [{ inputs: block + listOf("*.com:443") }, ["9:13 warning shared-tenant-wildcard"]],
    [{ inputs: block + listOf("*.amazonaws.com:443") }, ["9:13 warning shared-tenant-wildcard"]],
    [{ inputs: block + listOf("codeload.github.com:443") }, ["9:13 note implicit-entry"]],
    [{ inputs: block + listOf("*.actions.githubusercontent.com:443") }, ["9:13 note implicit-entry"]],
    [{ inputs: block }, ["5:15 warning block-without-list"]],
    [{}, ["5:15 warning block-without-list"]],
    [{ inputs: "          egress-policy: Audit\n" }, ["7:26 error unknown-policy"]],
    [{ inputs: "          egress-policy: *p\n", top: "x: &p aduit\n" }, ["8:26 error unknown-policy"]],
    [
      { inputs: `${block}          allowed-endpoints: *l\n`, top: "x: &l a.example.com 1.2.3.4\n" },
      ["1:21 error address-entry"],
    ],
    [
      { inputs: `${block}          allowed-endpoints: *l\n`, top: "x: &l ''\n" },
      ["6:15 warning block-without-list"],
    ],
    [
      { inputs: `${block}          allowed-endpoints: "a.example.com\\x3a443 1.2.3.4\\x3a443"\n` },
      ["8:30 error address-entry"],
    ],
    [{ inputs: block + listOf("github.com"), ref: "v2.13.0 # v2.21.1" }, ["5:15 error old-version"]],
    [
      { inputs: "          egress-policy: audit\n", before: "      - run: x\n" },
      ["6:15 warning guard-not-first"],
    ],
    [
      {
        inputs: "          egress-policy: audit\n",
        before: "      - uses: step-security/harden-runner@v2\n        with: {egress-policy: audit}\n",
      },
      ["7:15 warning several-guard-steps"],
    ],
    [{ inputs: block + listOf("github.com"), ref: "v2.13.0" }, ["5:15 error old-version"]],
    [
      { inputs: block + listOf("github.com"), ref: "ab7a9404c0f3da075243ca237b5fac12c98deaa5 # v2.20.1" },
      ["5:15 error old-version"],
    ],
    [{ inputs: block + listOf("github.com"), ref: "v1" }, ["5:15 error old-version"]],
    [{ inputs: "          policy: p\n" }, ["7:11 error policy-without-id-token"]],
    [
      { inputs: "          policy: p\n", top: "permissions:\n  id-token: read\n" },
      ["9:11 error policy-without-id-token"],
    ],
    [
      { inputs: block + listOf("github.com"), job: "    runs-on: [self-hosted, linux]\n" },
      ["3:14 error unguardable-job"],
    ],
    [
      { inputs: block + listOf("github.com"), job: "    runs-on: ubuntu-24.04-arm\n" },
      ["3:14 error unguardable-job"],
    ],
    [
      { inputs: block + listOf("github.com"), job: "    runs-on: depot-ubuntu-24.04-8\n" },
      ["3:14 warning unguardable-job"],
    ],
    [
      { inputs: block + listOf("github.com"), job: '    runs-on: ["${{ matrix.os }}", self-hosted]\n' },
      ["3:14 error unguardable-job"],
    ],
    [
      { inputs: block + listOf("github.com"), job: "    runs-on: windows-builder-of-ours\n" },
      ["3:14 note runner-unknown"],
    ],
    [
      { inputs: block + listOf("github.com"), job: "    runs-on: ubuntu-slim\n" },
      ["3:14 error unguardable-job"],
    ],
    [
      { inputs: block + listOf("github.com"), job: "    runs-on: ubuntu-latest\n    container: node:24\n" },
      ["4:5 error unguardable-job"],
    ],
    [
      { inputs: "          egress-policy: audit\n", job: "    runs-on: ${{ matrix.os }}\n" },
      ["3:14 note runner-unknown"],
    ],
  ])("%j", (parts, expected) => expect(find(parts)).toEqual(expected));

  test.each([
    ["a: [b\n", "syntax-error"],
    ["jobs:\n  a: {}\n  a: {}\n", "duplicate-key"],
    ["a: b\n", "not-a-workflow"],
  ])("of a file that is no workflow: %j", (text, rule) => {
    expect(checkWorkflow(text)).toMatchObject([{ rule, severity: "error" }]);
  });

  test("of steps that jobs share are given once", () => {
    const text = workflow({ inputs: block + listOf("1.2.3.4:443") });
    const shared = `${text.replace("build:", "build: &b")}  two: *b\n`;
    expect(checkWorkflow(shared)).toEqual(checkWorkflow(text));
  });

  test("of a list full of openings of expressions are looked for in one pass", () => {
    const found = find({
      inputs: `${block}          allowed-endpoints: >\n            ${"${{ ".repeat(60_000)}\n`,
    });
    expect(found.every((one) => one.includes("dead-entry"))).toBe(true);
  });

  test("of many steps that are aliases take one pass", () => {
    const steps = Array.from({ length: 5_000 }, (_, n) => `      - &s${n} {run: a}\n      - *s${n}\n`).join(
      "",
    );
    expect(find({ inputs: "          egress-policy: audit\n", before: steps })).toHaveLength(1);
  });

  test("of any kind belong to a described rule", () => {
    for (const { what, help } of Object.values(rules)) {
      expect(what).toMatch(/^[A-Z`].*[^.]$/);
      expect(help).toMatch(/^[A-Z`].*\.$/);
    }
  });
});
