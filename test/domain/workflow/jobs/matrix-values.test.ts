import { describe, expect, test } from "vitest";
import { createMatrixReader } from "../../../../src/domain/workflow/jobs/matrix-values.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";

function valuesOf(matrix: string, key: string): readonly string[] | null {
  const text = `jobs:\n  test:\n    strategy:\n      matrix: ${matrix}\n    runs-on: ubuntu-latest\n`;
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const [job] = parsed.file.jobs;
  return job === undefined ? null : createMatrixReader(parsed.file)(job)(key);
}

describe("what a key of the matrix can be", () => {
  test.each<[string, string, string[] | null]>([
    ["{ node: [18, 20] }", "node", ["18", "20", ""]],
    ["{ node: [18, 20] }", "Node", ["18", "20", ""]],
    ["{ python: [3.10, '3.10', true, null] }", "python", ["3.1", "3.10", "true", ""]],
    ["{ node: [18], include: [{ node: 22 }, { os: mac }] }", "node", ["18", "22", ""]],
    ["{ node: [18], include: [{ node: 22 }, { os: mac }] }", "os", ["", "mac"]],
    ["{ node: [18] }", "os", [""]],
    ["{ os: [{ name: linux, image: ubuntu }, { name: mac }] }", "os.name", ["linux", "mac", ""]],
    ["{ node: [18, 20], exclude: [{ node: 18 }] }", "node", ["18", "20", ""]],
    // What is not in the file.
    ["${{ fromJSON(needs.a.outputs.b) }}", "node", null],
    ["{ node: '${{ fromJSON(inputs.nodes) }}' }", "node", null],
    ["{ node: ['${{ inputs.node }}', 20] }", "node", null],
    ["{ node: [18], include: '${{ fromJSON(inputs.more) }}' }", "node", null],
    ["{ node: [18], include: ['${{ inputs.one }}'] }", "node", null],
    ["{ node: [[1, 2]] }", "node", null],
    ["{ node: [1e300] }", "node", null],
    [`{ node: [${Array.from({ length: 300 }, (_, n) => n).join(", ")}] }`, "node", null],
  ])("%s: %s", (matrix, key, expected) => expect(valuesOf(matrix, key)).toEqual(expected));
});

test.each([
  ["holds itself", "{ node: &a [*a] }"],
  ["is deeper than any honest one", `{ node: ${"[".repeat(40)}1${"]".repeat(40)} }`],
])("a matrix that %s tells nothing", (_, matrix) => expect(valuesOf(matrix, "node")).toBeNull());

test("aliases of a value are followed", () =>
  expect(valuesOf("{ a: &a [18, &b 20], node: *a, include: [{ node: *b }] }", "node")).toEqual([
    "18",
    "20",
    "",
  ]));

test("aliases that multiply are not followed", () => {
  const bomb = Array.from(
    { length: 12 },
    (_, n) =>
      `&a${n} [${
        n === 0
          ? "x"
          : Array(9)
              .fill(`*a${n - 1}`)
              .join(", ")
      }]`,
  );
  expect(valuesOf(`{ node: [${bomb.join(", ")}] }`, "node")).toBeNull();
});
