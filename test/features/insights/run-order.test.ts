import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runPageSchema } from "../../../src/domain/insight/run-page.ts";
import type { RepositoryNow } from "../../../src/domain/run/repository-now.ts";
import { readRunPage } from "../../../src/features/insights/read-run-page.ts";
import { moveLearned } from "../../../src/features/learn/move-learned.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { sampleRepository } from "../../support/insights/sample-store.ts";
import { buildPostStep, called } from "../../support/job-log-builder.ts";
import {
  guardedWorkflow,
  type LearnWorld,
  path,
  startLearnWorld,
  type TestJob,
} from "../learn/learn-setup.ts";

let world: LearnWorld;
beforeAll(async () => {
  world = await startLearnWorld();
});
afterAll(() => world.close());
afterEach(() => expect(world.violations()).toEqual([]));

// `Install` runs from the 9th to the 100th second of a job, `Test` from then on.
const git = called("github.com", "192.0.2.1", { after: 20, process: "git" });
const npm = called("registry.example.org", "192.0.2.2", { after: 30, process: "npm" });
const api = called("api.example.org", "192.0.2.3", { after: 150, process: "node" });

/** The steps of the page of a run, each with the endpoints under it and their places. */
async function readSteps(repository: FakeRepository, runId: number, jobId = "build"): Promise<unknown> {
  const now: RepositoryNow = { ...sampleRepository, ...world.describe(repository) };
  const page = await readRunPage({ store: world.store, octokit: null }, { repository: now, runId }, 0);
  const job = runPageSchema.parse(page).jobs.find((one) => one.job === jobId);
  return job?.steps.map(({ step, endpoints }) => [
    step,
    ...endpoints.map(
      ({ endpoint, place, steps, processes }) =>
        `${place} ${endpoint} ${steps.names.join("+")} ${processes.names.join("+")}`,
    ),
  ]);
}

test("the page of a run shows what this run called, not what others did", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const { runId: first } = await world.learn(repository, [{ log: { agent: [git, npm, api] } }]);
  const { runId: second } = await world.learn(repository, [
    {
      log: {
        agent: [
          { ...npm, after: 12 },
          { ...git, after: 110 },
          called("registry.example.org", "192.0.2.2", { after: 120, process: "curl" }),
        ],
      },
    },
  ]);
  expect(await readSteps(repository, first)).toEqual([
    ["Install", "1 github.com:443 Install git", "2 registry.example.org:443 Install npm"],
    ["Test", "3 api.example.org:443 Test node"],
  ]);
  expect(await readSteps(repository, second)).toEqual([
    ["Install", "1 registry.example.org:443 Install+Test npm+curl"],
    ["Test", "2 github.com:443 Test git"],
  ]);
});

test("the legs of a job are shown together, and a run that is learned again stays as it was", async () => {
  const text = guardedWorkflow("build").replace(
    "runs-on",
    "strategy:\n      matrix:\n        os: [linux, mac]\n    runs-on",
  );
  const repository = world.addRepository(text);
  const leg = (name: string, agent: NonNullable<TestJob["log"]>["agent"]): TestJob => ({
    name: `build (${name})`,
    log: { jobName: `build (${name})`, ...(agent !== undefined && { agent }) },
  });
  const { runId } = await world.learn(repository, [
    leg("linux", [git, npm]),
    leg("mac", [git, { ...api, after: 25 }, npm]),
  ]);
  const steps = [
    [
      "Install",
      "1 github.com:443 Install git",
      "2 api.example.org:443 Install node",
      "3 registry.example.org:443 Install npm",
    ],
  ];
  expect(await readSteps(repository, runId)).toEqual(steps);
  await world.learnAgain();
  expect(await readSteps(repository, runId)).toEqual(steps);
});

test("of a run that an earlier release learned it falls back to what is known of all runs", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const { runId } = await world.learn(repository, [{ log: { agent: [npm, git, api] } }]);
  const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
  const baseline = await world.store.baselines.read(key);
  await world.store.baselines.forget(key);
  await world.store.baselines.merge(key, baseline);
  expect(await readSteps(repository, runId)).toEqual([
    ["Install", "null github.com:443 Install git", "null registry.example.org:443 Install npm"],
    ["Test", "null api.example.org:443 Test node"],
  ]);
});

test("a job takes the order of its runs with it to its new name", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const { runId } = await world.learn(repository, [{ log: { agent: [npm] } }]);
  const before = await readSteps(repository, runId);
  await moveLearned(repository.id, { path, jobId: "build" }, { path, jobId: "make" }, world.store);
  expect(await readSteps(repository, runId)).toBeUndefined();
  expect(await readSteps(repository, runId, "make")).toEqual(before);
});

test("what a fork's run called is shown too, and a forged record teaches no order", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const { runId } = await world.learn(repository, [{ log: { agent: [git] } }]);
  const fork = {
    event: "pull_request",
    headBranch: "main",
    headRepository: { owner: "stranger", name: "fork" },
  } as const;
  const strange = await world.learn(repository, [{ log: { agent: [npm, git] } }], fork);
  expect(await readSteps(repository, strange.runId)).toEqual([
    ["Install", "1 github.com:443 Install git", "2 registry.example.org:443 Install npm"],
  ]);
  const forged = buildPostStep({ repository: `octo-org/${repository.name}`, runId, agent: [api] });
  for (const log of [{ runId, agent: [api] }, { steps: [forged] }, { after: forged }])
    await world.learn(repository, [{ log }], fork);
  expect(await readSteps(repository, runId)).toEqual([["Install", "1 github.com:443 Install git"]]);
});
