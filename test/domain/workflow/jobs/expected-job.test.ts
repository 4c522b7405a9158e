import { describe, expect, test } from "vitest";
import { expectJob } from "../../../../src/domain/workflow/jobs/expected-job.ts";
import { matchesName } from "../../../../src/domain/workflow/name-pattern.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";

/** What is expected of the first job of a file. */
function expected(text: string) {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const [job] = parsed.file.jobs;
  if (job === undefined) throw new Error("the file has no job");
  return expectJob(job, parsed.file);
}

function withSteps(...steps: readonly string[]): string {
  return ["on: push", "jobs:", "  build:", "    steps:", ...steps.map((step) => `      - ${step}`), ""].join(
    "\n",
  );
}

function stepsOf(...steps: readonly string[]): readonly string[] {
  return expected(withSteps(...steps)).steps.map(({ label }) => label);
}

describe("steps", () => {
  test.each([
    ["a name", "{name: Publish, run: npm publish}", ["Publish"]],
    ["an action", "uses: actions/checkout@v6", ["actions/checkout"]],
    ["a script", '{run: "make\\nmake install"}', ["make"]],
    ["the guard", "uses: step-security/harden-runner@v2", []],
    ["on failure", "{name: A, if: failure(), run: a}", []],
    ["on failure, as an expression", '{name: A, if: "${{ failure() }}", run: a}', []],
    ["on cancellation", "{name: A, if: cancelled(), run: a}", []],
    ["on either", "{name: A, if: failure() || cancelled(), run: a}", []],
    ["on failure of something", "{name: A, if: \"failure() && github.ref == 'x'\", run: a}", []],
    ["always", "{name: A, if: always(), run: a}", ["A"]],
    ["not on cancellation", '{name: A, if: "!cancelled()", run: a}', ["A"]],
    ["always or on failure", "{name: A, if: always() || failure(), run: a}", ["A"]],
    ["on the main branch", "{name: A, if: \"github.ref == 'refs/heads/main'\", run: a}", ["A"]],
    ["on another system", "{name: A, if: \"runner.os == 'Windows'\", run: a}", []],
    ["not on another system", "{name: A, if: \"runner.os != 'macOS'\", run: a}", ["A"]],
    ["after a failure", "{name: A, if: \"always() && job.status == 'failure'\", run: a}", []],
    ["never", "{name: A, if: false, run: a}", []],
    ["never, as an expression", '{name: A, if: "${{ false }}", run: a}', []],
    [
      "a word that only contains failure",
      "{name: A, if: \"contains(github.ref, 'failure()')\", run: a}",
      ["A"],
    ],
    ["a condition that cannot be read", '{name: A, if: "failure( &&", run: a}', ["A"]],
  ])("%s", (_, step, labels) => {
    expect(stepsOf(step)).toEqual(labels);
  });

  test("equal names are told apart by their number, and no other step speaks for one", () => {
    const { steps } = expected(withSteps("uses: actions/cache@v4", "run: make", "uses: actions/cache@v5"));
    const executed = ["Run actions/cache", "Run make"];
    const missing = steps.filter(({ keys }) => !executed.some((key) => matchesName(keys, key)));
    expect(missing.map(({ keys }) => matchesName(keys, "Run actions/cache #2"))).toEqual([true]);
  });
});

describe("legs", () => {
  const legsOf = (strategy: string, name = ""): readonly string[] | null => {
    const legs = expected(`on: push\njobs:\n  test:\n${name}    strategy: ${strategy}\n    steps: []\n`).legs;
    return legs?.map(({ label }) => label) ?? null;
  };

  test.each([
    [
      "two axes",
      "{matrix: {os: [a, b], node: [20, 24]}}",
      ["test (a, 20)", "test (a, 24)", "test (b, 20)", "test (b, 24)"],
    ],
    [
      "less one",
      "{matrix: {os: [a, b], node: [20, 24], exclude: [{os: a, node: 20}]}}",
      ["test (a, 24)", "test (b, 20)", "test (b, 24)"],
    ],
    ["plus one", "{matrix: {os: [a], include: [{os: c}]}}", ["test (a)", "test (c)"]],
    [
      "with a value more for one",
      "{matrix: {os: [a, b], include: [{os: a, extra: x}]}}",
      ["test (a)", "test (b)"],
    ],
    ["include alone", "{matrix: {include: [{os: a}, {os: b}]}}", ["test (a)", "test (b)"]],
    ["computed", '{matrix: {os: "${{ fromJSON(needs.x.outputs.y) }}"}}', null],
    ["partly computed", '{matrix: {os: [a, "${{ inputs.os }}"]}}', null],
    ["none", "{fail-fast: false}", null],
    [
      "far too many",
      `{matrix: {a: [${Array.from({ length: 40 }, (_, i) => i)}], b: [${Array.from({ length: 40 }, (_, i) => i)}]}}`,
      null,
    ],
  ])("%s", (_, strategy, labels) => {
    expect(legsOf(strategy)).toEqual(labels);
  });

  test("a name of its own", () => {
    const name = '    name: "Test on ${{ matrix.os }}"\n';
    expect(legsOf("{matrix: {os: [a, b]}}", name)).toEqual(["Test on a", "Test on b"]);
  });
});

describe("events", () => {
  test.each([
    ["on: schedule", "", ["schedule"]],
    ["on: [push, release]", "", ["release"]],
    ["on:\n  push:\n  schedule:\n    - cron: '0 0 * * 0'\n  release:", "", ["release", "schedule"]],
    ['"on": {schedule: [{cron: "0 0 * * 0"}]}', "", ["schedule"]],
    ["on: push", "", []],
    ["on: workflow_call", "", []],
    ["on: [push, schedule]", "    if: github.event_name == 'push'\n", []],
    ["on: [push, schedule]", "    if: github.repository == 'octo-org/octo-repo'\n", ["schedule"]],
  ])("%j with %j", (on, condition, events) => {
    expect(expected(`${on}\njobs:\n  build:\n${condition}    steps: []\n`).events).toEqual(events);
  });
});
