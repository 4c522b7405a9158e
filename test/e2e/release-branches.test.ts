import { describe, expect, test } from "vitest";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  ask,
  deliverRun,
  type JobParts,
  learnInAudit,
  newestPull,
  path,
  refusing,
  runJobs,
  usualList,
  workflowOf,
} from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

const line = "release/1.x";
const host = "new.example.org";
const failing: JobParts = { agent: [refusing(host)], conclusion: "failure" };
useWorld();

/** A repository whose job blocks, on a release branch too, and which the bot knows. */
async function addLine(settings: string): Promise<FakeRepository> {
  const repository = addRepository({
    [path]: workflowOf({ build: usualList }),
    ".github/egress-bot.yml": settings,
  });
  repository.commitFiles(line, { "README.md": "1.x\n" }, { author: "maintainer", message: "Begin 1.x" });
  await runJobs(world, repository, { day: -5, jobs: { build: {} } });
  return repository;
}

async function failOn(
  repository: FakeRepository,
  branch: string,
  { day = -3, build = failing } = {},
): Promise<void> {
  await deliverRun(world, repository, {
    day,
    jobs: { build },
    conclusion: "failure",
    headBranch: branch,
    headSha: repository.head(branch) ?? "",
  });
  await untilDone(world.redis.redis);
}

describe("a job that is refused something on a release branch", () => {
  test("that the settings name is repaired on the branch's own file", async () => {
    const repository = await addLine("branches: [release/**]\n");
    await failOn(repository, line);
    const pull = newestPull(repository);
    expect(pull).toMatchObject({ state: "open", labels: ["egress-repair"] });
    expect(pull.pull.baseRef).toBe(line);
    const proposed = workflowOf({ build: [...usualList, `${host}:443`] });
    expect(repository.file(path, "egress-bot/release%2F1.x%2Fci.yml")?.content).toBe(proposed);
    expect(repository.file(path)?.content).toBe(workflowOf({ build: usualList }));
    repository.mergePull(pull.number, "maintainer");
    expect(repository.file(path, line)?.content).toBe(proposed);
    await failOn(repository, line);
    expect(repository.pulls()).toHaveLength(1);
  });

  test("and whose repair grows after an approval is remembered for that branch alone", async () => {
    const repository = await addLine("branches: [release/**]\n");
    await failOn(repository, line);
    repository.review(newestPull(repository).number, "maintainer", "APPROVED");
    const more: JobParts = { agent: [refusing(host), refusing("more.example.org")], conclusion: "failure" };
    await failOn(repository, line, { day: -2, build: more });
    const { number } = newestPull(repository);
    const { readGrown } = world.store.reports;
    expect(await readGrown(repository.id, `${path}@${line}`)).toMatchObject({ pullRequest: number });
    expect(await readGrown(repository.id, path)).toBeNull();
  });

  test.each([
    ["that no settings name", "report: check\n", line],
    ["that matches no pattern", "branches: [stable]\n", line],
  ])("%s is not", async (_, settings, branch) => {
    const repository = await addLine(settings);
    await failOn(repository, branch);
    expect(repository.pulls()).toEqual([]);
  });
});

test("a job that runs for tags only says what would be learned from", async () => {
  const repository = addRepository({
    [path]: workflowOf({ build: "audit" }),
    ".github/workflows/release.yml": workflowOf({ publish: "audit" }, "{push: {tags: ['v*']}}"),
  });
  await learnInAudit(world, repository, "build");
  const answer = await ask(world, repository, newestPull(repository).number, "/egress status");
  expect(answer).toMatch(
    /`release\.yml` › `publish`: .*it runs only for tags, and only commits on the default branch count/,
  );
});
