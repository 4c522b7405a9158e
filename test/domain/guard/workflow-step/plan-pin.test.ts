import { describe, expect, test } from "vitest";
import type { GuardTarget } from "../../../../src/domain/guard/target.ts";
import { editGuards } from "../../../../src/domain/guard/workflow-step/edit.ts";
import { planEdit } from "../../../../src/domain/guard/workflow-step/plan-edit.ts";
import { readVerified } from "../../../../src/domain/guard/workflow-step/verify-edit.ts";
import { releases } from "../../../../src/domain/harden-runner/version-table.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";

const release = releases.find(({ tag }) => tag === "v2.21.1");
if (release === undefined) throw new Error("the table has no v2.21.1");
const pin = release;
const old = "ec9f2d5744a09debf3a187a3f4f675c53b671911";
const next = pin.commit;
const action = "step-security/harden-runner";
const keep: GuardTarget = { policy: "keep", pin };
const block: GuardTarget = { policy: "block", entries: ["a.example.com:443"], pin };

function workflow(step: string): string {
  return `# about\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest # here\n    steps:\n${step}      - run: make # all\n`;
}

function edit(text: string, target: GuardTarget) {
  return editGuards(text, new Map([["build", target]]), { path: null });
}

const audit = "        with:\n          egress-policy: audit\n";

describe("a pin moves, and nothing else", () => {
  test.each<[string, string, string]>([
    ["a commit", `${old} # v2.13.0`, `${next} # v2.21.1`],
    ["a commit in capital letters", `${old.toUpperCase()} # v2.13.0`, `${next} # v2.21.1`],
    ["a commit without a comment", old, `${next} # v2.21.1`],
    ["a version without its v", `${old} # 2.13.0`, `${next} # 2.21.1`],
    ["a comment with more in it", `${old}   # tag=v2.13.0 (pinned)`, `${next}   # tag=v2.21.1 (pinned)`],
    ["a comment with the whole name", `${old} # ${action}@v2.13.0`, `${next} # ${action}@v2.21.1`],
    ["a comment with the beginning of a tag", `${old} # v2`, `${next} # v2.21.1`],
    ["a comment about something else", `${old} # for now`, `${next} # v2.21.1 # for now`],
    ["the tag of a release", "v2.13.0", "v2.21.1"],
    ["a tag with a comment", "v2.13.0 # v2.13.0, see #7", "v2.21.1 # v2.21.1, see #7"],
    ["a tag with a comment about something else", "v2.13.0 # for now", "v2.21.1 # for now"],
    ["a tag without its v", "2.13.0", "v2.21.1"],
  ])("%s", (_, before, after) => {
    const textOf = (uses: string): string => workflow(`      - uses: ${action}@${uses}\n${audit}`);
    for (const lineEnd of ["\n", "\r\n"]) {
      const ends = (text: string): string => text.replaceAll("\n", lineEnd);
      const { text, changed, refused } = edit(ends(textOf(before)), keep);
      expect(refused).toEqual([]);
      expect(changed).toEqual(["build"]);
      expect(text).toBe(ends(textOf(after)));
    }
  });

  test.each<[string, string, string]>([
    [
      "in quotes",
      `      - uses: "${action}@${old}" # v2.13.0\n${audit}`,
      `      - uses: "${action}@${next}" # v2.21.1\n${audit}`,
    ],
    [
      "with the name as it is written",
      `      - uses: 'Step-Security/Harden-Runner@${old}' # v2.13.0\n${audit}`,
      `      - uses: 'Step-Security/Harden-Runner@${next}' # v2.21.1\n${audit}`,
    ],
    [
      "in a flow map",
      `      - {uses: ${action}@${old}, with: {egress-policy: audit}} # v2.13.0\n`,
      `      - {uses: ${action}@${next}, with: {egress-policy: audit}} # v2.21.1\n`,
    ],
    [
      "in a flow map without a comment",
      `      - {uses: ${action}@${old}, with: {egress-policy: audit}}\n`,
      `      - {uses: ${action}@${next}, with: {egress-policy: audit}} # v2.21.1\n`,
    ],
    [
      "on a line of its own",
      `      - uses:\n          ${action}@${old}\n${audit}`,
      `      - uses:\n          ${action}@${next} # v2.21.1\n${audit}`,
    ],
    [
      "whatever the policy is",
      `      - uses: ${action}@v2.20.0\n        with:\n          egress-policy: \${{ inputs.policy }}\n          policy: mine\n`,
      `      - uses: ${action}@v2.21.1\n        with:\n          egress-policy: \${{ inputs.policy }}\n          policy: mine\n`,
    ],
  ])("%s", (_, before, after) => {
    expect(edit(workflow(before), keep)).toMatchObject({ text: workflow(after), refused: [] });
  });
});

describe("a pin moves in the edit that lets a job block", () => {
  const list = "          allowed-endpoints: >\n            a.example.com:443\n";
  test.each<[string, string, string]>([
    [
      "a commit",
      `      - uses: ${action}@${old}\n${audit}`,
      `      - uses: ${action}@${next} # v2.21.1\n        with:\n          egress-policy: block\n${list}`,
    ],
    [
      "a step without inputs, below its new comment",
      `      - uses: ${action}@${old}\n`,
      `      - uses: ${action}@${next} # v2.21.1\n        with:\n${list}`,
    ],
    [
      "a step without inputs, below its old comment",
      `      - uses: ${action}@${old} # v2.13.0\n`,
      `      - uses: ${action}@${next} # v2.21.1\n        with:\n${list}`,
    ],
    [
      "a flow map without inputs",
      `      - {uses: ${action}@${old}}\n`,
      `      - {uses: ${action}@${next}, with: {allowed-endpoints: "a.example.com:443"}} # v2.21.1\n`,
    ],
  ])("%s", (_, before, after) => {
    expect(edit(workflow(before), block)).toMatchObject({ text: workflow(after), refused: [] });
  });

  test("also where the policy is kept in the Policy Store", () => {
    const before = `permissions: {id-token: write}\n${workflow(`      - uses: ${action}@v2.20.0\n${audit}`)}`;
    const after = before
      .replace("@v2.20.0", "@v2.21.1")
      .replace("egress-policy: audit\n", "egress-policy: audit\n          policy: mine\n");
    expect(edit(before, { policy: "store", entries: [], name: "mine", pin })).toMatchObject({
      text: after,
      refused: [],
    });
  });
});

describe("a pin stays", () => {
  test.each<[string, string, string]>([
    ["a tag that moves", `      - uses: ${action}@v2\n`, "unsupported-value"],
    ["a branch", `      - uses: ${action}@main\n`, "unsupported-value"],
    ["an escape", `      - uses: "${action}@\\x76\\x32.13.0"\n`, "unsupported-value"],
    ["a block scalar", `      - uses: >-\n          ${action}@${old}\n`, "unsupported-value"],
    [
      "a comment that would end in a text",
      `      - {uses: ${action}@${old}, name: "a\n          b"}\n`,
      "verification-failed",
    ],
    [
      "a number in a text, which is no comment",
      `      - {uses: ${action}@${old}, name: "a # v2.13.0"}\n`,
      "verification-failed",
    ],
    [
      "a step that another one shares",
      `      - &guard\n        uses: ${action}@${old}\n      - *guard\n`,
      "several-guard-steps",
    ],
    [
      "what an anchor shares",
      `      - uses: &pin ${action}@${old}\n      - name: *pin\n        run: make\n`,
      "shared-by-anchor",
    ],
    [
      "a second guard step",
      `      - uses: ${action}@${old}\n      - uses: ${action}@${old}\n`,
      "several-guard-steps",
    ],
  ])("%s", (_, step, code) => {
    const text = workflow(step);
    expect(edit(text, keep)).toMatchObject({ text, changed: [], refused: [{ job: "build", code }] });
  });
});

test("an edit that changes more than it should is not taken", () => {
  const parsed = parseWorkflowFile(workflow(`      - uses: ${action}@${old} # v2.13.0\n${audit}`));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const plan = planEdit(parsed.file, "build", keep);
  if ("code" in plan) throw new Error(plan.message);
  const at = (text: string): number => parsed.file.text.indexOf(text);
  expect(readVerified(parsed.file, [plan])).not.toBeNull();
  const others: readonly (readonly [string, string])[] = [
    ["audit", "block"],
    ["make", "make x"],
    ["push", "pull_request"],
    ["with:", "if: x\n        with:"],
  ];
  for (const [from, to] of others) {
    const more = { at: at(from), remove: from.length, insert: to };
    expect(readVerified(parsed.file, [{ ...plan, splices: [...plan.splices, more] }])).toBeNull();
  }
  const [moved] = plan.splices;
  if (moved === undefined) throw new Error("nothing moves");
  expect(readVerified(parsed.file, [{ ...plan, splices: [moved] }])).toBeNull();
  expect(
    readVerified(parsed.file, [{ ...plan, splices: [{ ...moved, insert: old.replace("e", "f") }] }]),
  ).toBeNull();
});
