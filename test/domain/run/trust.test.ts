import { describe, expect, test } from "vitest";
import { judgeRun } from "../../../src/domain/run/trust.ts";
import type { Account, WorkflowRun } from "../../../src/domain/run/workflow-run.ts";

const repository = { id: 1, defaultBranch: "main" };
const person: Account = { login: "octocat", type: "User" };
const dependabot: Account = { login: "dependabot[bot]", type: "Bot" };
const renovate: Account = { login: "renovate[bot]", type: "Bot" };
const bot = "egress-bot[bot]";
const queue: Account = { login: "github-merge-queue[bot]", type: "Bot" };

const push: WorkflowRun = {
  id: 7_001,
  attempt: 1,
  path: ".github/workflows/ci.yml",
  event: "push",
  conclusion: "success",
  headBranch: "main",
  headSha: "a".repeat(40),
  headRepositoryId: 1,
  actor: person,
  triggeringActor: person,
  startedAt: "2026-07-26T12:08:40Z",
  referencedWorkflows: [],
  intoBranches: [],
};
const by = (actor: Account | null, triggeringActor: Account | null = actor) => ({ actor, triggeringActor });
const pull = { event: "pull_request", headBranch: "feature" };

describe("what says that it is of the default branch teaches if its commit is part of it", () => {
  test.each<[string, Partial<WorkflowRun>]>([
    ["a push", {}],
    ["a failed push", { conclusion: "failure" }],
    ["a cancelled push", { conclusion: "cancelled" }],
    ["a bot's push", by(renovate)],
    ["a schedule", { event: "schedule" }],
    ["a schedule that a bot edited last", { event: "schedule", ...by(dependabot) }],
    ["a dispatch", { event: "workflow_dispatch" }],
    ["a repository dispatch by an App", { event: "repository_dispatch", ...by(renovate) }],
    ["a release by a person", { event: "release", headBranch: "v1.2.3" }],
    ["a bot's release", { event: "release", headBranch: "v1", ...by(renovate) }],
    [
      "the merge queue",
      { event: "merge_group", headBranch: "gh-readonly-queue/main/pr-7-0123abc", ...by(queue) },
    ],
  ])("%s", (_, run) =>
    expect(judgeRun({ ...push, ...run }, repository, bot)).toEqual({
      kind: "by-commit",
      isLikely: true,
      otherwise: "not-in-default-branch",
    }),
  );
});

describe("what says another branch, or a tag, teaches if its commit is known to be part of the default branch", () => {
  test.each<[string, Partial<WorkflowRun>]>([
    ["a push to another branch", { headBranch: "feature" }],
    ["a push of a tag", { headBranch: "v1.2.3" }],
    ["a branch that differs in case", { headBranch: "Main" }],
    ["a dispatch on another branch", { event: "workflow_dispatch", headBranch: "feature" }],
  ])("%s", (_, run) =>
    expect(judgeRun({ ...push, ...run }, repository, bot)).toEqual({
      kind: "by-commit",
      isLikely: false,
      otherwise: "other-branch",
    }),
  );
});

test("a person's pull request in the repository itself teaches as such", () => {
  expect(judgeRun({ ...push, ...pull }, repository, bot)).toEqual({
    kind: "trusted",
    source: "pull-request",
  });
  // From the default branch into another one.
  expect(judgeRun({ ...push, event: "pull_request" }, repository, bot)).toMatchObject({
    source: "pull-request",
  });
});

describe("nothing else teaches", () => {
  test.each<[string, Partial<WorkflowRun>, string]>([
    ["a run that goes on", { conclusion: null }, "not-completed"],
    ["a skipped run", { conclusion: "skipped" }, "skipped"],
    ["a run that waits for approval", { conclusion: "action_required" }, "skipped"],
    ["a run that could not start", { conclusion: "startup_failure" }, "skipped"],
    ["a fork's pull request", { ...pull, headRepositoryId: 2 }, "fork"],
    ["a fork's pull request from its main", { event: "pull_request", headRepositoryId: 2 }, "fork"],
    ["a fork that is gone", { ...pull, headRepositoryId: null }, "fork"],
    ["a push elsewhere", { headRepositoryId: 2 }, "fork"],
    ["a fork's target run", { event: "pull_request_target", headRepositoryId: 2 }, "pull-request-target"],
    ["a target run", { event: "pull_request_target" }, "pull-request-target"],
    ...[
      "issue_comment",
      "discussion_comment",
      "check_run",
      "check_suite",
      "status",
      "workflow_run",
      "issues",
      "discussion",
      "fork",
      "gollum",
      "watch",
      "pull_request_review",
      "deployment",
      "telepathy",
    ].map((event): [string, Partial<WorkflowRun>, string] => [
      `the event ${event}`,
      { event },
      "other-event",
    ]),
    ["the event of a fork", { event: "pull_request_review", headRepositoryId: 2 }, "fork"],
    ["Dependabot's pull request", { ...pull, ...by(dependabot) }, "bot"],
    ["Dependabot's, run again by a person", { ...pull, ...by(dependabot, person) }, "bot"],
    ["a person's, run again by a bot", { ...pull, ...by(person, renovate) }, "bot"],
    ["Dependabot's branch, pushed to by a person", { ...pull, headBranch: "dependabot/npm/x-1" }, "bot"],
    ["Renovate's branch under a person's name", { ...pull, headBranch: "renovate/x-1.x" }, "bot"],
    ["Renovate as a user", { ...pull, ...by({ login: "renovate-runner", type: "User" }) }, "bot"],
    ["a user that is a bot by name", { ...pull, ...by({ login: "acme-bot", type: "User" }) }, "bot"],
    ["an account of no known type", { ...pull, ...by({ login: "octocat", type: "" }) }, "bot"],
    ["nobody's pull request", { ...pull, ...by(null) }, "bot"],
    ["a pull request of no branch", { ...pull, headBranch: null }, "other-branch"],
    ["Dependabot's push", by(dependabot), "bot"],
    ["a push of nothing", { headBranch: null }, "other-branch"],
    [
      "another branch's merge queue",
      { event: "merge_group", headBranch: "gh-readonly-queue/main-2/pr-7-0" },
      "other-branch",
    ],
  ])("%s", (_, run, reason) => {
    // What forks and bots call in a pull request, and bots in any run, is kept to be shown.
    const isShown = reason === "bot" || (reason === "fork" && run.event === "pull_request");
    const kind = isShown ? "untrusted" : "not-learned";
    expect(judgeRun({ ...push, ...run }, repository, bot)).toEqual({ kind, reason });
  });
});

describe("the bot's own pull request is the trial of its list", () => {
  const own = {
    ...pull,
    headBranch: "egress-bot/ci.yml",
    intoBranches: ["main"],
    ...by({ login: bot, type: "Bot" }),
  };

  test.each<[string, Partial<WorkflowRun>]>([
    ["as GitHub starts it", {}],
    ["run again by a person", { triggeringActor: person }],
    ["of another workflow than the file's", { path: ".github/workflows/other.yml" }],
  ])("%s", (_, run) =>
    expect(judgeRun({ ...push, ...own, ...run }, repository, bot)).toEqual({
      kind: "trial",
      path: ".github/workflows/ci.yml",
    }),
  );

  test.each<[string, Partial<WorkflowRun>, object]>([
    ["after a person's push it is that person's", by(person), { kind: "trusted", source: "pull-request" }],
    ["another bot's is a bot's", by(renovate), { kind: "untrusted", reason: "bot" }],
    ["into another branch it is a bot's", { intoBranches: ["evil"] }, { kind: "untrusted", reason: "bot" }],
    ["into another one as well it is too", { intoBranches: ["main", "evil"] }, { kind: "untrusted" }],
    ["into another repository it is too", { intoBranches: [""] }, { kind: "untrusted", reason: "bot" }],
    ["into nothing that is open it is too", { intoBranches: [] }, { kind: "untrusted", reason: "bot" }],
    ["of a fork it is a fork's", { headRepositoryId: 2 }, { kind: "untrusted", reason: "fork" }],
    [
      "on a branch that is no proposal's it is a bot's",
      { headBranch: "egress-bot/sub/ci.yml" },
      { kind: "untrusted" },
    ],
    ["of another event it counts by its commit", { event: "push" }, { kind: "by-commit", isLikely: false }],
  ])("%s", (_, run, expected) =>
    expect(judgeRun({ ...push, ...own, ...run }, repository, bot)).toMatchObject(expected),
  );

  test("not where no App is at work", () =>
    expect(judgeRun({ ...push, ...own }, repository, null)).toEqual({ kind: "untrusted", reason: "bot" }));
});
