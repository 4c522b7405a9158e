import { describe, expect, test } from "vitest";
import { readWorkflowRun } from "../../../src/domain/run/workflow-run.ts";

const api = {
  id: 7_001,
  run_attempt: 2,
  path: ".github/workflows/ci.yml",
  event: "push",
  conclusion: "success",
  head_branch: "main",
  head_sha: "a".repeat(40),
  repository: { id: 1, full_name: "octo-org/octo-repo" },
  head_repository: { id: 1, full_name: "octo-org/octo-repo" },
  actor: { login: "octocat", type: "User", id: 5 },
  triggering_actor: { login: "hubot", type: "Bot" },
  created_at: "2026-07-26T12:00:00Z",
  run_started_at: "2026-07-26T12:08:40Z",
  referenced_workflows: [
    { path: "octo-org/octo-repo/.github/workflows/b.yml@main", sha: "b".repeat(40), ref: "refs/heads/main" },
  ],
  something_new: { a: 1 },
};

test("a run of the webhook or the REST API", () => {
  expect(readWorkflowRun(api)).toEqual({
    id: 7_001,
    attempt: 2,
    path: ".github/workflows/ci.yml",
    event: "push",
    conclusion: "success",
    headBranch: "main",
    headSha: "a".repeat(40),
    headRepositoryId: 1,
    actor: { login: "octocat", type: "User" },
    triggeringActor: { login: "hubot", type: "Bot" },
    startedAt: "2026-07-26T12:08:40Z",
    intoBranches: [],
    referencedWorkflows: [{ path: "octo-org/octo-repo/.github/workflows/b.yml@main", sha: "b".repeat(40) }],
  });
});

test("what may be missing", () => {
  const { triggering_actor: _, run_started_at: __, referenced_workflows: ___, ...rest } = api;
  expect(
    readWorkflowRun({ ...rest, head_repository: null, actor: null, conclusion: null, head_branch: null }),
  ).toMatchObject({
    headRepositoryId: null,
    actor: null,
    triggeringActor: null,
    conclusion: null,
    headBranch: null,
    startedAt: "2026-07-26T12:00:00Z",
    referencedWorkflows: [],
  });
});

describe("the path", () => {
  test.each([
    [".github/workflows/ci.yml", ".github/workflows/ci.yml"],
    [".github/workflows/ci.yaml@refs/heads/main", ".github/workflows/ci.yaml"],
    ["octo-org/octo-repo/.github/workflows/ci.yml@main", ".github/workflows/ci.yml"],
    ["Octo-Org/octo-repo/.github/workflows/ci.yml", ".github/workflows/ci.yml"],
    [".github/workflows/ci.yml@feature/a@b.yml", ".github/workflows/ci.yml"],
    // A workflow that another repository requires.
    ["octo-org/other/.github/workflows/ci.yml@main", null],
    ["dynamic/github-code-scanning/codeql", null],
    [".github/workflows/deeper/ci.yml", null],
    [".github/workflows/ci.txt", null],
    [".github/workflows/\n.yml", null],
    ["../.github/workflows/ci.yml", null],
    ["", null],
  ])("%j", (path, expected) => expect(readWorkflowRun({ ...api, path })?.path ?? null).toBe(expected));
});

test.each([
  null,
  "run",
  [],
  {},
  { ...api, id: 0 },
  { ...api, id: "7001" },
  { ...api, run_attempt: -1 },
  { ...api, head_sha: "main" },
  { ...api, event: 1 },
  { ...api, run_started_at: "yesterday" },
  { ...api, path: ".github/workflows/x.yml".padStart(2_000, "a") },
  { ...api, repository: null },
  { ...api, referenced_workflows: "many" },
])("%# is no run", (value) => expect(readWorkflowRun(value)).toBeNull());
