import { describe, expect, test } from "vitest";
import { matchesBranch } from "../../../src/domain/run/branch-pattern.ts";
import { findWhereItRuns } from "../../../src/domain/workflow/where-it-runs.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";

function read(on: string, condition = ""): unknown {
  const text = `on: ${on}\njobs:\n  build:\n    runs-on: ubuntu-latest\n${condition}    steps:\n      - run: make\n`;
  const parsed = parseWorkflowFile(text);
  const [job] = parsed.ok ? parsed.file.jobs : [];
  if (!parsed.ok || job === undefined) throw new Error("the workflow cannot be read");
  return findWhereItRuns(job, parsed.file, "main");
}

const tags = { isForTags: true, branches: [], events: [] };
const onTags = "    if: startsWith(github.ref, 'refs/tags/')\n";

describe("a job that does not run for the default branch alone", () => {
  test.each<[string, string, string, unknown]>([
    ["pushes of tags", "{push: {tags: ['v*']}}", "", tags],
    ["releases", "{release: {types: [published]}}", "", tags],
    ["pushes of tags, by its condition", "push", onTags, tags],
    [
      "release branches",
      "{push: {branches: ['release/**']}}",
      "",
      { ...tags, isForTags: false, branches: ["release/**"] },
    ],
    [
      "release branches and tags",
      "{push: {branches: [release/*, 1.x], tags: [v1]}}",
      "",
      { ...tags, branches: ["release/*", "1.x"] },
    ],
    [
      "other workflows' ends",
      "{workflow_run: {workflows: [CI]}}",
      "",
      { ...tags, isForTags: false, events: ["workflow_run"] },
    ],
  ])("%s", (_, on, condition, expected) => {
    expect(read(on, condition)).toEqual(expected);
  });

  test.each([
    ["every push", "push"],
    ["pushes of branches, of the default branch too", "{push: {branches: [main, 'release/**']}}"],
    ["pushes of branches by a pattern", "{push: {branches: ['**']}}"],
    ["pushes of branches by a pattern that is not understood", "{push: {branches: ['[m]ain']}}"],
    ["pushes but for some branches, and tags", "{push: {branches-ignore: [x], tags: [v1]}}"],
    ["tags, and by hand", "{push: {tags: [v1]}, workflow_dispatch: {}}"],
    ["pull requests", "pull_request"],
    ["whoever calls it", "workflow_call"],
  ])("none that runs for %s", (_, on) => {
    expect(read(on)).toBeNull();
  });
});

test.each([
  ["release/**", "release/1.x/fixes", true],
  ["release/*", "release/1.x", true],
  ["release/*", "release/1.x/fixes", false],
  ["1.x", "1.x", true],
  ["1.x", "1yx", false],
  ["*", "main", true],
  ["main", "mainly", false],
  ["release/[0-9]", "release/1", false],
  ["(a+)+b", "aaaa", false],
])("the pattern %s and the branch %s", (pattern, branch, expected) => {
  expect(matchesBranch(pattern, branch)).toBe(expected);
});
