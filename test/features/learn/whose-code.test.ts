import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { learnPushed } from "../../../src/features/learn/learn-pushed.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { called } from "../../support/job-log-builder.ts";
import { guardedWorkflow, type LearnWorld, path, startLearnWorld } from "./learn-setup.ts";

let world: LearnWorld;
beforeAll(async () => {
  world = await startLearnWorld({ missesPushes: true });
  for (const login of ["mallory", "octo-person"]) world.github.addUser({ login });
});
afterAll(async () => {
  expect(world.violations()).toEqual([]);
  await world.close();
});

const evil = "evil.attacker.example:443";
const agent = [called("github.com", "140.82.112.3"), called("evil.attacker.example", "203.0.113.66")];
const workflow = guardedWorkflow("build").replace("on: push", "on: [push, release, workflow_dispatch]");

/** What a default branch's runs have taught. */
async function learned(repository: FakeRepository): Promise<readonly string[]> {
  const { id: repositoryId } = repository;
  const key = { repositoryId, path, jobId: "build", source: "default-branch" } as const;
  return [...(await world.store.baselines.read(key)).endpoints.keys()];
}

/** A commit that nobody has reviewed. */
function commitAside(repository: FakeRepository): string {
  return repository.commitFiles("side", { "exfil.js": "x" }, { author: "mallory", message: "Unreviewed" });
}

describe("a commit that is not part of the default branch teaches nothing", () => {
  test.each<[string, { event: string; headBranch: string }]>([
    ["a push of a tag of the branch's name", { event: "push", headBranch: "main" }],
    ["a dispatch on a tag of the branch's name", { event: "workflow_dispatch", headBranch: "main" }],
    ["a repository dispatch that says the branch", { event: "repository_dispatch", headBranch: "main" }],
    ["a schedule that says the branch", { event: "schedule", headBranch: "main" }],
    ["a release of it by a writer", { event: "release", headBranch: "v9.9.9" }],
    ["a push of a version tag", { event: "push", headBranch: "v9.9.9" }],
    ["a push to a branch", { event: "push", headBranch: "side" }],
    [
      "a merge queue's, of a pull request that was taken out",
      { event: "merge_group", headBranch: "gh-readonly-queue/main/pr-1-a" },
    ],
  ])("%s", async (_, options) => {
    const repository = world.addRepository(workflow);
    const headSha = commitAside(repository);
    const run = { ...options, headSha, actor: "mallory", triggeringActor: "mallory" };
    const { notLearned, paths, logs } = await world.learn(repository, [{ log: { agent } }], run);
    expect(notLearned).toMatch(/^(?:not-in-default-branch|other-branch)$/);
    expect([paths, logs]).toEqual([[], 0]);
    expect(await learned(repository)).toEqual([]);
  });

  test("also where the branch has moved, and one asks for all workflows of a commit", async () => {
    const repository = world.addRepository(workflow);
    const headSha = commitAside(repository);
    const first = await world.learn(repository, [{ log: { agent } }], { headSha });
    const again = await world.learn(repository, [{ log: { agent } }], { headSha });
    expect([first.calls, again.calls]).toEqual([2, 0]);
  });
});

describe("a commit that is part of it teaches", () => {
  test.each<[string, { event: string; headBranch: string }]>([
    ["a push", { event: "push", headBranch: "main" }],
    ["a release", { event: "release", headBranch: "v1.0.0" }],
    ["a dispatch", { event: "workflow_dispatch", headBranch: "main" }],
    [
      "a merge queue's that was merged meanwhile",
      { event: "merge_group", headBranch: "gh-readonly-queue/main/pr-1-a" },
    ],
  ])("%s", async (_, options) => {
    const repository = world.addRepository(workflow);
    await world.learn(repository, [{ log: { agent } }], options);
    expect(await learned(repository)).toContain(evil);
  });

  test("by any tag, once it is known", async () => {
    const repository = world.addRepository(workflow);
    await world.learn(repository, [{ log: { agent: agent.slice(0, 1) } }], {});
    await world.learn(repository, [{ log: { agent } }], { event: "push", headBranch: "v1.2.3" });
    expect(await learned(repository)).toContain(evil);
  });

  test("without a call where a push has named it, by one comparison where it came before", async () => {
    const repository = world.addRepository(workflow);
    const old = repository.head("main") ?? "";
    const head = repository.commitFiles("main", { a: "b" }, { author: "octo-person", message: "Work" });
    await world.store.commits.note(repository.id, "main", [head]);
    const compared = (): number =>
      world.github.calls.filter(({ route }) => /compare|git\/ref/.test(route)).length;
    const before = compared();
    await world.learn(repository, [{ log: { agent } }], { headSha: head });
    expect(compared() - before).toBe(0);
    await world.learn(repository, [{ log: { agent } }], { headSha: old });
    await world.learn(repository, [{ log: { agent } }], { headSha: old });
    expect(compared() - before).toBe(1);
  });
});

describe("a merge queue's run", () => {
  const queued = { event: "merge_group", headBranch: "gh-readonly-queue/main/pr-7-0123abc" };

  async function learnQueued(runStartedAt: string): Promise<FakeRepository> {
    const repository = world.addRepository(workflow);
    const headSha = repository.commitFiles("side", { a: "b" }, { author: "octo-person", message: "Work" });
    await world.learn(repository, [{ start: runStartedAt, log: { agent } }], {
      ...queued,
      headSha,
      runStartedAt,
    });
    expect(await learned(repository)).toEqual([]);
    repository.state.refs.set("refs/heads/main", headSha);
    await learnPushed({ repository: world.describe(repository), commits: [headSha] }, world.tools());
    return repository;
  }

  test("is learned when its commit becomes part of the default branch within a day", async () => {
    const anHourAgo = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000).toISOString();
    expect(await learned(await learnQueued(anHourAgo.replace(".000Z", "Z")))).toContain(evil);
  });

  test("is not when it does later", async () => {
    const twoDaysAgo = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 2 * 86_400_000).toISOString();
    expect(await learned(await learnQueued(twoDaysAgo.replace(".000Z", "Z")))).toEqual([]);
  });
});
