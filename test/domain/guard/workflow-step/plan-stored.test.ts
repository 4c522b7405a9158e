import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { editGuards } from "../../../../src/domain/guard/workflow-step/edit.ts";

const name = "egress-bot.app.ci.yml.build";

function edit(
  text: string,
  jobs: readonly string[] = ["build"],
  policy = name,
  entries: readonly string[] = [],
) {
  const target = { policy: "store", name: policy, entries } as const;
  return editGuards(text, new Map(jobs.map((job) => [job, target])), { path: "ci.yml" });
}

/** A workflow whose job has the lines before its steps, and a guard step with these lines of `with`. */
function workflow(parts: { readonly top?: string; readonly job?: string; readonly step?: string }): string {
  const { top = "", job = "    permissions:\n      contents: read\n", step } = parts;
  const inputs = step ?? "        with:\n          egress-policy: audit\n";
  return `on: push\n${top}jobs:\n  build:\n    runs-on: ubuntu-latest\n${job}    steps:\n      - uses: step-security/harden-runner@v2\n${inputs}      - run: npm test\n`;
}

const granted = "    permissions:\n      contents: read\n      id-token: write\n";
const audit = "        with:\n          egress-policy: audit\n";
const named = `${audit}          policy: ${name}\n`;

describe("a guard step that takes its policy from the Policy Store", () => {
  test.each<[string, string, string]>([
    ["names it and keeps its audit", audit, named],
    [
      "records instead of blocking, as a block without a list would cut off everything",
      "        with:\n          egress-policy: block\n",
      named,
    ],
    [
      "that had no policy records",
      "        with:\n          disable-sudo: true\n",
      "        with:\n          egress-policy: audit\n          policy: egress-bot.app.ci.yml.build\n          disable-sudo: true\n",
    ],
    ["that had no inputs gets them", "", named],
    [
      "loses its list, a block",
      `${audit}          allowed-endpoints: >\n            a.example.com:443\n            b.example.com:443\n`,
      named,
    ],
    [
      "loses its list, a block between others, and what is below stays",
      `${audit}          allowed-endpoints: |-\n            a.example.com:443\n\n          # sudo\n          disable-sudo: true\n`,
      `${named}\n          # sudo\n          disable-sudo: true\n`,
    ],
    [
      "loses its list, on one line with a remark",
      `        with:\n          allowed-endpoints: a.example.com:443 # ours\n          egress-policy: 'audit' # for now\n`,
      `        with:\n          egress-policy: 'audit' # for now\n          policy: ${name}\n`,
    ],
    [
      "loses its list, plain over lines",
      `${audit}          allowed-endpoints:\n            a.example.com:443\n            b.example.com:443\n          disable-sudo: true\n`,
      `${named}          disable-sudo: true\n`,
    ],
    ["loses its empty list", `${audit}          allowed-endpoints:\n`, named],
    [
      "of a flow map",
      "        with: {egress-policy: audit, disable-sudo: true}\n",
      `        with: {egress-policy: audit, policy: ${name}, disable-sudo: true}\n`,
    ],
    [
      "of a flow map with a list",
      '        with: {egress-policy: audit, allowed-endpoints: "a.example.com:443 b.example.com:443"}\n',
      `        with: {egress-policy: audit, policy: ${name}}\n`,
    ],
    [
      "of a flow map that begins with a list",
      '        with: {allowed-endpoints: "a.example.com:443", egress-policy: audit}\n',
      `        with: {egress-policy: audit, policy: ${name}}\n`,
    ],
  ])("%s", (_, before, after) => {
    const result = edit(workflow({ step: before }));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
    expect(result.text).toBe(workflow({ step: after, job: granted }));
    expect(edit(result.text)).toMatchObject({ text: result.text, changed: [], refused: [] });
  });

  test("keeps Windows line ends, and a file without a final one", () => {
    const before = workflow({
      step: `${audit}          allowed-endpoints: >\n            a.example.com:443\n`,
    });
    const result = edit(before.replaceAll("\n", "\r\n"));
    expect(result.text).toBe(workflow({ step: named, job: granted }).replaceAll("\n", "\r\n"));
    const last = workflow({ step: `${audit}          allowed-endpoints: a.example.com:443` }).replace(
      "      - run: npm test\n",
      "",
    );
    expect(edit(last).text).toBe(
      workflow({ step: named, job: granted }).replace("\n      - run: npm test\n", ""),
    );
  });

  test.each<[string, string]>([
    ["123", '"123"'],
    ["true", '"true"'],
    ["0x1f", '"0x1f"'],
    ["plain-name_1.2", "plain-name_1.2"],
  ])("writes the name %s as a text", (policy, written) => {
    const { text } = edit(workflow({}), ["build"], policy);
    expect(text).toContain(`policy: ${written}\n`);
    expect(load(text)).toMatchObject({ jobs: { build: { steps: [{ with: { policy } }, {}] } } });
  });

  test.each<[string, string, string]>([
    ["another policy", `${audit}          policy: other\n`, "policy-store"],
    ["the whole workflow's policy", `${audit}          use-policy-store: true\n`, "policy-store"],
    ["a policy without a name", `${audit}          policy:\n`, "unsupported-value"],
    ["an expression as switch", `${audit}          disable-sudo: \${{ inputs.x }}\n`, "expression"],
    ["an expression as policy", "        with:\n          egress-policy: ${{ vars.P }}\n", "expression"],
    ["an expression as list", `${audit}          allowed-endpoints: \${{ vars.L }}\n`, "expression"],
    ["a merge key", `        with:\n          <<: *x\n          egress-policy: audit\n`, "merge-key"],
  ])("is refused with %s", (_, step, code) => {
    const before = workflow({ step });
    expect(edit(before)).toMatchObject({ text: before, changed: [], refused: [{ job: "build", code }] });
  });

  test.each(["a b", "a\nb", "", "-a", "x".repeat(129), "a/b", "${{ x }}"])(
    "is refused the name %j",
    (bad) => {
      expect(edit(workflow({}), ["build"], bad)).toMatchObject({
        changed: [],
        refused: [{ code: "policy-name" }],
      });
    },
  );
});

describe("the token's permissions", () => {
  test.each<[string, { top?: string; job?: string }, { top?: string; job?: string }]>([
    ["a map of the job gets a line", {}, { job: granted }],
    [
      "a map of the job gets a line below its remarks",
      { job: "    permissions:\n      contents: read # checkout\n" },
      { job: "    permissions:\n      contents: read # checkout\n      id-token: write\n" },
    ],
    [
      "a flow map",
      { job: "    permissions: {contents: read, packages: write}\n" },
      { job: "    permissions: {contents: read, packages: write, id-token: write}\n" },
    ],
    ["an empty map", { job: "    permissions: {}\n" }, { job: "    permissions: {id-token: write}\n" }],
    ["what grants it stays", { job: granted }, { job: granted }],
    ["write-all grants it", { job: "    permissions: write-all\n" }, { job: "    permissions: write-all\n" }],
    [
      "what denies it grants it",
      { job: "    permissions:\n      id-token: none\n      contents: read\n" },
      { job: "    permissions:\n      id-token: write\n      contents: read\n" },
    ],
    [
      "the workflow's map comes to the job",
      { top: "permissions:\n  contents: read\n  packages: write\n", job: "" },
      {
        top: "permissions:\n  contents: read\n  packages: write\n",
        job: "    permissions:\n      contents: read\n      packages: write\n      id-token: write\n",
      },
    ],
    [
      "the workflow's empty map",
      { top: "permissions: {}\n", job: "" },
      { top: "permissions: {}\n", job: "    permissions:\n      id-token: write\n" },
    ],
    [
      "the workflow's map that denies it",
      { top: "permissions: {id-token: none, contents: read}\n", job: "" },
      {
        top: "permissions: {id-token: none, contents: read}\n",
        job: "    permissions:\n      contents: read\n      id-token: write\n",
      },
    ],
    [
      "the workflow grants it",
      { top: "permissions: {id-token: write}\n", job: "" },
      { top: "permissions: {id-token: write}\n", job: "" },
    ],
    [
      "the workflow's write-all grants it",
      { top: "permissions: write-all\n", job: "" },
      { top: "permissions: write-all\n", job: "" },
    ],
    [
      "the job's map stands above the workflow's",
      { top: "permissions: write-all\n" },
      { top: "permissions: write-all\n", job: granted },
    ],
  ])("%s", (_, before, after) => {
    const result = edit(workflow(before));
    expect(result).toMatchObject({ changed: ["build"], refused: [] });
    expect(result.text).toBe(workflow({ ...after, step: named }));
  });

  test("stand first in a job whose runs-on is no single line", () => {
    const text = workflow({ top: "permissions:\n  contents: read\n", job: "" });
    const several = text.replace("runs-on: ubuntu-latest", "runs-on:\n      - ubuntu-latest");
    expect(edit(several).text).toContain(
      "  build:\n    permissions:\n      contents: read\n      id-token: write\n    runs-on:\n      - ubuntu-latest\n",
    );
  });

  test("of two jobs of a file", () => {
    const two = `permissions: {contents: read}\njobs:\n${["build", "test"]
      .map(
        (id) =>
          `  ${id}:\n    runs-on: x\n    steps:\n      - uses: step-security/harden-runner@v2\n${audit}`,
      )
      .join("")}`;
    const result = edit(two, ["build", "test"]);
    expect(result.changed).toEqual(["build", "test"]);
    const permissions = { contents: "read", "id-token": "write" };
    expect(load(result.text)).toMatchObject({ jobs: { build: { permissions }, test: { permissions } } });
  });

  test.each<[string, { top?: string; job?: string }, string, number]>([
    ["are named nowhere", { job: "" }, "permissions-unknown", 3],
    ["are read-all", { job: "    permissions: read-all\n" }, "permissions-read-all", 5],
    ["are the workflow's read-all", { top: "permissions: read-all\n", job: "" }, "permissions-read-all", 2],
    ["have no value", { job: "    permissions:\n" }, "unsupported-value", 5],
    ["are an unknown word", { job: "    permissions: all\n" }, "unsupported-value", 5],
    ["have an unknown level", { job: "    permissions:\n      contents: admin\n" }, "unsupported-value", 6],
    [
      "are shared by an anchor",
      { top: "permissions: &p {contents: read}\n", job: "    permissions: *p\n" },
      "shared-by-anchor",
      6,
    ],
    [
      "are the anchor of others",
      { top: "permissions: &p {contents: read}\nx: *p\n", job: "" },
      "shared-by-anchor",
      2,
    ],
  ])("that %s are not guessed", (_, parts, code, line) => {
    const before = workflow(parts);
    const result = edit(before);
    expect(result).toMatchObject({ text: before, changed: [], refused: [{ code }] });
    expect(result.refused[0]?.line).toBe(line);
  });
});
