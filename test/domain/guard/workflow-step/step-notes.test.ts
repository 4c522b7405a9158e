import { describe, expect, test } from "vitest";
import type { GuardTarget } from "../../../../src/domain/guard/target.ts";
import { editGuards } from "../../../../src/domain/guard/workflow-step/edit.ts";

const block: GuardTarget = { policy: "block", entries: ["github.com:443"] };
const store: GuardTarget = { policy: "store", name: "builds", entries: [] };

function edit(inputs: readonly string[], target: GuardTarget, name: string | null = null) {
  const text = `on: push\npermissions:\n  contents: read\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n${
    name === null ? "      -" : `      - name: ${name}\n       `
  } uses: step-security/harden-runner@v2\n        with:\n${inputs.map((input) => `          ${input}\n`).join("")}      - run: make\n`;
  const { changed, refused, notes } = editGuards(text, new Map([["build", target]]), { path: "ci.yml" });
  return {
    changed: changed.length,
    refused: refused.map(({ code }) => code),
    notes: notes.map(({ message }) => message),
  };
}

const [audit, blocking] = ["egress-policy: audit", "egress-policy: block"];
const own = "allowed-endpoints: old.example.com:443";
const denied = "denied-endpoints: evil.example.net:443";

describe("denied-endpoints", () => {
  test.each<[string, readonly string[], GuardTarget, readonly string[], number]>([
    ["would be ignored once there is a list: refused", [audit, denied], block, ["denied-endpoints"], 0],
    [
      "is in force without a list: refused",
      [blocking, denied, 'allowed-endpoints: ""'],
      block,
      ["denied-endpoints"],
      0,
    ],
    ["is ignored beside a list: said", [blocking, own, denied], block, [], 1],
    [
      "would come into force when the list goes: refused",
      [audit, own, denied],
      store,
      ["denied-endpoints"],
      0,
    ],
    ["without a value means nothing", [audit, 'denied-endpoints: ""'], block, [], 0],
    ["in audit mode harms nobody", [blocking, denied], { policy: "audit" }, [], 0],
  ])("%s", (_, inputs, target, codes, notes) => {
    const edited = edit(inputs, target);
    expect(edited.refused).toEqual(codes);
    expect(edited.notes.filter((note) => note.includes("denied-endpoints"))).toHaveLength(notes);
  });
});

describe("what stays as it is and should be known", () => {
  test.each<[string, readonly string[], string | null, readonly string[]]>([
    [
      "nothing",
      [audit, "disable-sudo: true", "Token: x", "use-policy-store: false"],
      "Harden the runner",
      [],
    ],
    [
      "inputs that no release is known to have",
      [audit, "exempt-files: a.txt", "alowed-endpoints: x"],
      null,
      [
        "the step has `exempt-files`, `alowed-endpoints`, which are not inputs of Harden-Runner that I know; left as they are",
      ],
    ],
    [
      "a name that tells of audit",
      [audit],
      "Harden the runner (Audit all outbound calls)",
      [
        'the step is still named "Harden the runner (Audit all outbound calls)", which no longer fits; rename it if you like',
      ],
    ],
    [
      "a comment that asks for audit",
      [`${audit} # leave it in audit`],
      null,
      ['a comment beside the policy still says "leave it in audit"; remove it if it is out of date'],
    ],
  ])("%s", (_, inputs, name, notes) => {
    expect(edit(inputs, block, name)).toEqual({ changed: 1, refused: [], notes });
  });

  test("a name is no matter where the job blocks already", () => {
    expect(edit([blocking, own], block, "Audit all outbound calls").notes).toEqual([]);
  });
});
