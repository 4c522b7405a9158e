// prove: names
/** Our legs of a matrix and their names beside those that GitHub's own parser and evaluator give. */
import type { WorkflowJob } from "@actions/workflow-parser/model/workflow-template";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { legNamePattern } from "../../../../src/domain/workflow/jobs/job-name.ts";
import { listMatrixLegs } from "../../../../src/domain/workflow/jobs/matrix-legs.ts";
import { matchesName } from "../../../../src/domain/workflow/name-pattern.ts";
import {
  type Job,
  parseWorkflowFile,
  type WorkflowFile,
} from "../../../../src/domain/workflow/workflow-file.ts";
import { displayName, expandMatrix, type LegValues } from "../../../support/github-names.ts";
import {
  dictionary,
  evaluateAsGitHub,
  oracleCases,
  oracleTimeout,
  parseAsGitHub,
} from "../../../support/github-parser.ts";

const keys = ["os", "node", "v", "extra", "more"];

function workflow(matrix: string, name: string | null = null): string {
  const named = name === null ? "" : `    name: ${name}\n`;
  return `on: push\njobs:\n  a:\n${named}    runs-on: ubuntu-latest\n    strategy:\n      matrix: ${matrix}\n    steps:\n      - run: make\n`;
}

function parseOurs(text: string): { readonly file: WorkflowFile; readonly job: Job } {
  const parsed = parseWorkflowFile(text);
  const job = parsed.ok ? parsed.file.jobs[0] : undefined;
  if (!parsed.ok || job === undefined) throw new Error("the file has no job");
  return { file: parsed.file, job };
}

async function parseTheirs(text: string): Promise<WorkflowJob> {
  const job = (await parseAsGitHub(text))?.jobs[0];
  if (job === undefined) throw new Error("GitHub would refuse the file");
  return job;
}

/** The value of each key of each leg, as an expression renders it, by our reading; null where GitHub would make no legs. */
function ourValues(text: string) {
  const { file, job } = parseOurs(text);
  return listMatrixLegs(job, file)?.map((leg) => keys.map((key) => leg.valueOf(key))) ?? null;
}

function render(leg: LegValues, expression: string): string {
  return evaluateAsGitHub(expression, { matrix: dictionary(Object.fromEntries(leg)) }).coerceString();
}

async function theirValues(text: string) {
  const legs = expandMatrix(await parseTheirs(text));
  return legs.length === 0
    ? null
    : legs.map(({ values }) => keys.map((key) => render(values, `matrix.${key}`)));
}

/** The names of all legs by GitHub, and for each leg of ours which of them fit its pattern. */
async function compareNames(text: string) {
  const theirs = await parseTheirs(text);
  const names = expandMatrix(theirs).map((leg) => displayName(theirs, leg));
  const { file, job } = parseOurs(text);
  const patterns = (listMatrixLegs(job, file) ?? []).map((leg) => legNamePattern(job, leg));
  return { names, fitting: patterns.map((pattern) => names.filter((name) => matchesName(pattern, name))) };
}

describe("the legs of a matrix are those that GitHub makes", () => {
  test.each([
    ["{os: [a, b], node: [20, 22.10]}"],
    ["{os: [a, b], node: [20, 22], exclude: [{os: A, node: '20'}]}"],
    ["{os: [a], exclude: [{os: a}]}"],
    ["{os: [a], exclude: [{os: a}], include: [{os: a, node: 1}]}"],
    ["{os: [a, b], include: [{node: 1}, {os: a, extra: x}, {os: c, extra: y}, {node: 2, more: 3}]}"],
    ["{os: [a, b], include: [{os: a, extra: x}, {os: b, extra: x}, {extra: z}]}"],
    ["{include: [{os: a}, {os: b, node: 1}]}"],
    ["{os: [a, null, '', true], exclude: [{os: false}, {os: 1}]}"],
    ["{os: [a, a]}"],
    ["{v: [1.10, '1.10', 0x10, 0o17, 017, 08, 1e3, .5, -1, +1, 1_000, 1.0, -0]}"],
    ["{v: [true, True, 'true', null, ~, '', yes, 2020-01-01, ' a b ']}"],
  ])("%s", async (matrix) => {
    expect(ourValues(workflow(matrix))).toEqual(await theirValues(workflow(matrix)));
  });

  test("whatever is in its axes, and in what it excludes and includes", {
    timeout: oracleTimeout,
  }, async () => {
    const value = fc.constantFrom(
      "1",
      "'1'",
      "1.10",
      "10",
      "true",
      "'true'",
      "null",
      "''",
      "a",
      "A",
      "x64",
      "08",
      ".5",
      "'a b'",
    );
    const axes = fc.dictionary(
      fc.constantFrom("os", "node", "v"),
      fc.array(value, { minLength: 1, maxLength: 3 }),
    );
    const entry = (names: readonly string[]) =>
      fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(
        axes,
        fc.array(entry(["os", "node", "v"]), { maxLength: 3 }),
        fc.array(entry(keys), { maxLength: 4 }),
        async (some, excluded, included) => {
          const text = workflow(writeMatrix(some, excluded, included));
          fc.pre((await parseAsGitHub(text)) !== null);
          expect(ourValues(text)).toEqual(await theirValues(text));
        },
      ),
      { numRuns: oracleCases },
    );
  });

  // Harmless: then nothing is expected of the legs.
  test.each([
    ["a number of more than 15 digits", "{v: [100000000000000000000]}"],
    ["a number with more than 6 decimals", "{v: [0.1234567]}"],
    ["no number", "{v: [.nan]}"],
    ["infinity", "{v: [.inf]}"],
  ])("known difference: %s is not rendered", async (_, matrix) => {
    expect(await theirValues(workflow(matrix))).toHaveLength(1);
    expect(ourValues(workflow(matrix))).toBeNull();
  });

  test.each([
    ["a map", "{v: [{a: 1}]}"],
    ["a list", "{v: [[1, 2]]}"],
  ])("known difference: %s is not rendered as one word", async (_, matrix) => {
    expect((await theirValues(workflow(matrix)))?.[0]?.[2]).toMatch(/^(?:Object|Array)$/);
    expect(ourValues(workflow(matrix))?.[0]?.[2]).toBeNull();
  });
});

describe("the name of a leg is the one that GitHub makes of the job's name", () => {
  const legs = "{os: [a, b], v: [1.50, '1.50'], include: [{os: a, extra: x}]}";
  const own = [0, 1, 2, 3];

  test.each([
    ["Build ${{ matrix.os }} ${{ matrix.v }}"],
    ["${{ MATRIX.OS }}-${{matrix.V}}"],
    ['"{0} it\'s ${{ matrix.os }} ${{ matrix.v }} "'],
    ["${{ matrix.os }} ${{ matrix.v }} ${{ matrix.extra }}${{ matrix.none }}${{ matrix.os.none }}"],
  ])("%s", async (name) => {
    const { names, fitting } = await compareNames(workflow(legs, name));
    expect(fitting).toEqual(own.map((at) => [names[at]]));
  });

  test.each([
    ["a property in brackets", "${{ matrix['os'] }} ${{ matrix.v }}"],
    ["a condition", "${{ matrix.os == 'a' && 'X' || 'Y' }}"],
    ["a whole matrix", "${{ toJSON(matrix) }}"],
    ["another context", "${{ matrix.os }} ${{ github.ref }}"],
  ])("or may be, with %s", async (_, name) => {
    const { names, fitting } = await compareNames(workflow(legs, name));
    for (const at of own) expect(fitting[at]).toContain(names[at]);
  });

  // But for apostrophes: GitHub's package, unlike GitHub, takes only the first two in a row for one.
  test("whatever is put together", { timeout: oracleTimeout }, async () => {
    const part = fc.constantFrom(
      ...[
        "${{ matrix.os }}",
        "${{matrix.v}}",
        "${{ MATRIX.extra }}",
        "${{ matrix.none }}",
        "${{ matrix['os'] }}",
      ],
      ...["${{ matrix.os == 'a' }}", "${{ github.ref }}", "a", " ", "{0}", "}}", "{{", "$ ", "(b)", "✓"],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1 }), async (parts) => {
        const text = workflow(legs, JSON.stringify(`${parts.join("")}\${{ matrix.os }}`));
        fc.pre((await parseAsGitHub(text)) !== null);
        const { names, fitting } = await compareNames(text);
        for (const at of own) expect(fitting[at]).toContain(names[at]);
      }),
      { numRuns: oracleCases },
    );
  });

  test.each([
    ["1.10", ["1.1 (a)", "1.1 (b)"]],
    ["123", ["123 (a)", "123 (b)"]],
    ["0x10", ["16 (a)", "16 (b)"]],
    ["True", ["true (a)", "true (b)"]],
    ["''", ["a (a)", "a (b)"]],
    ["null", ["a (a)", "a (b)"]],
    ["' '", ["  (a)", "  (b)"]],
    ["2020-01-01", ["2020-01-01 (a)", "2020-01-01 (b)"]],
    ["\"a ${{ '}}' }} ${{ matrix.os }}\"", ["a }} a", "a }} b"]],
    ["${{ '' }}", ["a (a)", "a (b)"]],
    ["${{ matrix.none }}", ["a (a)", "a (b)"]],
    ["${{ matrix.none }}${{ matrix.os.none }}", ["a (a)", "a (b)"]],
    [`${"n".repeat(96)} \${{ matrix.os }}`, [`${"n".repeat(96)} a`, `${"n".repeat(96)} b`]],
    ["n".repeat(120), [`${"n".repeat(97)}...`, `${"n".repeat(97)}...`]],
  ])("a name that is no plain text, or comes to nothing: %s", async (name, expected) => {
    const { names, fitting } = await compareNames(workflow("{os: [a, b]}", name));
    expect(names).toEqual(expected);
    for (const [at, own] of expected.entries()) expect(fitting[at]).toContain(own);
  });

  test("an alias is what it stands for", async () => {
    const text = workflow("{os: [a]}", "*name").replace("jobs:", "env: {N: &name 3.10}\njobs:");
    expect((await compareNames(text)).fitting).toEqual([["3.1 (a)"]]);
  });
});

function writeMatrix(
  axes: Readonly<Record<string, readonly string[]>>,
  excluded: readonly Readonly<Record<string, string>>[],
  included: readonly Readonly<Record<string, string>>[],
): string {
  const write = (entry: Readonly<Record<string, string>>): string =>
    `{${Object.entries(entry)
      .map(([key, value]) => `${key}: ${value}`)
      .join(", ")}}`;
  return `{${[
    ...Object.entries(axes).map(([key, values]) => `${key}: [${values.join(", ")}]`),
    ...(excluded.length > 0 ? [`exclude: [${excluded.map(write).join(", ")}]`] : []),
    ...(included.length > 0 ? [`include: [${included.map(write).join(", ")}]`] : []),
  ].join(", ")}}`;
}
