import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { called, type JobLogOptions } from "../../support/job-log-builder.ts";
import { guardedWorkflow, type LearnWorld, path, startLearnWorld } from "./learn-setup.ts";

let world: LearnWorld;
beforeAll(async () => {
  world = await startLearnWorld();
});
afterAll(() => world.close());
afterEach(() => expect(world.violations()).toEqual([]));

async function baselineOf({ id: repositoryId }: FakeRepository) {
  return world.store.baselines.read({ repositoryId, path, jobId: "build", source: "default-branch" });
}

test.each([
  ["self-hosted", "self-hosted-runner"],
  ["ubuntu-slim", "ubuntu-slim-runner"],
])("on %s the labels tell, and no log is read", async (label, reason) => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const { runId, ...result } = await world.learn(repository, [{ labels: [label] }]);
  expect(result).toMatchObject({
    paths: [path],
    logs: 0,
    jobs: [{ name: "build", jobId: "build", result: "not-learned", reason }],
  });
  const { runs, unguarded, endpoints } = await baselineOf(repository);
  expect(unguarded).toEqual(new Map([[`${reason} build`, new Set([`${runId}/1`])]]));
  expect([...runs.values()].map(({ legs }) => legs.size)).toEqual([0]);
  expect(endpoints.size).toBe(0);
});

test("an agent in trouble is nothing that lasts", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const preStep = [
    "Sorry, we are currently experiencing issues with the Harden Runner installation process. It is currently unavailable.",
  ];
  const result = await world.learn(repository, [{ log: { preStep, postStep: [] } }]);
  expect(result).toMatchObject({ paths: [], jobs: [{ reason: "harden-runner-unavailable" }] });
  expect(await world.store.baselines.list(repository.id)).toEqual([]);
});

test("an agent that was not there in time leaves a block policy without effect, and that is remembered", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const log = { policy: "block", postStep: ["timed out"] } as const;
  const { runId, ...result } = await world.learn(repository, [{ log }]);
  expect(result).toMatchObject({
    paths: [path],
    jobs: [{ result: "not-learned", reason: "agent-timed-out" }],
  });
  const { enforcement, unguarded } = await baselineOf(repository);
  expect(enforcement).toEqual(new Map([["agent-timed-out build", new Set([`${runId}/1`])]]));
  expect(unguarded.size).toBe(0);
});

const call = called("github.com", "140.82.112.3");
test.each<[string, JobLogOptions, readonly string[]]>([
  [
    "a private repository's agent that audits though told to block",
    { policy: "block", isPrivate: true, onlyAudits: true, agent: [call] },
    ["subscription-required build"],
  ],
  ["the same of a public repository", { policy: "block", onlyAudits: true, agent: [call] }, []],
  ["a private repository's agent that blocks", { policy: "block", isPrivate: true, agent: [call] }, []],
  ["a private repository in audit mode", { policy: "audit", isPrivate: true, agent: [call] }, []],
  [
    "an action that switched to audit by itself",
    {
      policy: "block",
      isPrivate: true,
      preStep: ["Switching egress-policy to audit mode"],
      onlyAudits: true,
      agent: [call],
    },
    [],
  ],
])("%s", async (_, log, expected) => {
  const repository = world.addRepository(guardedWorkflow("build"));
  expect(await world.learn(repository, [{ log }])).toMatchObject({ jobs: [{ result: "learned" }] });
  const { unguarded, endpoints } = await baselineOf(repository);
  expect([...unguarded.keys()]).toEqual(expected);
  expect([...endpoints.keys()]).toEqual(["github.com:443"]);
});
