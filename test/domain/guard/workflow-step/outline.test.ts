// prove: fuzz
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMap, isSeq, parseAllDocuments, type YAMLMap } from "yaml";
import { outline } from "../../../../src/domain/guard/workflow-step/outline.ts";
import { ordinaryJobs } from "../../../support/ordinary-jobs.ts";
import { sizeOf } from "../../../support/size-of.ts";

const numRuns = sizeOf("fuzz", { suite: 2_000, whole: 100_000 });

const ordinary = `name: CI
on:
  push:
    branches: [main, 'release/**']
permissions: {}
env:
  A: "x # y"
${ordinaryJobs}`;

test("an ordinary file is in the plain subset, job by job and step by step", () => {
  const found = outline(ordinary);
  const cut = ({ start, end }: { start: number; end: number }): string => ordinary.slice(start, end);
  expect(found?.jobs.map(({ id, steps }) => [id, steps.length])).toEqual([
    ["build", 3],
    ["test", 2],
  ]);
  expect(found?.jobs.map((job) => cut(job).split("\n")[0])).toEqual(["  build:", "  test:"]);
  expect(found?.jobs[0]?.steps.map((step) => cut(step).trimStart().split("\n")[0])).toEqual([
    "- uses: step-security/harden-runner@v2 # v2.21.0",
    "- name: Build",
    "- run: >-",
  ]);
});

test.each<[string, string]>([
  ["anchors", ordinary.replace("push:", "push: &a")],
  ["aliases", ordinary.replace("npm test", "*a")],
  ["tags", ordinary.replace("npm test", "!!str npm")],
  ["merge keys", ordinary.replace("needs:", "<<:")],
  ["duplicate keys", ordinary.replace("needs:", "steps:")],
  ["duplicate jobs", ordinary.replace("  test:\n", "  build:\n")],
  ["several documents", `${ordinary}---\na: b\n`],
  ["several document starts", `---\n---\n${ordinary}`],
  ["a document start behind a byte order mark and another", `\uFEFF---\n# c\n---\n${ordinary}`],
  ["tabs", ordinary.replace("runs-on: ", "runs-on:\t")],
  ["flow maps", ordinary.replace("branches: [main, 'release/**']", "branches: {a: b}")],
  ["flow lists over lines", ordinary.replace("[build]", "[\n      build]")],
  ["plain scalars over lines", ordinary.replace("npm test", "npm\n        test")],
  ["wrong indentation", ordinary.replace("  test:\n", "   test:\n")],
  ["a value with a colon", ordinary.replace("npm test", "npm: test: x")],
  ["a map where a sequence was", ordinary.replace("- name: Build", "name: Build")],
  ["lone carriage returns", ordinary.replace("npm test", "npm\rtest")],
  ["escapes in quotes", ordinary.replace('"x # y"', '"\\x41"')],
  ["no jobs", "name: x\n"],
  ["nothing", ""],
])("%s are not in it", (_, text) => expect(outline(text)).toBeNull());

// Some took hours while a pattern could share out the blanks in many ways.
test.each<[string, (blanks: string) => string]>([
  ["a value", (blanks) => `a: x${blanks}:`],
  ["a value and a tab", (blanks) => `a: x${blanks}\tx`],
  ["a value and a comment", (blanks) => `a: x${blanks}#:`],
  ["a key", (blanks) => `a:${blanks}:`],
  ["a dash", (blanks) => `-${blanks}:`],
  ["a block scalar's sign", (blanks) => `a: |${blanks}:`],
  ["a quote", (blanks) => `a: 'x'${blanks}:`],
  ["a list's bracket", (blanks) => `a: [${blanks}:`],
  ["a list's entry", (blanks) => `a: [x${blanks}:`],
  ["a comment", (blanks) => `a: x #${blanks}\tx`],
])("a million blanks behind %s are read in one go", (_, build) => {
  expect(outline(`${build(" ".repeat(1_000_000))}\n`)).toBeNull();
});

describe("whatever is accepted", () => {
  // Lines of which real files are made, put together at random: most texts are not YAML, some only look like it.
  const line = fc.constantFrom(
    "a:",
    "b: x",
    "b: x # c",
    "- a: x",
    "- x",
    "-",
    "- - x",
    "a: |",
    "a: >-",
    "- |",
    "x y",
    "a: 'x'",
    'a: "x\\n"',
    "a: [x, y]",
    "a: [x",
    "a: {}",
    "a: - x",
    "a: b: c",
    "a:b",
    "# c",
    "",
    "---",
    "&a x",
    "steps:",
    "jobs:",
    "build:",
    "- uses: step-security/harden-runner@v2",
    "'a': x",
    "a : x",
    "a: 'x",
    "a: x:",
    "?",
    "a: @x",
    "a: %x",
    "a: -x",
  );
  const lines = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 5 }), line, fc.constantFrom("\n", "\n", "\n", "\r\n")),
    { maxLength: 10 },
  );
  const text = lines.map((parts) =>
    parts.map(([indent, content, end]) => `${"  ".repeat(indent)}${content}${end}`).join(""),
  );
  const change = fc.record({
    at: fc.nat(),
    indent: fc.integer({ min: -2, max: 4 }),
    content: fc.option(line, { freq: 2 }),
    extra: fc.option(line),
  });
  const altered = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const all = ordinary.split("\n");
    for (const { at, indent, content, extra } of changes) {
      const place = at % all.length;
      const old = all[place] ?? "";
      const margin = Math.max(0, old.search(/\S|$/) + indent);
      all[place] = `${" ".repeat(margin)}${content ?? old.trimStart()}`;
      if (extra !== null) all.splice(place, 0, `${" ".repeat(margin)}${extra}`);
    }
    return all.join("\n");
  });
  const file = fc.tuple(text, text).map(([top, jobs]) => `${top}jobs:\n${jobs.replace(/^(?=.)/gm, "  ")}`);

  function jobsOf(document: { contents: unknown }): YAMLMap["items"] {
    const jobs = isMap(document.contents) ? document.contents.get("jobs") : null;
    return isMap(jobs) ? jobs.items : [];
  }

  test("a whole parser accepts too, with the same jobs and steps", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(text, file, altered, altered), (source) => {
        const found = outline(source);
        if (found === null) return;
        accepted += 1;
        const documents = [...parseAllDocuments(source)];
        expect(
          documents.flatMap(({ errors }) => errors.map((error) => error.message)),
          source,
        ).toEqual([]);
        expect(documents).toHaveLength(1);
        const jobs = documents.flatMap(jobsOf);
        expect(
          found.jobs.map(({ id }) => id),
          source,
        ).toEqual(jobs.map(({ key }) => String(key)));
        for (const [index, { value }] of jobs.entries()) {
          const steps = isMap(value) ? value.get("steps") : null;
          expect(found.jobs[index]?.steps.length, source).toBe(isSeq(steps) ? steps.items.length : 0);
        }
      }),
      { numRuns, seed: 20_261_124 },
    );
    expect(accepted).toBeGreaterThan(numRuns / 20);
  });
});
