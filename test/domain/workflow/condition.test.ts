// prove: names
/** Our reading of conditions beside that of GitHub's own parser and evaluator. */
import { data } from "@actions/expressions";
import { falsy } from "@actions/expressions/result";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { canRunOnSuccess } from "../../../src/domain/workflow/condition.ts";
import {
  dictionary,
  evaluateAsGitHub,
  oracleCases,
  oracleTimeout,
  parseAsGitHub,
  type World,
} from "../../support/github-parser.ts";

function workflow(condition: string): string {
  return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n        if: ${condition}\n`;
}

/** Whether the step of a workflow can run by our reading. */
function ours(text: string): boolean {
  return canRunOnSuccess(parse(text).jobs.a.steps[0].if);
}

/** Whether it runs by GitHub's, for each world; null where GitHub refuses the file. */
async function githubs(text: string, worlds: readonly World[]): Promise<readonly boolean[] | null> {
  const template = await parseAsGitHub(text);
  const [job] = template?.jobs ?? [];
  const step = job?.type === "job" ? job.steps[0] : undefined;
  const condition = step?.if?.expression;
  if (condition === undefined) return null;
  return worlds.map((world) => !falsy(evaluateAsGitHub(condition, world)));
}

const knownWorld: World = {
  job: dictionary({ status: new data.StringData("success") }),
  runner: dictionary({ os: new data.StringData("Linux") }),
};

/** A world in which a step and a job that was needed ended so; undefined where there is none. */
function endedWith(step: string | undefined, job: string | undefined): World {
  const text = (value: string): data.StringData => new data.StringData(value);
  const outcome = step === undefined ? {} : { outcome: text(step), conclusion: text(step) };
  return {
    ...knownWorld,
    steps: dictionary({ one: dictionary(outcome) }),
    needs: dictionary(job === undefined ? {} : { two: dictionary({ result: text(job) }) }),
  };
}

describe("a condition that the file decides is read as GitHub reads it", () => {
  test.each([
    ["true", true],
    ["false", false],
    ["0", false],
    ["1", true],
    ["''", true],
    ["null", true],
    ["0x0", false],
    ["1e0", true],
    ["'false'", false],
    ['"${{ false }}"', false],
    ['"${{ false }} && ${{ true }}"', true],
    ['"a ${{ false }}"', true],
    ['"success()"', true],
    ['"always()"', true],
    ['"Failure()"', false],
    ['"!cancelled()"', true],
    ['"failure() || cancelled()"', false],
    ["\"!!''\"", false],
    ['"! 1 == 0"', true],
    ['"!(1 == 0)"', true],
    ['"-0"', false],
    ["\"'a' == 'A'\"", true],
    ["\"null == ''\"", true],
    ["\"'' == 0\"", true],
    ['"true == 1"', true],
    ["\"'true' == true\"", false],
    ["\"' 1 ' == 1\"", true],
    ["\"'0x1' == 1\"", true],
    ["\"'abc' == 0\"", false],
    ["\"'it''s' == 'it''s'\"", true],
    ['"1 == 1 != true"', false],
    ["\"1 && 0 || 'x'\"", true],
    ["\"runner.os == 'Linux'\"", true],
    ["\"RUNNER.OS == 'windows'\"", false],
    ["\"job.status == 'failure'\"", false],
    // A blank or the end of a line around it makes it a text, which is true.
    ['"${{ false }} "', true],
    ['" ${{ false }}"', true],
    ["|\n          ${{ false }}", true],
    ['"${{ false }}${{ false }}"', true],
    ["\"${{ '}}' == '' }}\"", false],
    ["\"${{ '' }}\"", true],
    ["\"${{ 'failure()' }}\"", false],
    ["\"${{ '0' }}\"", false],
    ['"  "', true],
    ["\"'K' != 'k' || true\"", true],
  ])("%s: %s", async (condition, expected) => {
    expect(await githubs(workflow(condition), [knownWorld])).toEqual([expected]);
    expect(ours(workflow(condition))).toBe(expected);
  });
});

describe("known differences from GitHub", () => {
  // Harmless: such a step counts as one that may run.
  test.each([
    ["an order", '"2 < 1"'],
    ["a function of fixed texts", "\"contains('a', 'b')\""],
    ["a text made of nothing", "\"format('{0}', '')\""],
    ["a value read from a text", "\"fromJSON('false')\""],
    ["letters that share a capital", "\"'ı' == 'I'\""],
    ["a property in brackets", "\"runner['os'] == 'Windows'\""],
    ["a hexadecimal number", '"0x0"'],
    ["an octal number", '"0o0"'],
    ["a number with an exponent", '"0e5"'],
    ["no number", '"NaN"'],
  ])("%s is not worked out", async (_, condition) => {
    expect(await githubs(workflow(condition), [knownWorld])).toEqual([false]);
    expect(ours(workflow(condition))).toBe(true);
  });

  // The package reads such a block with its line ends. The runner's own parser, like ours, reads it without.
  test.each([["|-\n          ${{ false }}"], [">-\n          ${{\n            false\n          }}"]])(
    "a block without a line end at its end is an expression: %j",
    async (condition) => {
      expect(await githubs(workflow(condition), [knownWorld])).toEqual([true]);
      expect(ours(workflow(condition))).toBe(false);
    },
  );

  test.each([
    ["letters whose capitals are two", "\"'ß' == 'SS'\""],
    ["letters that share a capital", "\"'ſ' == 's'\""],
  ])("%s are not told apart, so that the step may run", async (_, condition) => {
    expect(await githubs(workflow(condition), [knownWorld])).toEqual([true]);
    expect(ours(workflow(condition))).toBe(true);
  });
});

describe("what only a failure starts is nothing that a successful job runs", () => {
  const worlds = [undefined, "success", "skipped"].map((result) => endedWith(result, result));

  test.each([
    ["steps.one.outcome == 'failure'"],
    ["steps.one.outcome != 'success' && steps.one.outcome == 'failure'"],
    ["always() && steps.one.conclusion == 'Failure'"],
    ["STEPS.One.Outcome == 'cancelled'"],
    ["needs.two.result == 'failure'"],
    ["contains(needs.*.result, 'failure')"],
    ["contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')"],
    ["always() && contains(steps.*.outcome, 'failure')"],
    ["!(steps.one.outcome != 'failure')"],
    ["success() && steps.one.outcome == 'timed_out'"],
  ])("%s", async (condition) => {
    const text = workflow(JSON.stringify(condition));
    expect(await githubs(text, worlds)).toEqual([false, false, false]);
    expect(ours(text)).toBe(false);
  });

  test.each([
    ["steps.one.outcome == 'success'"],
    ["steps.one.outcome != 'failure'"],
    ["steps.one.outcome == ''"],
    ["steps.one.outcome"],
    ["!steps.one.outcome"],
    ["steps.one.outcome || true"],
    ["(steps.one.outcome || 'failure') == 'failure'"],
    ["contains(needs.*.result, 'success')"],
    ["!contains(needs.*.result, 'failure')"],
    ["contains(steps.one.outcome, 'cess')"],
    ["needs.two.result == 'skipped'"],
  ])("%s may run", async (condition) => {
    const text = workflow(JSON.stringify(condition));
    expect(await githubs(text, worlds)).toContain(true);
    expect(ours(text)).toBe(true);
  });
});

describe("whatever the condition", () => {
  const operators = ["&&", "||", "==", "!="];
  const decided = [
    ...[
      "true",
      "false",
      "null",
      "''",
      "'a'",
      "'A'",
      "'0'",
      "'1'",
      "' '",
      "'it''s'",
      "0",
      "1",
      "-1",
      "0.5",
      "+1",
    ],
    ...["success()", "always()", "failure()", "cancelled()", "SUCCESS( )"],
    ...["runner.os", "RUNNER.OS", "job.status", "'Linux'", "'windows'", "'success'", "'failure'"],
  ];
  const open = [
    ...[
      "github.ref",
      "github.event.action",
      "env.A",
      "inputs.flag",
      "matrix.os",
      "steps.one.outcome",
      "needs.two.result",
      "needs.*.result",
      "runner.arch",
    ],
    ...["'skipped'", "contains(needs.*.result, 'failure')", "contains(steps.*.outcome, 'success')"],
    ...["contains(needs.*.result, env.A)", "startsWith(steps.one.outcome, 's')", "github.event.*.action"],
    ...["github['ref']", "env", "contains(github.ref, 'a')", "startsWith('a', 'b')", "format('{0}', env.A)"],
    ...["runner['os']", "job['status']", "matrix.*.os", "0x0", "1e3"],
  ];

  function conditions(atoms: readonly string[], binary: readonly string[]): fc.Arbitrary<string> {
    return fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constantFrom(...atoms),
        fc
          .tuple(tie("condition"), fc.constantFrom(...binary), tie("condition"))
          .map((parts) => parts.join(" ")),
        tie("condition").map((inner) => `!${inner}`),
        tie("condition").map((inner) => `(${inner})`),
      ),
    })).condition;
  }

  const scalar = fc.constantFrom<data.ExpressionData>(
    new data.Null(),
    new data.StringData(""),
    new data.StringData("a"),
    new data.StringData("Linux"),
    new data.BooleanData(true),
    new data.BooleanData(false),
    new data.NumberData(0),
    new data.NumberData(1),
  );
  const result = fc.constantFrom(undefined, "success", "skipped");
  const worlds = fc.array(
    fc.tuple(scalar, scalar, scalar, scalar, scalar, scalar, result, result).map(
      ([ref, action, variable, flag, os, arch, step, job]): World => ({
        ...endedWith(step, job),
        github: dictionary({ ref, event: dictionary({ action }) }),
        env: dictionary({ A: variable }),
        inputs: dictionary({ flag }),
        matrix: dictionary({ os }),
        runner: dictionary({ os: new data.StringData("Linux"), arch }),
      }),
    ),
    { minLength: 5, maxLength: 5 },
  );

  test("one that the file decides is read as GitHub reads it", { timeout: oracleTimeout }, async () => {
    await fc.assert(
      fc.asyncProperty(conditions(decided, operators), async (condition) => {
        const text = workflow(JSON.stringify(condition));
        expect([ours(text)]).toEqual(await githubs(text, [knownWorld]));
      }),
      { numRuns: oracleCases },
    );
  });

  test("a step that GitHub runs in some world is never one that cannot run", {
    timeout: oracleTimeout,
  }, async () => {
    const any = conditions([...decided, ...open], [...operators, "<", "<=", ">", ">="]);
    await fc.assert(
      fc.asyncProperty(any, worlds, async (condition, some) => {
        const text = workflow(JSON.stringify(condition));
        const runs = await githubs(text, some);
        if (runs?.includes(true) === true) expect(ours(text)).toBe(true);
      }),
      { numRuns: oracleCases },
    );
  });

  test("a text that is no condition is one that can run, and none throws", {
    timeout: oracleTimeout,
  }, async () => {
    const token = fc.constantFrom(
      ...decided,
      ...open,
      ...operators,
      "(",
      ")",
      ",",
      "!",
      "[",
      "]",
      ".",
      "*",
      "}}",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(token), async (tokens) => {
        const text = workflow(JSON.stringify(tokens.join(" ")));
        const can = ours(text);
        if ((await githubs(text, [])) === null) expect(can).toBe(true);
      }),
      { numRuns: oracleCases },
    );
  });
});
