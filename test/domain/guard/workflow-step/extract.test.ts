// prove: fuzz
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { extractJobs } from "../../../../src/domain/guard/workflow-step/extract.ts";
import { ordinaryJobs } from "../../../support/ordinary-jobs.ts";
import { sizeOf } from "../../../support/size-of.ts";

const numRuns = sizeOf("fuzz", { suite: 1_000, whole: 50_000 });

const ordinary = `name: CI
on: push
${ordinaryJobs}  publish:
    steps:
      - uses: step-security/harden-runner@v2
        with:
          egress-policy: audit
env:
  A: "x # y"
`;
const listed = "\n          allowed-endpoints: >\n            github.com:443";

/** The places behind each policy of an extract, where a list may be added. */
function findPolicyEnds(text: string): number[] {
  return [...text.matchAll(/egress-policy: audit/g)].map(({ index, 0: found }) => index + found.length);
}

test("what does not bear on the jobs is left out", () => {
  const extract = extractJobs(ordinary, new Set(["build"]));
  expect(extract?.text).not.toContain("npm test");
  expect(extract?.text).not.toContain("deeper");
  expect(extract?.text).not.toContain("publish");
  expect(extractJobs(ordinary, new Set(["build", "other"]))).toBeNull();
});

describe("splices of an extract", () => {
  const extract = extractJobs(ordinary, new Set(["build"]));
  const policy = extract?.text.indexOf("audit") ?? -1;
  const lineEnd = policy + "audit".length;

  test("are applied to the whole", () => {
    const splices = [
      { at: policy, remove: 5, insert: "block" },
      { at: lineEnd, remove: 0, insert: listed },
    ];
    expect(extract?.applyToWhole(splices)).toBe(ordinary.replace("audit\n", `block${listed}\n`));
    expect(extract?.applyToWhole([])).toBe(ordinary);
  });

  test.each<[string, string[]]>([
    ["apart", ["build", "publish"]],
    ["side by side", ["build", "test", "publish"]],
    ["of which the last is followed by no job", ["publish"]],
  ])("of jobs %s are applied to the whole", (_, ids) => {
    const some = extractJobs(ordinary, new Set(ids));
    const ends = findPolicyEnds(some?.text ?? "");
    const splices = ends.map((at) => ({ at, remove: 0, insert: listed }));
    const expected = ids.includes("build")
      ? ordinary.replaceAll("audit\n", `audit${listed}\n`)
      : ordinary.replace("audit\nenv", `audit${listed}\nenv`);
    expect(some?.applyToWhole(splices)).toBe(expected);
  });

  test("at the end of the text are applied", () => {
    const text = ordinary.slice(0, ordinary.indexOf("\n\n      - name: Build"));
    const one = extractJobs(text, new Set(["build"]));
    const insert = "\n          x: y";
    expect(one?.applyToWhole([{ at: one.text.length, remove: 0, insert }])).toBe(`${text}${insert}`);
  });

  test.each<[string, { at: number; remove: number; insert: string }]>([
    ["at the end of a piece", { at: extract?.text.length ?? -1, remove: 0, insert: "        id: x\n" }],
    ["at the start of a piece", { at: "jobs:\n".length, remove: 0, insert: "  x: {}\n" }],
    ["over two pieces", { at: 3, remove: 10, insert: "x" }],
    ["that add a step", { at: lineEnd, remove: 0, insert: "\n      - run: x" }],
    ["that reach the end of a piece", { at: lineEnd, remove: 2, insert: "" }],
    ["that leave the plain subset", { at: policy, remove: 5, insert: "*x" }],
    ["that open a block scalar over what follows", { at: lineEnd, remove: 0, insert: "\n    x: |" }],
    ["that add a job", { at: lineEnd, remove: 0, insert: "\n  other:\n    steps: []" }],
    ["that begin a root key", { at: lineEnd, remove: 0, insert: "\nother:" }],
  ])("%s are not", (_, splice) => expect(extract?.applyToWhole([splice])).toBeNull());

  test("that open a scalar right before a root key are applied if the key stays out of it", () => {
    const last = extractJobs(ordinary, new Set(["publish"]));
    const [at] = findPolicyEnds(last?.text ?? "");
    const splice = { at: at ?? -1, remove: 0, insert: "\n          x: |" };
    expect(last?.applyToWhole([splice])).toBe(ordinary.replace("audit\nenv", "audit\n          x: |\nenv"));
    expect(last?.applyToWhole([{ ...splice, insert: '\n          x: "' }])).toBeNull();
  });

  test("of whatever kind leave the rest of the file as it reads", () => {
    const ids = fc.constantFrom(["build"], ["publish"], ["test"], ["build", "publish"], ["build", "test"]);
    const content = fc.constantFrom(
      "a: x",
      "- x",
      "- a: x",
      "a: |",
      "a: >-",
      "a:",
      "a: [",
      "# c",
      "x",
      "",
      "a: '",
    );
    const insert = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 6 }), content), { minLength: 1, maxLength: 3 })
      .map((lines) => lines.map(([indent, line]) => `\n${"  ".repeat(indent)}${line}`).join(""));
    const splice = fc.record({ place: fc.nat(), remove: fc.constantFrom(0, 0, 1, 5), insert });
    let applied = 0;
    fc.assert(
      fc.property(ids, fc.array(splice, { minLength: 1, maxLength: 2 }), (jobs, drafts) => {
        const some = extractJobs(ordinary, new Set(jobs));
        if (some === null) throw new Error("the file is in the plain subset");
        const lineEnds = [...some.text.matchAll(/$/gm)].map(({ index }) => index);
        const splices = drafts.map(({ place, remove, insert }) => ({
          at: lineEnds[place % lineEnds.length] ?? 0,
          remove,
          insert,
        }));
        const whole = some.applyToWhole(splices);
        if (whole === null) return;
        applied += 1;
        const [before, after] = [ordinary, whole].map((text) => {
          const { jobs: all, ...root } = parse(text);
          for (const job of jobs) all[job] = all[job].steps?.length;
          return { ...root, all };
        });
        expect(after).toEqual(before);
      }),
      { numRuns, seed: 20_261_128 },
    );
    expect(applied).toBeGreaterThan(numRuns / 50);
  });
});
