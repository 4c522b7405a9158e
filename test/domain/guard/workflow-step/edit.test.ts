import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { splitAgentList } from "../../../../src/domain/endpoint/agent-list.ts";
import { editGuards, switchToBlock } from "../../../../src/domain/guard/workflow-step/edit.ts";
import { keepGood } from "../../../../src/domain/guard/workflow-step/keep-good.ts";
import { finish } from "../../../../src/shared/turns.ts";

const list = ["api.github.com:443", "github.com:443"];

/** A workflow with one job, whose guard step is given from its dash on, indented by six. */
function workflow(step: string, after = "      - run: npm test\n"): string {
  return `name: CI\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${step}${after}`;
}

function edit(text: string, entries: readonly string[] = list, job = "build") {
  return switchToBlock(text, new Map([[job, entries]]), { path: "ci.yml" });
}

const uses = "      - uses: step-security/harden-runner@v2\n";
const added = "          allowed-endpoints: >\n            api.github.com:443\n            github.com:443\n";

describe("a step in audit mode gets the list below its policy", () => {
  test.each<[string, string, string]>([
    ["plain", "          egress-policy: audit\n", `          egress-policy: block\n${added}`],
    ["single quotes", "          egress-policy: 'audit'\n", `          egress-policy: 'block'\n${added}`],
    ["double quotes", '          egress-policy: "audit"\n', `          egress-policy: "block"\n${added}`],
    [
      "trailing comment",
      "          egress-policy: audit # for now\n",
      `          egress-policy: block # for now\n${added}`,
    ],
    [
      "the well-known reminder to change it, which goes",
      "          egress-policy: audit # TODO: change to 'egress-policy: block' after couple of runs\n",
      `          egress-policy: block\n${added}`,
    ],
    [
      "the reminder behind a quoted policy, with other words",
      '          egress-policy: "audit"  # todo: change to "egress-policy: block" after a couple of runs  \n',
      `          egress-policy: "block"\n${added}`,
    ],
    [
      "more than the reminder, which stays",
      "          egress-policy: audit # TODO: change to 'egress-policy: block' after couple of runs, says Mona\n",
      `          egress-policy: block # TODO: change to 'egress-policy: block' after couple of runs, says Mona\n${added}`,
    ],
    [
      "the reminder on a line of its own, which stays",
      "          egress-policy: audit\n          # TODO: change to 'egress-policy: block' after couple of runs\n",
      `          egress-policy: block\n${added}          # TODO: change to 'egress-policy: block' after couple of runs\n`,
    ],
    ["trailing blanks", "          egress-policy: audit   \n", `          egress-policy: block   \n${added}`],
    ["quoted key", '          "egress-policy": audit\n', `          "egress-policy": block\n${added}`],
    ["key in other case", "          Egress-Policy: audit\n", `          Egress-Policy: block\n${added}`],
    [
      "policy between others",
      "          disable-sudo: true\n          egress-policy: audit\n          disable-telemetry: true\n",
      `          disable-sudo: true\n          egress-policy: block\n${added}          disable-telemetry: true\n`,
    ],
    [
      "comment below",
      "          egress-policy: audit\n          # a comment\n",
      `          egress-policy: block\n${added}          # a comment\n`,
    ],
    [
      "less indented comment below",
      "          egress-policy: audit\n      # a comment\n",
      `          egress-policy: block\n${added}      # a comment\n`,
    ],
    [
      "deeper comment below",
      "          egress-policy: audit\n              # a comment\n",
      `          egress-policy: block\n              # a comment\n${added}`,
    ],
    [
      "deeper comments and blank lines below",
      "          egress-policy: audit\n\n            # one\n            # two\n\n",
      `          egress-policy: block\n\n            # one\n            # two\n${added}\n`,
    ],
    [
      "comment behind a tab below",
      "          egress-policy: audit\n\t# a comment\n",
      `          egress-policy: block\n\t# a comment\n${added}`,
    ],
    ["tab below", "          egress-policy: audit\n  \t\n", `          egress-policy: block\n  \t\n${added}`],
    [
      "emoji before",
      "          disable-sudo: true # 🎉🎉\n          egress-policy: audit\n",
      `          disable-sudo: true # 🎉🎉\n          egress-policy: block\n${added}`,
    ],
    [
      "tabs before",
      "          disable-sudo: true\t# tab\n          egress-policy:\taudit\n",
      `          disable-sudo: true\t# tab\n          egress-policy:\tblock\n${added}`,
    ],
  ])("%s", (_, before, after) => {
    const result = edit(workflow(`${uses}        with:\n${before}`));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
    expect(result.text).toBe(workflow(`${uses}        with:\n${after}`));
  });

  test.each<[string, string, string]>([
    [
      "deeper indentation of this block",
      `${uses}        with:\n            egress-policy: audit\n`,
      `${uses}        with:\n            egress-policy: block\n            allowed-endpoints: >\n              api.github.com:443\n              github.com:443\n`,
    ],
    [
      "with before uses",
      "      - with:\n          egress-policy: audit\n        uses: Step-Security/Harden-Runner@main\n",
      `      - with:\n          egress-policy: block\n${added}        uses: Step-Security/Harden-Runner@main\n`,
    ],
    [
      "flow map",
      `${uses}        with: {egress-policy: audit, disable-sudo: true}\n`,
      `${uses}        with: {egress-policy: block, allowed-endpoints: "api.github.com:443 github.com:443", disable-sudo: true}\n`,
    ],
    [
      "flow map over lines",
      `${uses}        with: {\n          egress-policy: audit\n        }\n`,
      `${uses}        with: {\n          egress-policy: block, allowed-endpoints: "api.github.com:443 github.com:443"\n        }\n`,
    ],
    [
      "flow step",
      "      - {uses: step-security/harden-runner@v2, with: {egress-policy: 'audit'}}\n",
      `      - {uses: step-security/harden-runner@v2, with: {egress-policy: 'block', allowed-endpoints: "api.github.com:443 github.com:443"}}\n`,
    ],
    [
      "flow step without with",
      "      - {uses: step-security/harden-runner@v2}\n",
      `      - {uses: step-security/harden-runner@v2, with: {allowed-endpoints: "api.github.com:443 github.com:443"}}\n`,
    ],
    [
      "empty flow map",
      `${uses}        with: {}\n`,
      `${uses}        with: {allowed-endpoints: "api.github.com:443 github.com:443"}\n`,
    ],
    ["no with", uses, `${uses}        with:\n${added}`],
    [
      "no with, comment behind uses",
      "      - uses: step-security/harden-runner@v2 # v2.21.0\n            # deeper\n",
      `      - uses: step-security/harden-runner@v2 # v2.21.0\n            # deeper\n        with:\n${added}`,
    ],
    ["with without value", `${uses}        with:\n`, `${uses}        with:\n${added}`],
    [
      "no policy",
      `${uses}        with:\n          disable-sudo: true\n`,
      `${uses}        with:\n${added}          disable-sudo: true\n`,
    ],
    [
      "name first",
      "      - name: Harden\n        uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n        id: x\n",
      `      - name: Harden\n        uses: step-security/harden-runner@v2\n        with:\n          egress-policy: block\n${added}        id: x\n`,
    ],
    [
      "already block",
      `${uses}        with:\n          egress-policy: block\n`,
      `${uses}        with:\n          egress-policy: block\n${added}`,
    ],
  ])("%s", (_, before, after) => {
    const result = edit(workflow(before));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
    expect(result.text).toBe(workflow(after));
  });

  test.each<[string, string]>([
    ["folded, stripped", "      - uses: >-\n          step-security/harden-runner@v2\n"],
    ["literal", "      - uses: |\n          step-security/harden-runner@v2\n"],
    [
      "folded, with a comment in its header",
      "      - uses: >- # x\n          step-security/harden-runner@v2\n",
    ],
    ["plain on the next line", "      - uses:\n          step-security/harden-runner@v2\n"],
    ["name behind", "      - uses: >-\n          step-security/harden-runner@v2\n        name: Harden\n"],
  ])("uses over two lines, %s", (_, before) => {
    const at = before.indexOf("@v2\n") + 4;
    const after = `${before.slice(0, at)}        with:\n${added}${before.slice(at)}`;
    for (const follow of [
      "      - run: npm test\n",
      "\n      - run: npm test\n  other:\n    steps: []\n",
      "",
    ]) {
      const result = edit(workflow(before, follow));
      expect(result).toMatchObject({ changed: ["build"], refused: [] });
      expect(result.text).toBe(workflow(after, follow));
    }
  });

  test("sequences without indentation", () => {
    const text =
      "jobs:\n build:\n  steps:\n  - uses: step-security/harden-runner@v2\n    with:\n      egress-policy: audit\n  - run: x\n";
    expect(edit(text).text).toBe(
      "jobs:\n build:\n  steps:\n  - uses: step-security/harden-runner@v2\n    with:\n      egress-policy: block\n      allowed-endpoints: >\n        api.github.com:443\n        github.com:443\n  - run: x\n",
    );
  });
});

describe("bytes that an edit must keep", () => {
  const text = workflow(`${uses}        with:\n          egress-policy: audit\n`);
  const expected = workflow(`${uses}        with:\n          egress-policy: block\n${added}`);
  test.each<[string, (text: string) => string]>([
    ["Windows line ends", (one) => one.replaceAll("\n", "\r\n")],
    ["a byte order mark", (one) => `\uFEFF${one}`],
    [
      "other line ends elsewhere",
      (one) => one.replace("name: CI\n", "name: CI\r\n").replace("npm test\n", "npm test\r\n"),
    ],
    ["no line end at the end", (one) => one.slice(0, -1)],
    ["a document start", (one) => `---\n${one}`],
    ["a document start below a comment", (one) => `# CI\n---\n${one}`],
    [
      "many aliases of one anchor",
      (one) =>
        `${one.replace("name: CI", "name: &name CI")}${"      - name: *name\n        run: x\n".repeat(150)}`,
    ],
    ["an anchor nobody uses", (one) => one.replace("name: CI", "name: &unused CI")],
    ["a comment with brackets and quotes", (one) => `# it's {a} "test" [\n${one}`],
  ])("%s", (_, dress) => {
    const result = edit(dress(text));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
    expect(result.text).toBe(dress(expected));
  });

  test("a policy on the last line, which has no line end", () => {
    const before = workflow(`${uses}        with:\n          egress-policy: audit`, "");
    expect(edit(before).text).toBe(
      `${workflow(`${uses}        with:\n          egress-policy: block\n${added}`, "").slice(0, -1)}`,
    );
  });

  test("several jobs at once, one refused", () => {
    const job = (id: string, policy: string): string =>
      `  ${id}:\n    steps:\n${uses}        with:\n          egress-policy: ${policy}\n`;
    const before = `jobs:\n${job("a", "audit")}${job("b", "${{ vars.X }}")}${job("c", "audit")}`;
    const result = switchToBlock(
      before,
      new Map([
        ["a", list],
        ["b", list],
        ["c", ["github.com:443"]],
        ["d", list],
      ]),
      { path: null },
    );
    expect(result.changed).toEqual(["a", "c"]);
    expect(result.refused.map(({ job: id, code, line }) => [id, code, line])).toEqual([
      ["b", "expression", 11],
      ["d", "job-not-found", null],
    ]);
    const [a, c] = ["a", "c"].map(
      (id) =>
        (load(result.text) as { jobs: Record<string, { steps: { with: object }[] }> }).jobs[id]?.steps[0]
          ?.with,
    );
    expect(a).toEqual({
      "egress-policy": "block",
      "allowed-endpoints": "api.github.com:443 github.com:443\n",
    });
    expect(c).toEqual({ "egress-policy": "block", "allowed-endpoints": "github.com:443\n" });
  });
});

describe("an existing list", () => {
  const audited = (lines: string): string =>
    workflow(`${uses}        with:\n          egress-policy: audit\n${lines}`);
  const blocked = (lines: string): string => audited(lines).replace("audit", "block");

  test.each<[string, string, string]>([
    [
      "folded",
      "          allowed-endpoints: >\n            a.example.com:443\n            b.example.com\n",
      "          allowed-endpoints: >\n            a.example.com:443\n            b.example.com\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "folded, stripped",
      "          allowed-endpoints: >-\n            a.example.com:443\n",
      "          allowed-endpoints: >-\n            a.example.com:443\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "folded, kept, blank lines behind",
      "          allowed-endpoints: >+\n            a.example.com:443\n\n\n",
      "          allowed-endpoints: >+\n            a.example.com:443\n            api.github.com:443\n            github.com:443\n\n\n",
    ],
    [
      "folded, several entries a line",
      "          allowed-endpoints: >\n            a.example.com:443 b.example.com:443\n            GitHub.com\n",
      // To the agent GitHub.com is another name than github.com.
      "          allowed-endpoints: >\n            a.example.com:443 b.example.com:443\n            GitHub.com\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "folded, explicit indentation",
      "          allowed-endpoints: >2\n            a.example.com:443\n",
      "          allowed-endpoints: >2\n            a.example.com:443\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "folded, comment in its header",
      "          allowed-endpoints: > # the list\n            a.example.com:443\n",
      "          allowed-endpoints: > # the list\n            a.example.com:443\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "plain on one line",
      "          allowed-endpoints: a.example.com:443 # x\n",
      "          allowed-endpoints: a.example.com:443 api.github.com:443 github.com:443 # x\n",
    ],
    [
      "quoted on one line",
      '          allowed-endpoints: "a.example.com:443"\n',
      '          allowed-endpoints: "a.example.com:443 api.github.com:443 github.com:443"\n',
    ],
    [
      "plain over lines",
      "          allowed-endpoints:\n            a.example.com:443\n            b.example.com:443\n",
      "          allowed-endpoints:\n            a.example.com:443\n            b.example.com:443\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "quoted over lines",
      "          allowed-endpoints: 'a.example.com:443\n            b.example.com:443'\n",
      "          allowed-endpoints: 'a.example.com:443\n            b.example.com:443\n            api.github.com:443\n            github.com:443'\n",
    ],
    [
      "without value",
      "          allowed-endpoints:\n",
      "          allowed-endpoints: >\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "without value, with a comment",
      "          allowed-endpoints: # none yet\n",
      "          allowed-endpoints: > # none yet\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "empty text",
      '          allowed-endpoints: ""\n',
      "          allowed-endpoints: >\n            api.github.com:443\n            github.com:443\n",
    ],
    ...["null", "~", "Null", "''"].map((nothing): [string, string, string] => [
      nothing,
      `          allowed-endpoints: ${nothing} # none yet\n`,
      "          allowed-endpoints: > # none yet\n            api.github.com:443\n            github.com:443\n",
    ]),
    [
      "empty text over lines",
      '          allowed-endpoints: "\n\n            "  # none yet\n',
      "          allowed-endpoints: >  # none yet\n            api.github.com:443\n            github.com:443\n",
    ],
    [
      "without value, a comment less deep below",
      "          allowed-endpoints:\n          # the end\n",
      "          allowed-endpoints: >\n            api.github.com:443\n            github.com:443\n          # the end\n",
    ],
    [
      "quoted with an escape",
      '          allowed-endpoints: "a.example.com\\x3a443"\n',
      '          allowed-endpoints: "a.example.com\\x3a443 api.github.com:443 github.com:443"\n',
    ],
    [
      "quoted over lines that are continued",
      '          allowed-endpoints: "a.example.com:443 \\\n            b.example.com:443"\n',
      '          allowed-endpoints: "a.example.com:443 \\\n            b.example.com:443\n            api.github.com:443\n            github.com:443"\n',
    ],
    [
      "covered by a wildcard",
      "          allowed-endpoints: >\n            *.github.com:443\n",
      "          allowed-endpoints: >\n            *.github.com:443\n            github.com:443\n",
    ],
    [
      "complete",
      "          allowed-endpoints: >\n            github.com api.github.com:443\n",
      "          allowed-endpoints: >\n            github.com api.github.com:443\n",
    ],
    [
      "hidden by an exact entry",
      "          allowed-endpoints: >\n            *.github.com:443\n            api.github.com:80\n",
      "          allowed-endpoints: >\n            *.github.com:443\n            api.github.com:80\n            api.github.com:443\n            github.com:443\n",
    ],
  ])("%s keeps its entries and layout", (_, lines, expected) => {
    const result = edit(audited(lines));
    expect(result).toMatchObject({ changed: ["build"], refused: [], notes: [] });
    expect(result.text).toBe(blocked(expected));
  });

  test.each<[string, string, string, string]>([
    [
      "literal",
      "          allowed-endpoints: |\n            a.example.com:443\n            b.example.com:443\n",
      "          allowed-endpoints: >\n            a.example.com:443\n            b.example.com:443\n            api.github.com:443\n            github.com:443\n",
      "line ends",
    ],
    [
      "literal, stripped",
      "          allowed-endpoints: |-\n            a.example.com:443\n            b.example.com:443 c.example.com:443\n",
      "          allowed-endpoints: >-\n            a.example.com:443\n            b.example.com:443\n            c.example.com:443\n            api.github.com:443\n            github.com:443\n",
      "line ends",
    ],
    [
      "comment inside",
      "          allowed-endpoints: >\n            a.example.com:443 # first\n            # npm and more\n            b.example.com:443\n",
      "          allowed-endpoints: >\n            a.example.com:443\n            b.example.com:443\n            api.github.com:443\n            github.com:443\n",
      "behind `#`",
    ],
    [
      "blank line inside",
      "          allowed-endpoints: >\n            a.example.com:443\n\n            b.example.com:443\n",
      "          allowed-endpoints: >\n            a.example.com:443\n            b.example.com:443\n            api.github.com:443\n            github.com:443\n",
      "line ends",
    ],
    [
      "deeper line inside",
      "          allowed-endpoints: >\n            a.example.com:443\n              b.example.com:443\n            c.example.com:443\n",
      "          allowed-endpoints: >\n            a.example.com:443\n            b.example.com:443\n            c.example.com:443\n            api.github.com:443\n            github.com:443\n",
      "line ends",
    ],
    [
      "tab at its end",
      "          allowed-endpoints: >\n            a.example.com:443\t\n",
      "          allowed-endpoints: >\n            a.example.com:443\n            api.github.com:443\n            github.com:443\n",
      "spaces only",
    ],
  ])("%s is written anew, with that said", (_, lines, expected, note) => {
    const result = edit(audited(lines));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
    expect(result.text).toBe(blocked(expected));
    expect(result.notes[0]?.message).toContain(note);
  });

  test("a literal list that lacks nothing is still mended", () => {
    const lines =
      "          allowed-endpoints: |\n            api.github.com:443\n            github.com:443\n";
    expect(edit(audited(lines)).text).toBe(blocked(lines.replace("|", ">")));
  });

  test.each(["a.example.com:https", "a.example.com:0", "*.*.example.com:443"])(
    "an entry that the agent does not read as it looks is left in place and pointed out: %s",
    (entry) => {
      const result = edit(audited(`          allowed-endpoints: >\n            ${entry}\n`));
      expect(result.notes).toMatchObject([{ job: "build", message: expect.stringContaining(`"${entry}"`) }]);
      expect(result.text).toContain(`            ${entry}\n`);
    },
  );

  test("a pattern's second port counts for nothing, and is pointed out", () => {
    const lines =
      "          allowed-endpoints: >\n            *.github.com:80\n            *.github.com:443\n";
    const result = edit(audited(lines));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
    // An exact entry hides the pattern, which let port 80 through.
    expect(result.text).toBe(
      blocked(
        `${lines}            api.github.com:443\n            api.github.com:80\n            github.com:443\n`,
      ),
    );
    expect(result.notes.map(({ message }) => message)).toEqual([
      expect.stringContaining('"*.github.com:443"'),
    ]);
  });

  test("an underscore is no reason for a note: such names may resolve", () => {
    const result = edit(audited("          allowed-endpoints: a_b.example.com:443\n"));
    expect(result).toMatchObject({ changed: ["build"], notes: [] });
  });

  describe("with an entry that turns off all blocking", () => {
    test.each<[string, string]>([
      ["dead-entry", "postgres:5432"],
      ["dead-entry", "https://pypi.org"],
      ["dead-entry", "metadata.google.internal:80"],
      ["dead-entry", "a.example.com:70000"],
      ["address-entry", "10.0.0.1:443"],
    ])("is refused as %s: %s", (code, entry) => {
      const text = audited(
        `          allowed-endpoints: >\n            a.example.com:443\n            ${entry}\n`,
      );
      const result = edit(text);
      expect(result).toMatchObject({ text, changed: [], refused: [{ code, line: 10 }] });
      expect(result.refused[0]?.message).toContain(`take "${entry}" out of the list`);
    });

    test("is switched all the same where that is wanted", () => {
      const text = audited("          allowed-endpoints: a.example.com:443 postgres:5432\n");
      const target = { policy: "block", entries: ["b.example.com:443"], allowsDead: true } as const;
      const result = editGuards(text, new Map([["build", target]]), { path: null });
      expect(result).toMatchObject({ changed: ["build"], refused: [] });
      expect(result.text).toContain("a.example.com:443 postgres:5432 b.example.com:443\n");
    });

    test("is edited back to audit mode", () => {
      const text = blocked("          allowed-endpoints: a.example.com:443 postgres:5432\n");
      const result = editGuards(text, new Map([["build", { policy: "audit" }]]), { path: null });
      expect(result).toMatchObject({ changed: ["build"], refused: [] });
    });
  });
});

test("with no entries only the policy is switched", () => {
  const before = workflow(`${uses}        with:\n          egress-policy: audit\n`);
  expect(edit(before, []).text).toBe(before.replace("audit", "block"));
});

test("a step that is as wanted is neither changed nor refused", () => {
  const done = workflow(`${uses}        with:\n          egress-policy: block\n${added}`);
  expect(edit(done)).toEqual({ text: done, changed: [], refused: [], notes: [] });
});

describe("what cannot be edited safely is refused, and the file stays as it is", () => {
  const step = `${uses}        with:\n          egress-policy: audit\n`;
  test.each<[string, string, number | null]>([
    ["syntax-error", workflow(step, "      - run: [a\n"), 11],
    ["syntax-error", workflow(step, "      - run: 'a\n"), 11],
    ["duplicate-key", workflow(`${step}          egress-policy: audit\n`), 10],
    ["duplicate-key", workflow(`${step}          Egress-Policy: audit\n`), 8],
    ["multi-document", `${workflow(step)}---\na: b\n`, 11],
    ["multi-document", `---\n---\n${workflow(step)}`, 2],
    ["generated-file", `# DO NOT EDIT\n${workflow(step)}`, null],
    ["generated-file", `# x\r\n\r\n# DO NOT EDIT\r\n${workflow(step)}`, null],
    ["generated-file", `---\n# Code generated by x. DO NOT EDIT.\n${workflow(step)}`, null],
    ["generated-file", `\uFEFF# x\n--- # do not edit\n${workflow(step)}`, null],
    ["lone-carriage-return", workflow(step).replace("npm", "np\rm"), 10],
    ["not-a-workflow", "a: b\n", 1],
    ["not-a-workflow", "- a\n", 1],
    ["not-a-workflow", "", 1],
    ["job-not-found", "jobs:\n  other:\n    runs-on: x\n", null],
    ["reusable-workflow-call", "jobs:\n  build:\n    uses: ./.github/workflows/x.yml\n", 2],
    ["no-guard-step", workflow("      - uses: actions/checkout@v6\n"), 4],
    ["no-guard-step", workflow("      - run: echo step-security/harden-runner@v2\n"), 4],
    ["no-guard-step", workflow("      - uses: step-security/harden-runner-fork@v2\n"), 4],
    ["several-guard-steps", workflow(step + step), 10],
    ["expression", workflow(`${uses}        with:\n          egress-policy: \${{ vars.POLICY }}\n`), 9],
    ["expression", workflow(`${step}          allowed-endpoints: \${{ vars.LIST }}\n`), 10],
    [
      "expression",
      workflow(
        `${step}          allowed-endpoints: >\n            a.example.com:443\n            \${{ vars.MORE }}\n`,
      ),
      10,
    ],
    ["expression", workflow(`${step}          allowed-endpoints: "\\x24{{ vars.X }}"\n`), 10],
    ["expression", workflow(`${uses}        with:\n          egress-policy: "\\x24{{ vars.X }}"\n`), 9],
    ["policy-store", workflow(`${step}          policy: my-policy\n`), 10],
    ["policy-store", workflow(`${step}          use-policy-store: true\n`), 10],
    ["unknown-policy", workflow(`${uses}        with:\n          egress-policy: aduit\n`), 9],
    ["unknown-policy", workflow(`${uses}        with:\n          egress-policy:\n`), 9],
    [
      "unsupported-value",
      workflow(`${uses}        with:\n          egress-policy: |\n            audit\n`),
      9,
    ],
    ["unsupported-value", workflow(`${step}          allowed-endpoints: [a.example.com]\n`), 10],
    ["unsupported-value", workflow(`${uses}        with: text\n`), 8],
    ["unsupported-value", workflow(`${uses}        with: ~\n`), 8],
    [
      "unsupported-value",
      workflow(`${uses}        with:\n          ? egress-policy\n          : audit\n`),
      7,
    ],
    ["unsupported-value", workflow("      - ? uses\n        : step-security/harden-runner@v2\n"), 8],
    ["unsupported-value", workflow("      - uses: >+\n          step-security/harden-runner@v2\n\n"), 7],
    ["unsupported-value", workflow(`${step}          allowed-endpoints:\n            # none\n`), 10],
    ["unsupported-value", workflow(`${step}          allowed-endpoints: ""\n\n            # none\n`), 10],
    ["unsupported-value", workflow(`${step}          allowed-endpoints:\n\t\n`), 10],
    ["unsupported-value", workflow(`${step}          allowed-endpoints:\n            ""\n`), 10],
    ["unsupported-value", workflow(`${step}          allowed-endpoints: # a:\n            ~\n`), 10],
    ["unsupported-value", workflow(`${step}          ? allowed-endpoints # a:\n          :\n`), 10],
    [
      "unsupported-value",
      workflow(`${step}          allowed-endpoints: "a.example.com:443\\\n            "\n`),
      10,
    ],
    ["unsupported-value", workflow(`${step}          allowed-endpoints: "a.example.com:443\\n"\n`), 10],
    ["unsupported-value", workflow(`${step}          allowed-endpoints: a.example.com:443\u00a0\n`), 10],
    [
      "merge-key",
      `x: &x\n  disable-sudo: true\n${workflow(`${uses}        with:\n          <<: *x\n          egress-policy: audit\n`)}`,
      11,
    ],
    [
      "shared-by-anchor",
      `${workflow(`      - &guard\n        uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n`)}  other:\n    steps:\n      - *guard\n`,
      8,
    ],
    [
      "shared-by-anchor",
      `${workflow(`${uses}        with: &inputs\n          egress-policy: audit\n`)}  other:\n    steps:\n      - uses: x/y@v1\n        with: *inputs\n`,
      9,
    ],
    [
      "shared-by-anchor",
      `${workflow(`${uses}        with:\n          egress-policy: &policy audit\n`)}  other:\n    env:\n      A: *policy\n`,
      9,
    ],
    [
      "shared-by-anchor",
      "x: &guard\n  uses: step-security/harden-runner@v2\njobs:\n  build:\n    steps:\n      - *guard\n",
      6,
    ],
    ["too-large", `#${"x".repeat(1_048_576)}\n${workflow(step)}`, 1],
    ["too-deep", `jobs: ${"[".repeat(50_000)}${"]".repeat(50_000)}`, 1],
    ["too-deep", `jobs: ${"{a: ".repeat(20_000)}${"}".repeat(20_000)}`, 1],
    ["too-deep", `jobs:\n${"- ".repeat(50_000)}x\n`, 1],
    ["too-deep", `jobs:\n${"? ".repeat(50_000)}x\n`, 1],
    ["too-deep", Array.from({ length: 1_000 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""), 1],
    [
      "job-not-found",
      `jobs:\n${Array.from({ length: 8_000 }, (_, job) => `  job-${job}: {}\n`).join("")}`,
      null,
    ],
  ])("%s (%#)", (code, text, line) => {
    const result = edit(text);
    expect(result.text).toBe(text);
    expect(result.changed).toEqual([]);
    expect(result.refused).toMatchObject([{ job: "build", code, line }]);
    expect(result.refused[0]?.message).toMatch(/\S/);
  });

  test("a lock file, by its name", () => {
    const text = workflow(step);
    expect(switchToBlock(text, new Map([["build", list]]), { path: "a/b.lock.yml" }).refused).toMatchObject([
      { code: "generated-file" },
    ]);
  });

  test.each(["not a host", "a.example.com:0", "a_b.example.com:443", "x\ny:443", "*.*.com:443"])(
    "invalid-endpoint: %j",
    (entry) => {
      expect(edit(workflow(step), [entry]).refused).toMatchObject([{ code: "invalid-endpoint", line: 7 }]);
    },
  );

  test.each([
    ["address-entry", "1.2.3.4:443"],
    ["dead-entry", "postgres:5432"],
    ["dead-entry", "db.internal:5432"],
  ])("%s: %j", (code, entry) => {
    expect(edit(workflow(step), [entry]).refused).toMatchObject([{ code, line: 7 }]);
  });
});

describe("wildcard-two-ports: the agent honours the first port of a wildcard only", () => {
  const step = `${uses}        with:\n          egress-policy: audit\n`;
  test.each<[string, readonly string[], number]>([
    ["          allowed-endpoints: >\n            *.example.com:80\n", ["*.example.com:443"], 10],
    ["          allowed-endpoints: '*.example.com:80 *.example.com:443'\n", ["*.Example.com:443"], 10],
    [
      "          allowed-endpoints: |\n            *.example.com:80\n            a.com\n",
      ["*.example.com"],
      10,
    ],
    ["          allowed-endpoints:\n", ["*.example.com:443", "*.example.com:80"], 7],
    ["", ["*.example.com:443", "*.example.com:80"], 7],
  ])("%j and %j", (lines, wanted, line) => {
    const text = workflow(`${step}${lines}`);
    const result = edit(text, wanted);
    expect(result).toMatchObject({ text, changed: [], refused: [{ code: "wildcard-two-ports", line }] });
  });

  test("the same port and other patterns are no conflict", () => {
    const lines =
      "          allowed-endpoints: >\n            *.example.com:80\n            *.a.example.org\n";
    const wanted = ["*.example.com:80", "*.a.example.org:443", "x.*.org:443"];
    expect(edit(workflow(`${step}${lines}`), wanted).text).toContain(`${lines}            x.*.org:443\n`);
  });

  test.each<[string, string, readonly string[]]>([
    ["two patterns match the same names", "*.example.com:80", ["*.a.example.com:443"]],
    ["what the agent allows by itself matches them", "a.example.com:80", ["*.githubusercontent.com:80"]],
    ["both are wanted", "a.example.com:80", ["*.example.com:443", "a*.com:80"]],
  ])("by-chance-pattern: %s", (_, listed, wanted) => {
    const text = workflow(`${step}          allowed-endpoints: "${listed}"\n`);
    expect(edit(text, wanted)).toMatchObject({ text, refused: [{ code: "by-chance-pattern" }] });
  });
});

describe("what a hostile file can cost", () => {
  const guard = `${uses}        with:\n          egress-policy: audit\n`;

  test("aliases are followed in one pass", () => {
    const steps = Array.from({ length: 2_500 }, (_, n) => `      - &s${n} {run: a}\n      - *s${n}\n`);
    const result = edit(workflow(guard, steps.join("")));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
  });

  test("jobs that are aliases of one share what was read of it", () => {
    const text = `${workflow(guard, "      - run: x\n".repeat(4_000)).replace("build:", "build: &b")}${Array.from(
      { length: 4_000 },
      (_, n) => `  j${n}: *b\n`,
    ).join("")}`;
    expect(edit(text).refused).toMatchObject([{ code: "shared-by-anchor" }]);
  });
});

test.each(["\u2028", "\u2029"])(
  "a comment in a list goes as a whole, also with a line separator (%j) in it",
  (separator) => {
    const step = (lines: string): string =>
      `${uses}        with:\n          egress-policy: audit\n          allowed-endpoints: |\n${lines}`;
    const found = edit(workflow(step(`            a.example.org:443 # x${separator}y.example.org:443\n`)));
    expect(found.text).toContain(
      "          allowed-endpoints: >\n            a.example.org:443\n            api.github.com:443\n            github.com:443\n",
    );
    const many = edit(workflow(step(`            a.example.org:443${" #".repeat(60_000)}${separator}x\n`)));
    expect(many.text).toBe(found.text);
  },
);

describe("keepGood", () => {
  const items = Array.from({ length: 200 }, (_, n) => n);
  test.each<[string, readonly number[]]>([
    ["none bad", []],
    ["one bad", [0]],
    ["another bad", [133]],
    ["several bad", [3, 4, 150]],
    ["all bad", items],
  ])("leaves out what is bad: %s", (_, bad) => {
    const kept = finish(keepGood(items, (some) => !some.some((one) => bad.includes(one)), 1_000));
    expect(kept).toEqual(items.filter((one) => !bad.includes(one)));
  });

  test("asks a few times only for one bad one, and never more often than it may", () => {
    let asked = 0;
    const isGood = (some: readonly number[]): boolean => {
      asked += 1;
      return !some.includes(77);
    };
    expect(finish(keepGood(items, isGood, 1_000))).toHaveLength(199);
    expect(asked).toBeLessThan(30);
    asked = 0;
    const kept = finish(keepGood(items, isGood, 5));
    expect(asked).toBeLessThanOrEqual(5);
    expect(kept).not.toContain(77);
  });

  test("keeps nothing where what is good alone is bad together", () => {
    expect(finish(keepGood([1, 2], (some) => some.length < 2, 10))).toEqual([]);
  });
});

describe("laws", () => {
  const host = fc.stringMatching(/^[a-z]{1,8}\.example\.(com|org)$/);
  const entries = fc.uniqueArray(host, { maxLength: 6 }).map((hosts) => hosts.map((one) => `${one}:443`));
  const policyLine = fc.constantFrom(
    "egress-policy: audit",
    "egress-policy: 'audit' # x",
    '"egress-policy": "block"',
    "disable-sudo: true",
  );
  const listLines = fc.oneof(
    fc.constant([]),
    fc
      .record({ style: fc.constantFrom(">", ">-", "|", ">+", ""), entries })
      .map(({ style, entries: existing }) =>
        existing.length === 0 ? [] : [`allowed-endpoints: ${style}`, ...existing.map((one) => `  ${one}`)],
      ),
  );
  const comment = fc.constantFrom([], ["# c"], ["    # deep"], [""]);
  const jobs = fc.array(
    fc.record({
      policy: policyLine,
      list: listLines,
      comment,
      more: fc.constantFrom([], ["      - run: |", "          a: b", "", "          c"]),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const file = fc.record({ jobs, eol: fc.constantFrom("\n", "\r\n") }).map(({ jobs: parts, eol }) => {
    const lines = parts.flatMap((part, index) => [
      `  job-${index}:`,
      "    runs-on: ubuntu-latest",
      "    steps:",
      ...part.more,
      "      - uses: step-security/harden-runner@v2",
      "        with:",
      ...[part.policy, ...part.comment, ...part.list].map((line) => (line === "" ? "" : `          ${line}`)),
      ...part.more,
    ]);
    return ["on: push", "jobs:", ...lines, ""].join(eol);
  });

  interface Parsed {
    jobs: Record<string, { steps: { uses?: string; with?: Record<string, string> }[] }>;
  }

  test("a second parser sees the two inputs change and nothing else; and twice is once", () => {
    fc.assert(
      fc.property(file, entries, (text, wanted) => {
        const ids = Object.keys((load(text) as Parsed).jobs);
        const targets = new Map(ids.map((id) => [id, wanted]));
        const result = switchToBlock(text, targets, { path: null });
        expect(result.refused).toEqual([]);
        const before = load(text) as Parsed;
        const after = load(result.text) as Parsed;
        for (const id of ids) {
          const inputs = after.jobs[id]?.steps.find((step) => step.uses !== undefined)?.with ?? {};
          expect(inputs["egress-policy"] ?? "block").toBe("block");
          expect(splitAgentList(inputs["allowed-endpoints"] ?? "")).toEqual(expect.arrayContaining(wanted));
        }
        for (const one of [before, after]) {
          for (const job of Object.values(one.jobs)) {
            for (const step of job.steps) {
              delete step.with?.["egress-policy"];
              delete step.with?.["allowed-endpoints"];
            }
          }
        }
        expect(after).toEqual(before);
        expect(switchToBlock(result.text, targets, { path: null }).text).toBe(result.text);
      }),
      { numRuns: 400 },
    );
  });

  test("the whole file and the extract of it are edited alike", () => {
    fc.assert(
      fc.property(file, entries, (text, wanted) => {
        const targets = new Map([["job-0", wanted]]);
        // An anchor puts a text outside the plain subset, so that the whole file is parsed.
        const anchored = text.replace("on: push", "on: &a push");
        const edited = switchToBlock(text, targets, { path: null });
        const whole = switchToBlock(anchored, targets, { path: null });
        expect(whole).toEqual({ ...edited, text: edited.text.replace("on: push", "on: &a push") });
      }),
      { numRuns: 200 },
    );
  });
});

describe("a step is returned to audit mode", () => {
  const audit = (text: string) =>
    editGuards(text, new Map([["build", { policy: "audit" }]]), { path: "ci.yml" });
  const folded = "          allowed-endpoints: >\n            github.com:443\n";

  test.each<[string, string, string]>([
    [
      "and keeps its list",
      `${uses}        with:\n          egress-policy: block # now\n${folded}`,
      `${uses}        with:\n          egress-policy: audit # now\n${folded}`,
    ],
    [
      "with its quotes",
      `${uses}        with:\n${folded}          egress-policy: "block"\n`,
      `${uses}        with:\n${folded}          egress-policy: "audit"\n`,
    ],
    [
      "in a flow map",
      `${uses}        with: { egress-policy: block, allowed-endpoints: "github.com:443" }\n`,
      `${uses}        with: { egress-policy: audit, allowed-endpoints: "github.com:443" }\n`,
    ],
    [
      "which it then names, as block is the default",
      `${uses}        with:\n${folded}`,
      `${uses}        with:\n          egress-policy: audit\n${folded}`,
    ],
    ["with inputs of its own", uses, `${uses}        with:\n          egress-policy: audit\n`],
    [
      "whatever is wrong with its list",
      `${uses}        with:\n          egress-policy: block\n          allowed-endpoints: |\n            a.example.com:443\n            b.example.com:443\n`,
      `${uses}        with:\n          egress-policy: audit\n          allowed-endpoints: |\n            a.example.com:443\n            b.example.com:443\n`,
    ],
  ])("%s", (_, before, after) => {
    const edited = audit(workflow(before));
    expect(edited).toMatchObject({ text: workflow(after), changed: ["build"], refused: [] });
    expect(audit(edited.text)).toMatchObject({ text: edited.text, changed: [], refused: [] });
  });

  test.each<[string, string, string]>([
    ["an expression", `${uses}        with:\n          egress-policy: \${{ inputs.policy }}\n`, "expression"],
    ["a policy from the store", `${uses}        with:\n          policy: mine\n`, "policy-store"],
  ])("but not %s", (_, before, code) => {
    expect(audit(workflow(before))).toMatchObject({
      text: workflow(before),
      changed: [],
      refused: [{ code }],
    });
  });

  test("and back, byte for byte", () => {
    const text = workflow(`${uses}        with:\n          egress-policy: block\n${folded}`);
    expect(edit(audit(text).text, ["github.com:443"]).text).toBe(text);
  });
});

describe("entries are taken out of a list", () => {
  const without = (text: string, ...entries: readonly string[]) =>
    editGuards(text, new Map([["build", { policy: "block", without: entries }]]), { path: "ci.yml" });
  const step = (list: string) => `${uses}        with:\n          egress-policy: block\n${list}`;
  const folded = (...entries: readonly string[]) =>
    `          allowed-endpoints: >\n${entries.map((entry) => `            ${entry}\n`).join("")}`;
  const inline = (list: string) => `          allowed-endpoints: ${list}\n`;

  test.each<[string, string, readonly string[], string]>([
    [
      "the first of a folded block",
      folded("a.example.com:443", "b.example.com:443"),
      ["a.example.com:443"],
      folded("b.example.com:443"),
    ],
    [
      "the last",
      folded("a.example.com:443", "b.example.com:443"),
      ["b.example.com:443"],
      folded("a.example.com:443"),
    ],
    [
      "several",
      folded("a.example.com:443", "b.example.com:443", "c.example.com:443"),
      ["c.example.com:443", "a.example.com:443"],
      folded("b.example.com:443"),
    ],
    [
      "what is written without its port",
      folded("a.example.com", "b.example.com:443"),
      ["a.example.com:443"],
      folded("b.example.com:443"),
    ],
    [
      "what is written in another case",
      folded("A.example.com", "a.example.com"),
      ["A.example.com:443"],
      folded("a.example.com"),
    ],
    [
      "one of two on a line",
      folded("a.example.com:443 b.example.com:443", "c.example.com:443"),
      ["a.example.com:443"],
      folded("b.example.com:443", "c.example.com:443"),
    ],
    [
      "from a plain text",
      inline("a.example.com:443 b.example.com:443 c.example.com:443"),
      ["b.example.com:443"],
      inline("a.example.com:443 c.example.com:443"),
    ],
    [
      "from its beginning",
      inline("a.example.com:443 b.example.com:443 c.example.com:443"),
      ["a.example.com:443", "b.example.com:443"],
      inline("c.example.com:443"),
    ],
    [
      "from a quoted text",
      inline('"a.example.com:443 b.example.com:443"'),
      ["b.example.com:443"],
      inline('"a.example.com:443"'),
    ],
    [
      "from several plain lines",
      inline("a.example.com:443\n            b.example.com:443\n            c.example.com:443"),
      ["b.example.com:443"],
      inline("a.example.com:443\n            c.example.com:443"),
    ],
    [
      "a pattern",
      folded("*.example.org:443", "b.example.com:443"),
      ["*.example.org:443"],
      folded("b.example.com:443"),
    ],
  ])("%s", (_, before, entries, after) => {
    const edited = without(workflow(step(before)), ...entries);
    expect(edited).toMatchObject({ text: workflow(step(after)), changed: ["build"], refused: [] });
    expect(without(edited.text, ...entries)).toMatchObject({ text: edited.text, changed: [], refused: [] });
  });

  test("on the last line of a file without a line end, with its carriage returns", () => {
    const text = workflow(step(folded("a.example.com:443", "b.example.com:443").trimEnd()), "").replaceAll(
      "\n",
      "\r\n",
    );
    const after = workflow(step(folded("a.example.com:443").trimEnd()), "").replaceAll("\n", "\r\n");
    expect(without(text, "b.example.com:443").text).toBe(after);
  });

  test.each<[string, string]>([
    ["nothing would be left", folded("a.example.com:443")],
    [
      "the list is written with a bar",
      "          allowed-endpoints: |\n            a.example.com:443\n            b.example.com:443\n",
    ],
    ["the list is an expression", inline("${{ vars.LIST }} a.example.com:443")],
    ["the list has escapes", inline('"a.example.com:443\\x20b.example.com:443"')],
    ["there is no list", ""],
  ])("but not where %s", (_, list) => {
    const text = workflow(step(list));
    expect(without(text, "a.example.com:443")).toMatchObject({
      text,
      changed: [],
      refused: [{ job: "build" }],
    });
  });

  test("and what was added before is away again, byte for byte", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          folded("z.example.com:443"),
          inline("z.example.com:443"),
          inline("'z.example.com:443'"),
          inline("z.example.com:443\n            y.example.com:443"),
        ),
        fc.uniqueArray(fc.constantFrom("a.example.com:443", "b.example.com:8443", "*.c.example.com:443"), {
          minLength: 1,
        }),
        fc.boolean(),
        (list, entries, isCrLf) => {
          const lf = workflow(step(list));
          const text = isCrLf ? lf.replaceAll("\n", "\r\n") : lf;
          expect(without(edit(text, entries).text, ...entries).text).toBe(text);
        },
      ),
    );
  });
});
