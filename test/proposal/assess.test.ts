import { describe, expect, test } from "vitest";
import { assessFile, type Learned } from "../../src/proposal/assess.ts";
import { learn, type Run } from "../support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";

function guardWith(...inputs: readonly string[]): string {
  const lines = inputs.map((input) => `          ${input}\n`).join("");
  return `    steps:\n      - uses: step-security/harden-runner@v2\n${inputs.length > 0 ? `        with:\n${lines}` : ""}`;
}

function learned(runs: readonly Run[], source: Learned["source"] = "default-branch"): Learned {
  return { baseline: learn(runs), source };
}

const quiet = learned(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));

/** The state and reason codes of the one job of a file. */
function stateOf(steps: string, known: Learned | null): readonly string[] {
  const assessed = assessFile(
    `jobs:\n  build:\n${steps}`,
    path,
    new Map(known === null ? [] : [["build", known]]),
  );
  if (!assessed.ok) throw new Error(assessed.problem.message);
  return assessed.jobs.flatMap(({ state, reasons }) => [state, ...reasons.map(({ code }) => code)]);
}

describe("a job", () => {
  test.each([
    ["without steps", "    runs-on: x\n", quiet, ["not-guarded"]],
    ["that calls a workflow", "    uses: ./.github/workflows/a.yml\n", quiet, ["not-guarded"]],
    ["without a policy, which is block", guardWith(), quiet, ["enforced"]],
    ["with other inputs only", guardWith("disable-sudo: true"), null, ["enforced"]],
    ["that blocks", guardWith("egress-policy: block"), null, ["enforced"]],
    ["that blocks, with spaces", guardWith("egress-policy: ' block '"), null, ["enforced"]],
    ["of which nothing is known", guardWith("egress-policy: audit"), null, ["learning", "nothing-learned"]],
    [
      "with an empty baseline",
      guardWith("egress-policy: audit"),
      learned([]),
      ["learning", "nothing-learned"],
    ],
    [
      "with few runs",
      guardWith("egress-policy: audit"),
      learned([{ calls: ["a.example.com"] }]),
      ["learning", "too-few-runs", "too-few-quiet-runs", "too-few-days"],
    ],
    ["that is ready", guardWith("egress-policy: audit"), quiet, ["ready"]],
    [
      "that something new was called in",
      guardWith("egress-policy: audit"),
      learned([...Array.from({ length: 12 }, () => ({})), { calls: ["a.example.com"] }]),
      ["settling", "too-few-quiet-runs"],
    ],
    [
      "that calls an address",
      guardWith("egress-policy: audit"),
      learned(Array.from({ length: 12 }, () => ({ addresses: ["203.0.113.7:443"] }))),
      ["held", "address-without-name"],
    ],
    [
      "ready, but its policy is an expression",
      guardWith("egress-policy: ${{ inputs.p }}"),
      quiet,
      ["refused", "expression"],
    ],
    [
      "not ready, its policy an expression",
      guardWith("egress-policy: ${{ inputs.p }}"),
      null,
      ["learning", "nothing-learned"],
    ],
    ["ready, with an unknown policy", guardWith("egress-policy: warn"), quiet, ["refused", "unknown-policy"]],
    [
      "ready, with a Policy Store",
      guardWith("egress-policy: audit", "policy: p"),
      quiet,
      ["refused", "policy-store"],
    ],
  ] as const)("%s", (_, steps, known, expected) => {
    expect(stateOf(steps, known)).toEqual(expected);
  });

  test("carries what the verdict rests on", () => {
    const text = `jobs:\n  build:\n${guardWith("egress-policy: audit")}`;
    const assessed = assessFile(text, path, new Map([["build", { ...quiet, source: "pull-request" }]]));
    expect(assessed).toMatchObject({
      ok: true,
      jobs: [
        {
          jobId: "build",
          learned: { source: "pull-request" },
          recommendation: { entries: [{ text: "a.example.com:443" }] },
          readiness: { verdict: "ready", runs: 12 },
        },
      ],
    });
  });
});

test("the jobs come in the file's order, and one that is refused does not stand in another's way", () => {
  const text = `jobs:\n  b:\n${guardWith("egress-policy: audit")}  a:\n${guardWith("egress-policy: ${{ x }}")}  c:\n${guardWith()}`;
  const known = new Map(["a", "b", "c"].map((id) => [id, quiet]));
  const assessed = assessFile(text, path, known);
  if (!assessed.ok) throw new Error(assessed.problem.message);
  expect(assessed.jobs.map(({ jobId, state }) => `${jobId} ${state}`)).toEqual([
    "b ready",
    "a refused",
    "c enforced",
  ]);
});

test("every ready job of a generated file is refused", () => {
  const text = `# DO NOT EDIT\njobs:\n  build:\n${guardWith("egress-policy: audit")}`;
  expect(assessFile(text, path, new Map([["build", quiet]]))).toMatchObject({
    jobs: [{ state: "refused", reasons: [{ code: "generated-file" }] }],
  });
});

test("a file that cannot be read is told with its place", () => {
  expect(assessFile("jobs: [\n", path, new Map())).toMatchObject({
    ok: false,
    problem: { code: "syntax-error", line: 2 },
  });
});
