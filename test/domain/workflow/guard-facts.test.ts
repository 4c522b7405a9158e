import { describe, expect, test } from "vitest";
import { readGuardFacts } from "../../../src/domain/workflow/guard-facts.ts";
import { matchesName } from "../../../src/domain/workflow/name-pattern.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";

const actions = ["octo-org/first", "octo-org/second"];

function factsOf(...steps: readonly string[]) {
  const text = `jobs:\n  build:\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`;
  const parsed = parseWorkflowFile(text);
  const [job] = parsed.ok ? parsed.file.jobs : [];
  if (!parsed.ok || job === undefined) throw new Error("no job");
  return readGuardFacts(job, parsed.file, actions);
}

const computed = 'run: "echo ${{ inputs.x }}"';

describe("the step that records a job", () => {
  test.each<[readonly string[], string | null, string, number]>([
    [["uses: octo-org/first@v1", computed], "octo-org/first", "Post Run octo-org/first@v1", 1],
    [["uses: octo-org/second@v1", computed], "octo-org/second", "Post Run octo-org/second@v1", 1],
    [
      ["run: make", computed, "uses: Octo-Org/Second@v1"],
      "octo-org/second",
      "Post Run Octo-Org/Second@v1",
      -1,
    ],
    // Not the first of the file, but of the actions.
    [
      ["uses: octo-org/second@v1", "uses: octo-org/first@v1", "uses: octo-org/first@v2", computed],
      "octo-org/first",
      "Post Run octo-org/first@v1",
      2,
    ],
    [["uses: octo-org/third@v1", "uses: octo-org/first", computed], null, "", 0],
    // A name as GitHub reads it.
    [["{name: 3.10, uses: octo-org/first@v1}", computed], "octo-org/first", "Post 3.1", 1],
    [["{name: '', uses: octo-org/first@v1}", computed], "octo-org/first", "Post Run octo-org/first@v1", 1],
    [["{name: null, uses: octo-org/first@v1}", computed], "octo-org/first", "Post Run octo-org/first@v1", 1],
  ])("%j", (steps, action, postStep, distance) => {
    const facts = factsOf(...steps);
    expect(facts?.action ?? null).toBe(action);
    if (facts === null) return;
    expect(matchesName(facts.postStepName, postStep)).toBe(true);
    expect(facts.computedSteps.guardName).toBe(postStep.replace("Post ", ""));
    expect(facts.computedSteps.steps.map((step) => step.distance)).toEqual([distance]);
  });
});

test("a list of steps that many jobs share by aliases is looked through once for each action", () => {
  const steps = "- *step\n".repeat(1_000);
  const jobs = Array.from({ length: 100 }, (_, n) => `  k${n}: {steps: *s}\n`).join("");
  const parsed = parseWorkflowFile(`x: &step {run: make}\ny: &s\n${steps}jobs:\n${jobs}`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const { file } = parsed;
  let asked = 0;
  const resolve: typeof file.resolve = (value) => {
    asked += 1;
    return file.resolve(value);
  };
  for (const job of file.jobs) expect(readGuardFacts(job, { ...file, resolve }, actions)).toBeNull();
  expect(asked).toBeGreaterThan(2 * 1_000);
  expect(asked).toBeLessThan(3 * 1_000);
});
