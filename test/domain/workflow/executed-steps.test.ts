import { describe, expect, test } from "vitest";
import {
  findComputedSteps,
  keySteps,
  listExecutedSteps,
} from "../../../src/domain/workflow/executed-steps.ts";
import { readFileSteps } from "../../../src/domain/workflow/file-steps.ts";
import type { ListedStep } from "../../../src/domain/workflow/step-key.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";

const guardName = "Run step-security/harden-runner@v2";
const guard = { index: 0, name: guardName };

/** Steps as GitHub lists them: a name, with `-` before it where it was skipped; null for the gap before the post steps. */
function listed(...names: readonly (string | null)[]): readonly ListedStep[] {
  let number = 0;
  return names.flatMap((name) => {
    number += name === null ? 5 : 1;
    if (name === null) return [];
    return [{ name: name.replace(/^-/, ""), number, succeeded: !name.startsWith("-") }];
  });
}

function executed(file: readonly string[], ...names: readonly (string | null)[]): readonly string[] {
  const text = `jobs:\n  build:\n    steps:\n${["uses: step-security/harden-runner@v2", ...file].map((step) => `      - ${step}\n`).join("")}`;
  const parsed = parseWorkflowFile(text);
  const [job] = parsed.ok ? parsed.file.jobs : [];
  if (!parsed.ok || job === undefined) throw new Error("no job");
  return listExecutedSteps(listed(...names), findComputedSteps(readFileSteps(job, parsed.file), guard));
}

describe("executed steps", () => {
  test("GitHub's own steps are none, and an update of an action changes nothing", () => {
    const names = executed(
      ["uses: actions/checkout@v6", "run: make"],
      "Set up job",
      guardName,
      "Run actions/checkout@v6",
      "Run make",
      null,
      "Post Run actions/checkout@v6",
      `Post ${guardName}`,
      "Complete job",
    );
    expect(names).toEqual(["Run step-security/harden-runner", "Run actions/checkout", "Run make"]);
  });

  test("a skipped step keeps its number", () => {
    const file = ["uses: actions/cache@v4", "uses: actions/cache@v4"];
    const names = executed(file, "Set up job", guardName, "-Run actions/cache@v4", "Run actions/cache@v4");
    expect(names).toEqual(["Run step-security/harden-runner", "Run actions/cache #2"]);
  });

  test("a computed name is told by its place, whatever it turned out to be", () => {
    const file = ['{name: "Deploy to ${{ inputs.where }}", run: deploy}', "{name: Publish, run: publish}"];
    const names = executed(file, "Set up job", guardName, "Deploy to Publish", "-Publish");
    expect(names).toEqual(["Run step-security/harden-runner", "Deploy to ${{ inputs.where }}"]);
  });

  test("a step that calls itself like another cannot speak for it", () => {
    const file = ['{name: "${{ inputs.name }}", run: a}', "{name: Publish, run: publish}"];
    const names = executed(file, "Set up job", guardName, "Publish", "-Publish");
    expect(names).not.toContain("Publish");
  });
});

test("every step of the file has its key by its number, also one that failed or was skipped", () => {
  const steps = listed("Set up job", guardName, "-Run make", "Test on 20", "Test on 20");
  const computed = {
    guardName,
    steps: [{ distance: 2, key: "Test on ${{ matrix.node }}", beginning: "Test on " }],
  };
  expect([...keySteps(steps, computed)].sort(([a], [b]) => a - b)).toEqual([
    [2, "Run step-security/harden-runner"],
    [3, "Run make"],
    [4, "Test on ${{ matrix.node }}"],
    [5, "Test on 20"],
  ]);
});

test("thousands of jobs that share a thousand steps by aliases are read as one", () => {
  const condition = "a && ".repeat(60);
  const step = `{run: "echo \${{ x }}", if: "${condition}b"}`;
  const steps = ["{uses: step-security/harden-runner@v2}", ...Array<string>(999).fill(step)].join(", ");
  const others = Array.from({ length: 2_000 }, (_, n) => `  k${n}: {steps: *s}\n`).join("");
  const parsed = parseWorkflowFile(`jobs:\n  j:\n    steps: &s [${steps}]\n${others}`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const { file } = parsed;
  const lists = new Set(file.jobs.map((job) => readFileSteps(job, file)));
  const computed = new Set([...lists].map((list) => findComputedSteps(list, guard)));
  expect([lists.size, computed.size]).toEqual([1, 1]);
});
