import { pino } from "pino";
import { expect, test } from "vitest";
import { createBot } from "../../../src/adapters/github/client/bot.ts";
import { markBody, readMarks } from "../../../src/domain/marks/digest.ts";
import { propose } from "../../../src/features/propose/propose.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { AppOptions } from "../../fake-github/seed.ts";
import type { PullIssue } from "../../fake-github/state/repository.ts";
import type { Run } from "../../support/baseline-builder.ts";
import {
  addRepository,
  github,
  path,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const quiet = runsCalling(["a.example.com", "b.example.com:8443"]);

/** A repository whose job is ready, and whose settings wish for labels and reviewers. */
async function addWishing(): Promise<FakeRepository> {
  const settings =
    "pull-request:\n  labels: [security, bug]\n  reviewers: [zoe, mona]\n  assignees: [zoe, nobody]\n";
  const repository = addRepository({ [path]: workflow("build"), ".github/egress-bot.yml": settings });
  github.addUser({ login: "zoe" });
  repository.setRole("zoe", "write");
  await teach(repository, "build", quiet);
  return repository;
}

const issuesOf = ({ state }: FakeRepository) =>
  [...state.issues.values()].filter(({ pull }) => pull === null);

const permissions = {
  metadata: "read",
  actions: "read",
  issues: "write",
  checks: "write",
  contents: "write",
  workflows: "write",
  pull_requests: "write",
} as const;

/** Proposes as another App, and returns the pull request. */
async function proposeAs(repository: FakeRepository, granted: AppOptions["permissions"]): Promise<PullIssue> {
  const app = github.addApp({ id: 18, slug: "other-bot", permissions: granted });
  const { id, repositories } = github.addInstallation({ appId: app.id, account: "octo-org" });
  repositories.add(repository.id);
  const pace = { retryBase: 1, timeout: 5_000, throttled: false };
  const octokit = await createBot(app, github.baseUrl, pace, pino({ level: "silent" })).connect(id);
  const { action, pullRequest } = await propose(taskOf(repository), {
    octokit,
    store,
    botLogin: app.botLogin,
    policyStore: null,
    limits: null,
    dashboard: null,
    report: async () => {},
    resolveHosts: async (hosts) => new Map(hosts.map((host) => [host, "resolves"])),
  });
  expect(action).toBe("opened");
  return repository.pull(pullRequest ?? 0);
}

test("a label that the App may not make costs neither the others nor the reviewers", async () => {
  const repository = await addWishing();
  const { labels, assignees, pull } = await proposeAs(repository, { ...permissions, issues: "read" });
  expect(labels).toEqual(["bug"]);
  expect(assignees.map(({ login }) => login)).toEqual(["zoe"]);
  expect(pull.requestedReviewers.map(({ login }) => login)).toEqual(["zoe", "mona"]);
});

test.each<["may" | "may not", AppOptions["permissions"], string[]]>([
  ["may", { ...permissions, members: "read" }, ["security"]],
  ["may not", permissions, []],
])(
  "where the App %s see teams, the owner's team is asked accordingly, and another owner's never",
  async (...row) => {
    const [, granted, asked] = row;
    const reviewers = "[octo-org/security, other-org/owners, mona]";
    const repository = addRepository({
      [path]: workflow("build"),
      ".github/egress-bot.yml": `pull-request: {reviewers: ${reviewers}}\n`,
    });
    for (const team of ["security", "owners"]) github.addTeam("octo-org", team);
    await teach(repository, "build", quiet);
    const { pull } = await proposeAs(repository, granted);
    expect(pull.requestedTeams).toEqual(asked);
    expect(pull.requestedReviewers.map(({ login }) => login)).toEqual(["mona"]);
  },
);

test("a reviewer who is refused with 403 costs nothing else", async () => {
  const repository = await addWishing();
  github.faults.next("POST", /requested_reviewers$/, "forbidden");
  expect(await run(repository)).toMatchObject({ action: "opened", pullRequest: 1 });
  const { labels, pull } = repository.pull(1);
  expect(labels).toEqual(["security", "bug"]);
  expect(pull.requestedReviewers.map(({ login }) => login)).toEqual(["mona"]);
  expect(issuesOf(repository)).toEqual([]);
});

test("an issue from which somebody took the label is found all the same", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  repository.state.branchRules.add("creation");
  expect(await run(repository)).toMatchObject({ action: "not-permitted" });
  for (const { labels } of issuesOf(repository)) labels.length = 0;
  expect(await run(repository)).toMatchObject({ action: "not-permitted" });
  expect(issuesOf(repository)).toHaveLength(1);
  repository.state.branchRules.clear();
  expect(await run(repository)).toMatchObject({ action: "opened" });
  expect(issuesOf(repository)).toMatchObject([{ state: "closed" }]);
});

test("an issue of an earlier version, which has the label and no mark, is found too", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  repository.state.branchRules.add("creation");
  await run(repository);
  for (const issue of issuesOf(repository)) issue.body = "without a mark";
  await run(repository);
  expect(issuesOf(repository)).toHaveLength(1);
});

test("where the plan has no drafts, the pull request is none", async () => {
  const repository = addRepository({
    [path]: workflow("build"),
    ".github/egress-bot.yml": "pull-request: {draft: true}\n",
  });
  repository.state.hasDrafts = false;
  await teach(repository, "build", quiet);
  expect(await run(repository)).toMatchObject({ action: "opened", pullRequest: 1 });
  expect(repository.pull(1).pull.draft).toBe(false);
});

/** A call that no run made before, and then so many runs that the list is old enough again. */
const calling = (day: number, count: number): readonly Run[] =>
  Array.from({ length: count }, (_, at) => ({
    calls: ["a.example.com", "b.example.com:8443", "new.example.com"],
    steps: ["Run make"],
    runId: 5_000 + day + at,
    day: day + at,
  }));

test("a proposal that becomes doubtful turns into a draft, and back when it no longer is", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  await run(repository);
  const { pull } = repository.pull(1);
  await teach(repository, "build", calling(21, 1));
  await run(repository);
  expect(pull.draft).toBe(true);
  await teach(repository, "build", calling(22, 30));
  await run(repository);
  expect(pull.draft).toBe(false);
  expect(repository.pull(1).body).not.toContain("Wait before you merge");
});

test("a draft of the bot's that somebody marked ready stays so", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  await run(repository);
  const { pull } = repository.pull(1);
  await teach(repository, "build", calling(21, 1));
  await run(repository);
  pull.draft = false;
  await teach(repository, "build", calling(22, 1));
  await run(repository);
  expect(pull.draft).toBe(false);
});

test("where the plan has no drafts, a doubtful proposal only says so", async () => {
  const repository = addRepository(workflow("build"));
  repository.state.hasDrafts = false;
  await teach(repository, "build", quiet);
  await run(repository);
  await teach(repository, "build", calling(21, 1));
  expect(await run(repository)).toMatchObject({ action: "updated" });
  expect(repository.pull(1).pull.draft).toBe(false);
  expect(repository.pull(1).body).toContain("Wait before you merge");
});

test("the texts of an earlier release are written anew, and are nobody's change", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  await run(repository);
  const pull = repository.pull(1);
  const { title, body } = pull;
  const { digest } = readMarks(body);
  pull.title = "Block unknown egress in ci.yml: build";
  pull.body = markBody("This switches the Harden-Runner step of the job `build`.", digest);
  expect(await run(repository)).toMatchObject({ action: "unchanged", pullRequest: 1 });
  expect({ title: pull.title, body: pull.body }).toEqual({ title, body });
  // Closed with the old texts, the same list stays rejected.
  pull.body = markBody("This switches the Harden-Runner step of the job `build`.", digest);
  repository.closePull(1, "mona");
  expect(await run(repository)).toMatchObject({ action: "rejected", pullRequest: 1 });
});
