import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkText, listJobErrors } from "../../../../src/domain/guard/check/check.ts";
import { rules } from "../../../../src/domain/guard/check/rules.ts";
import { readWorkflowFile } from "../../../support/workflow-file.ts";

const unknownCommit = "0123456789abcdef0123456789abcdef01234567";
const v2194 = "9af89fc71515a100421586dfdb3dc9c984fbf411";

interface Parts {
  readonly ref?: string;
  readonly runner?: string;
  readonly job?: string;
  readonly inputs: readonly string[];
}

function fileOf({ ref = "v2.21.1", runner = "ubuntu-latest", job = "", inputs }: Parts): string {
  const lines = inputs.map((line) => `          ${line}\n`).join("");
  return `on: push\njobs:\n  build:\n    runs-on: ${runner}\n${job}    steps:\n      - uses: step-security/harden-runner@${ref}\n        with:\n${lines}`;
}

/** `severity rule`, one for each finding. */
function rulesOf(parts: Parts): string[] {
  return checkText(fileOf(parts)).findings.map(({ severity, rule }) => `${severity} ${rule}`);
}

function messagesOf(parts: Parts): string {
  return checkText(fileOf(parts))
    .findings.map(({ message }) => message)
    .join("\n");
}

const block = "egress-policy: block";
const audit = "egress-policy: audit";
const listed = (...entries: readonly string[]) => ({
  inputs: [block, "allowed-endpoints: >", ...entries.map((entry) => `  ${entry}`)],
});

describe("entries with which the agent blocks nothing", () => {
  test.each([
    ["undefined:3306", "dead-entry", "has no dot"],
    ["localhost:5432", "dead-entry", "has no dot"],
    ["127.0.0.11:53", "address-entry", "the enterprise tier takes addresses since v2.16.1"],
    ["https://pypi.org", "dead-entry", "is a URL"],
    ["metadata.google.internal:80", "dead-entry", "ends in .internal"],
    ["a.example.org:70000", "dead-entry", "a port that the firewall does not take"],
    ["a.example.org,b.example.org", "dead-entry", "can be no name in the DNS"],
  ])("%s", (entry, rule, why) => {
    const parts = listed("github.com:443", entry);
    expect(rulesOf(parts)).toEqual([`error ${rule}`]);
    expect(messagesOf(parts)).toContain(why);
    expect(messagesOf(parts)).toContain("the agent blocks nothing at all");
    expect(rulesOf({ inputs: [audit, ...parts.inputs.slice(1)] })).toEqual([`warning ${rule}`]);
  });

  test("a pattern, where the version knows none", () => {
    const parts = { ...listed("*.example.org:443"), ref: "v2.3.1" };
    expect(rulesOf(parts)).toEqual(["error old-version", "error dead-entry"]);
    expect(messagesOf(parts)).toContain("v2.4.0");
  });

  test("by the word of DNS", () => {
    const text = fileOf(listed("gone.example.org:443", "here.example.org", "Late.example.org"));
    const { findings } = checkText(
      text,
      new Map([
        ["gone.example.org", "missing"],
        ["here.example.org", "resolves"],
        ["late.example.org", "unanswered"],
      ]),
    );
    expect(findings.map(({ line, rule, severity }) => `${line} ${severity} ${rule}`)).toEqual([
      "10 error dead-entry",
      "12 note host-unanswered",
      "12 warning upper-case",
    ]);
  });
});

describe("entries of a list that do something to each other", () => {
  test.each<[readonly string[], readonly string[], string]>([
    [
      ["azure.archive.ubuntu.com:80", "*.ubuntu.com:443", "*.archive.ubuntu.com:443"],
      ["warning hidden-pattern"],
      "azure.archive.ubuntu.com:443 is refused",
    ],
    [
      ["*.example.org:443", "a*.example.org:80"],
      ["warning by-chance-pattern"],
      "takes one of the two by chance",
    ],
    [["*.actions.githubusercontent.com:80"], ["error implicit-taken"], "*.actions.githubusercontent.com:443"],
    [
      ["results-receiver.actions.githubusercontent.com:80"],
      ["error implicit-taken"],
      "results-receiver.actions.githubusercontent.com:443",
    ],
    [["*.githubusercontent.com:80"], ["warning implicit-taken"], "by chance"],
    [["*.example.org:443", "*.example.org:80"], ["error wildcard-two-ports"], "honours port 443"],
    [["GitHub.com:443"], ["warning upper-case"], "lower case"],
  ])("%j: %j", (entries, rules, why) => {
    expect(rulesOf(listed(...entries))).toEqual(rules);
    expect(messagesOf(listed(...entries))).toContain(why);
  });

  test.each([
    ["*:443", "open-pattern", "opens every name on port 443"],
    ["**:443", "two-wildcards", "opens every name on port 443"],
    ["*.*.example.org:443", "two-wildcards", "opens every name on port 443"],
    ["a*.b*.example.org:80", "two-wildcards", 'begins with "a" and ends with ".b"'],
    ["a.example.org:https", "bad-port", "reads port 0"],
    ["a.example.org:443:80", "bad-port", "reads port 443"],
  ])("%s: %s", (entry, rule, why) => {
    expect(rulesOf(listed(entry)).map((one) => one.split(" ")[1])).toEqual([rule]);
    expect(messagesOf(listed(entry))).toContain(why);
  });

  test.each<[string, string, readonly string[]]>([
    ["codeload.github.com:443", "v2.21.1", ["note implicit-entry"]],
    ["prod.app-api.stepsecurity.io:443", "v2.16.0", ["error old-version"]],
    ["hosted-compute-watchdog-prod-*.githubapp.com:443", "v2.21.1", ["note implicit-entry"]],
    ["hosted-compute-watchdog-prod-*.githubapp.com:443", "v2.21.0", ["error old-version"]],
    ["run-actions-*-azure-eastus.actions.githubusercontent.com:443", "v2.21.1", ["note implicit-entry"]],
    ["hosted-compute-watchdog-prod-*.githubapp.com:80", "v2.21.1", []],
    ["prod.app-api.stepsecurity.io:443", unknownCommit, ["warning unknown-version", "note implicit-entry"]],
  ])("%s in %s: %j", (entry, ref, rules) => {
    expect(rulesOf({ ...listed(entry), ref })).toEqual(rules);
  });

  test.each([
    ["prod.app-api.stepsecurity.io:443", "Harden-Runner allows it by itself since v2.16.1"],
    ["*.actions.githubusercontent.com:80", "which Harden-Runner allows by itself since v2.5.1 and"],
    ["*.githubusercontent.com:80", "which Harden-Runner allows by itself since v2.5.1: the agent"],
    ["codeload.github.com:80", null],
    ["results-receiver.actions.githubusercontent.com:80", "allows by itself since v2.5.1: for a host"],
  ])("%s in a version that nothing tells: since when it holds", (entry, says) => {
    const messages = messagesOf({ ...listed(entry), ref: unknownCommit });
    if (says === null) expect(messages).not.toContain("by itself");
    else expect(messages).toContain(says);
  });

  test("a list that keeps its line ends is said as the agent reads it", () => {
    const literal = (...entries: readonly string[]) =>
      messagesOf({ inputs: [block, "allowed-endpoints: |", ...entries.map((entry) => `  ${entry}`)] });
    expect(literal("github.com:443", "pypi.org:443")).toContain(
      "it reads github.com on port 0 and nothing else",
    );
    expect(literal("github.com", "pypi.org:443")).toContain("blocks nothing at all");
  });
});

describe("inputs", () => {
  test.each<[Parts, readonly string[], string]>([
    [{ inputs: [block, "allowed-endpoints: [github.com, pypi.org]"] }, ["error not-a-text"], "sequence"],
    [{ inputs: ["egress-policy: {a: b}"] }, ["error not-a-text"], "map"],
    [{ inputs: [audit, "allowed-endpoint: github.com"] }, ["warning unknown-input"], '"allowed-endpoint"'],
    [{ inputs: [audit, "exempt-files: a"] }, ["warning unknown-input"], "is known to have"],
    [{ inputs: [audit, "Disable-Sudo: true"] }, [], ""],
    [
      { ref: "v2.16.0", inputs: [audit, "api-key: a"] },
      ["warning unknown-input"],
      "the input came with v2.17.0",
    ],
    [{ ref: unknownCommit, inputs: [audit, "api-key: a"] }, ["warning unknown-version"], "no comment"],
    [
      { ref: "v2.17.0", inputs: [audit, "use-policy-store: true"] },
      ["warning old-version", "error store-without-key"],
      "below v2.19.3",
    ],
    [
      { ref: "v2.16.0", inputs: [audit, "use-policy-store: true"] },
      ["warning unknown-input"],
      "this is v2.16.0, which ignores `use-policy-store`",
    ],
    [
      { ref: "v2.2.1", inputs: [block, "policy: mine"] },
      ["error old-version", "warning block-without-list", "warning unknown-input"],
      "the input came with v2.3.0",
    ],
    [
      { ref: "v2.20.1", inputs: [block, "denied-endpoints: evil.example.org"] },
      ["error old-version", "warning block-without-list", "warning unknown-input"],
      "nothing but what Harden-Runner needs itself is reachable",
    ],
    [{ ref: "v2", inputs: [audit, "use-policy-store: true"] }, ["error store-without-key"], "since v2.19.3"],
    [{ inputs: [audit, "use-policy-store: true", "api-key: ${{ secrets.KEY }}"] }, [], ""],
    [
      { inputs: [block, "allowed-endpoints: github.com", "denied-endpoints: evil.example.org"] },
      ["warning denied-endpoints"],
      "is ignored beside",
    ],
    [
      { inputs: [block, "denied-endpoints: evil.example.org"] },
      ["warning denied-endpoints"],
      "blocks everything",
    ],
    [
      { ref: "v2.20.1", inputs: [audit, "denied-endpoints: evil.example.org"] },
      ["warning unknown-input"],
      "came with v2.21.0",
    ],
    [{ inputs: [audit, "disable-telemetry: true"] }, ["note telemetry-in-audit"], "egress-policy"],
    [{ inputs: [audit, "disable-telemetry: false"] }, [], ""],
    [{ inputs: [block, "allowed-endpoints: github.com", "disable-telemetry: true"] }, [], ""],
  ])("%j: %j", (parts, rules, why) => {
    expect(rulesOf(parts)).toEqual(rules);
    expect(messagesOf(parts)).toContain(why);
  });
});

describe("versions", () => {
  test.each<[string, string, readonly string[], string]>([
    ["v2.21.0", block, ["error old-version"], "v2.21.1"],
    [`${v2194} # v2.21.1`, block, ["error old-version"], "this is v2.19.4, though its comment says v2.21.1"],
    ["v2.21.1", block, [], ""],
    ["v2", block, [], ""],
    ["main", block, [], ""],
    ["v2.14.1", audit, ["warning old-version"], "v2.14.2"],
    ["v2.14.2", audit, [], ""],
    [unknownCommit, audit, ["warning unknown-version"], "no release that is known has this commit"],
    [`${unknownCommit} # v2.21.1`, block, [], ""],
    [`${unknownCommit} # v2.20.0`, block, ["error old-version"], "this is v2.20.0"],
  ])("%s, %s: %j", (ref, policy, rules, why) => {
    const parts = { ref, inputs: [policy, "allowed-endpoints: github.com"] };
    expect(rulesOf(parts)).toEqual(rules);
    expect(messagesOf(parts)).toContain(why);
  });
});

describe("runners", () => {
  const matrix = (values: string): string => `    strategy:\n      matrix:\n        os: ${values}\n`;
  test.each<[string, Omit<Parts, "inputs">, string, readonly string[], string]>([
    ["Windows that blocks", { runner: "windows-latest" }, block, [], ""],
    [
      "Windows that only records",
      { runner: "windows-latest", ref: "v2.19.4" },
      block,
      ["error unguardable-job", "error old-version"],
      "block mode works there since v2.20.0",
    ],
    ["Windows in audit mode", { runner: "windows-2022", ref: "v2.19.4" }, audit, [], ""],
    [
      "macOS that is not monitored",
      { runner: "macos-15", ref: "v2.14.2" },
      audit,
      ["warning unguardable-job"],
      "which does not monitor macOS",
    ],
    [
      "Windows with a version that nothing tells",
      { runner: "windows-latest", ref: unknownCommit },
      block,
      ["warning unguardable-job", "warning unknown-version"],
      "nothing tells which version this is",
    ],
    ["Windows on arm64", { runner: "windows-11-arm" }, block, ["error unguardable-job"], "arm64"],
    [
      "the legs of a matrix",
      { runner: "${{ matrix.os }}", job: matrix("[ubuntu-latest, ubuntu-24.04-arm, windows-latest]") },
      block,
      ["error unguardable-job"],
      "some of its runs are on ubuntu-24.04-arm",
    ],
    [
      "a matrix of which all legs are guarded",
      { runner: "${{ matrix.os }}", job: matrix("[ubuntu-latest, ubuntu-24.04]") },
      block,
      [],
      "",
    ],
    [
      "a part of a label",
      { runner: "ubuntu-${{ matrix.os }}", job: matrix("[slim, '24.04']") },
      block,
      ["error unguardable-job"],
      "ubuntu-slim",
    ],
    [
      "one of two labels",
      { runner: "${{ github.event_name == 'push' && 'ubuntu-slim' || 'ubuntu-latest' }}" },
      block,
      ["error unguardable-job"],
      "ubuntu-slim",
    ],
    [
      "an expression that may give something else",
      { runner: "${{ inputs.runner || inputs.fast && 'ubuntu-24.04' || 'ubuntu-latest' }}" },
      block,
      ["note runner-unknown"],
      "an expression chooses the runner",
    ],
    [
      "a matrix that is computed in another place",
      {
        runner: "${{ matrix.os }}",
        job: `${matrix("[macos-15]")}        node: \${{ fromJSON(inputs.node) }}\n`,
      },
      block,
      [],
      "",
    ],
    [
      "a matrix that is computed",
      { runner: "${{ matrix.os }}", job: matrix("${{ fromJSON(inputs.os) }}") },
      block,
      ["note runner-unknown"],
      "an expression chooses the runner",
    ],
    [
      "a label that is not GitHub's",
      { runner: "[linux, big]" },
      block,
      ["note runner-unknown"],
      '"linux", "big" are no labels of GitHub\'s own runners',
    ],
    ["a larger runner as GitHub names it", { runner: "ubuntu-latest-16-cores" }, block, [], ""],
    ["a group", { runner: "{group: ours}" }, block, ["note runner-unknown"], "no label tells the runner"],
    [
      "a third party",
      { runner: "depot-ubuntu-24.04-4" },
      block,
      ["warning unguardable-job"],
      "since v2.19.0",
    ],
    [
      "a third party, with a version that knows none",
      { runner: "depot-ubuntu-24.04-4", ref: "v2.18.0" },
      block,
      ["error unguardable-job", "error old-version"],
      "this is v2.18.0, which monitors no runner of a third party",
    ],
  ])("%s", (_, parts, policy, rules, why) => {
    const inputs = [policy, "allowed-endpoints: github.com"];
    expect(rulesOf({ ...parts, inputs })).toEqual(rules);
    expect(messagesOf({ ...parts, inputs })).toContain(why);
  });
});

test("the place of the step is no matter of what it sees at the start", () => {
  const text = fileOf({ inputs: [audit] }).replace("    steps:\n", "    steps:\n      - run: x\n");
  const [finding] = checkText(text).findings;
  expect(finding).toMatchObject({ rule: "guard-not-first" });
  expect(finding?.message).toContain("starts before all steps all the same");
});

describe("a comment suppresses a finding", () => {
  const job = "    runs-on: [self-hosted, linux]\n";
  const suppressed = (before: string, after: string) =>
    checkText(
      `on: push\njobs:\n  build:\n${before}${job.replace("\n", `${after}\n`)}    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n`,
    );

  test.each<[string, string, string]>([
    ["on its line", "", " # egress-check: ignore unguardable-job the image has the agent"],
    ["on the line above", "    # egress-check: ignore unguardable-job the image has the agent\n", ""],
    ["above, with others", "    # egress-check: ignore unguardable-job so it is\n    # more of it\n", ""],
  ])("%s", (_, before, after) => {
    expect(suppressed(before, after)).toMatchObject({ findings: [], ignored: 1, guards: 1 });
  });

  test.each<[string, string, readonly string[]]>([
    ["without a reason", "    # egress-check: ignore unguardable-job\n", ["bad-ignore", "unguardable-job"]],
    ["for another rule", "    # egress-check: ignore old-version so\n", ["bad-ignore", "unguardable-job"]],
    ["for no rule", "    # egress-check: ignore nothing so\n", ["bad-ignore", "unguardable-job"]],
    [
      "not right above",
      "    # egress-check: ignore unguardable-job so\n\n",
      ["bad-ignore", "unguardable-job"],
    ],
  ])("but not %s", (_, before, rules) => {
    const { findings, ignored } = suppressed(before, "");
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
    expect(ignored).toBe(0);
  });

  const list = (above: string, behind: string, first: string) =>
    checkText(
      fileOf({
        inputs: [
          block,
          ...(above === "" ? [] : [above]),
          `allowed-endpoints: >${behind}`,
          `  ${first}`,
          "  *.com:443",
        ],
      }),
    );
  const comment = "# egress-check: ignore shared-tenant-wildcard all of it is ours";

  test.each([
    ["on the line of its key", "", ` ${comment}`],
    ["above its key", comment, ""],
  ])("within a list %s", (_, above, behind) => {
    expect(list(above, behind, "github.com:443")).toMatchObject({ findings: [], ignored: 1 });
  });

  test("but not from within the list, where # begins no comment", () => {
    const { findings, ignored } = list("", "", comment);
    expect(findings.map(({ rule }) => rule)).toEqual(["comment-in-list", "shared-tenant-wildcard"]);
    expect(ignored).toBe(0);
  });

  test("and lets the job be enforced", () => {
    const ours = "    # egress-check: ignore unguardable-job the image has the agent\n";
    const text = (before: string) =>
      `on: push\njobs:\n  build:\n${before}${job}    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: block\n          allowed-endpoints: github.com\n`;
    const errors = (before: string) =>
      listJobErrors(readWorkflowFile(text(before)), "build", { isTakenAsBlock: false }).map(
        ({ rule }) => rule,
      );
    expect(errors("")).toEqual(["unguardable-job"]);
    expect(errors(ours)).toEqual([]);
  });
});

test("docs/check.md has every rule as it is", () => {
  const rows = readFileSync(new URL("../../../../docs/check.md", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => /^\| `/.test(line));
  expect(rows).toEqual(
    Object.entries(rules).map(
      ([id, { what, help, severity }]) => `| \`${id}\` | ${severity} | ${what}. ${help} |`,
    ),
  );
});
