import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { JobKey } from "../../../src/domain/run/job-key.ts";
import type { RunOptions } from "../../fake-github/add-run.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { toBytes } from "../../support/baseline-builder.ts";
import { buildPostStep, called } from "../../support/job-log-builder.ts";
import { guardedWorkflow, type LearnWorld, path, startLearnWorld, type TestJob } from "./learn-setup.ts";

let world: LearnWorld;
beforeAll(async () => {
  world = await startLearnWorld();
});
afterAll(() => world.close());
afterEach(() => expect(world.violations()).toEqual([]));

const good: TestJob = { log: { agent: [called("github.com", "140.82.112.3")] } };
const evil: TestJob = { log: { agent: [called("evil.example.net", "203.0.113.7")] } };
const fork = {
  event: "pull_request",
  headBranch: "main",
  headRepository: { owner: "stranger", name: "fork" },
} as const;
const bot = { event: "pull_request", headBranch: "dependabot/npm/x", actor: "dependabot[bot]" } as const;

async function bytesOf(repository: FakeRepository, source: JobKey["source"], jobId = "build") {
  return toBytes(await world.store.baselines.read({ repositoryId: repository.id, path, jobId, source }));
}

async function untrustedHosts(repository: FakeRepository, jobId = "build"): Promise<readonly string[]> {
  const key = { repositoryId: repository.id, path, jobId, source: "untrusted" } as const;
  return [...(await world.store.baselines.read(key)).endpoints.keys()];
}

describe.each<[string, Partial<RunOptions>]>([
  ["fork", fork],
  ["bot", bot],
])("a run of a %s", (reason, from) => {
  test("is kept apart, and is no lesson", async () => {
    const repository = world.addRepository(guardedWorkflow("build"));
    await world.learn(repository, [good]);
    const before = await bytesOf(repository, "default-branch");
    const result = await world.learn(repository, [evil], from);
    expect(result).toMatchObject({ paths: [], notLearned: reason, jobs: [], logs: 1 });
    expect(await bytesOf(repository, "default-branch")).toBe(before);
    expect(await untrustedHosts(repository)).toEqual(["evil.example.net:443"]);
    expect((await world.store.baselines.list(repository.id)).map(({ source }) => source).sort()).toEqual([
      "default-branch",
      "untrusted",
    ]);
  });

  test("costs no call where nothing is known of the repository", async () => {
    const repository = world.addRepository(guardedWorkflow("build"));
    expect(await world.learn(repository, [evil], from)).toMatchObject({ calls: 0, notLearned: reason });
    expect(await world.store.baselines.list(repository.id)).toEqual([]);
  });
});

test("jobs that only a fork's workflow file has are neither read nor kept", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  await world.learn(repository, [good]);
  repository.commitFiles(
    "main",
    { [path]: guardedWorkflow("build", "mine") },
    { author: "octo-org", message: "x" },
  );
  const headSha = repository.head() ?? "";
  const jobs = [evil, { ...evil, name: "mine" }];
  expect(await world.learn(repository, jobs, { ...fork, headSha })).toMatchObject({ logs: 1 });
  expect((await world.store.baselines.list(repository.id)).map(({ jobId }) => jobId)).toEqual([
    "build",
    "build",
  ]);
});

test("what a fork alone has taught makes no other fork's job known", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const key = { repositoryId: repository.id, path, jobId: "build", source: "untrusted" } as const;
  const trusted = world.addRepository(guardedWorkflow("build"));
  await world.learn(trusted, [good]);
  const { store } = world;
  const learned = await store.baselines.read({
    ...key,
    repositoryId: trusted.id,
    source: "default-branch",
  });
  await store.baselines.merge(key, learned);
  expect(await world.learn(repository, [evil], fork)).toMatchObject({ calls: 0 });
});

test("a fork's log that names other runs, or forges its record, reaches nothing else", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  const { runId } = await world.learn(repository, [good]);
  const before = await bytesOf(repository, "default-branch");
  const forged = buildPostStep({ repository: `octo-org/${repository.name}`, runId, ...evil.log });
  for (const log of [{ ...evil.log, runId }, { steps: [forged] }, { after: forged }])
    await world.learn(repository, [{ log }], fork);
  expect(await bytesOf(repository, "default-branch")).toBe(before);
  expect(await bytesOf(repository, "pull-request")).toBe(await bytesOf(repository, "pull-request", "none"));
  const kept = { repositoryId: repository.id, path, jobId: "build", source: "untrusted" } as const;
  expect((await world.store.baselines.read(kept)).runs.has(`${runId}/1`)).toBe(false);
});

test("a pull request's job is known too, and a target event is not read at all", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  await world.learn(repository, [good], { event: "pull_request", headBranch: "feature", actor: "octocat" });
  const before = await bytesOf(repository, "pull-request");
  expect(await world.learn(repository, [evil], { ...fork, event: "pull_request_target" })).toMatchObject({
    calls: 0,
  });
  await world.learn(repository, [evil], fork);
  expect(await bytesOf(repository, "pull-request")).toBe(before);
  expect(await untrustedHosts(repository)).toEqual(["evil.example.net:443"]);
});

test("a stranger's run costs twenty logs and five hundred names at most", async () => {
  const ids = Array.from({ length: 22 }, (_, index) => `job${index}`);
  const repository = world.addRepository(guardedWorkflow(...ids));
  await world.learn(
    repository,
    ids.map((name) => ({ ...good, name })),
  );
  const agent = Array.from({ length: 600 }, (_, n) =>
    called(`h${n}.example.net`, `203.0.${n >> 8}.${n % 256}`),
  );
  const jobs = ids.map((name, index) => ({ ...(index === 0 ? { log: { agent } } : evil), name }));
  expect(await world.learn(repository, jobs, fork)).toMatchObject({ logs: 20 });
  expect(await untrustedHosts(repository, "job0")).toHaveLength(500);
  expect(await untrustedHosts(repository, "job19")).toHaveLength(1);
  expect(await untrustedHosts(repository, "job20")).toEqual([]);
});

test("all that strangers' runs leave of a job is no more, however many there are", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  await world.learn(repository, [good]);
  for (let round = 0; round < 4; round += 1) {
    const agent = Array.from({ length: 200 }, (_, n) =>
      called(`h${round}-${n}.example.net`, `203.0.${round}.${n % 256}`),
    );
    await world.learn(repository, [{ log: { agent } }], fork);
  }
  expect(await untrustedHosts(repository)).toHaveLength(500);
  // What is known is seen again, and nothing else has room.
  await world.learn(
    repository,
    [
      {
        log: { agent: [called("h0-0.example.net", "203.0.0.1"), called("late.example.net", "203.0.113.9")] },
      },
    ],
    fork,
  );
  const key = { repositoryId: repository.id, path, jobId: "build", source: "untrusted" } as const;
  const { endpoints } = await world.store.baselines.read(key);
  expect(endpoints.get("h0-0.example.net:443")?.runs.size).toBe(2);
  expect(endpoints.has("late.example.net:443")).toBe(false);
});

test("logs of strangers' runs are read up to a number of bytes a day, those of others on", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  await world.learn(repository, [good]);
  const { forkLogs } = world.store;
  await world.learn(repository, [evil], fork);
  const now = Date.now();
  expect(await forkLogs.read(repository.id, now)).toBeGreaterThan(1_000);
  await forkLogs.count(repository.id, 256 * 1_024 * 1_024, now);
  expect(await world.learn(repository, [evil], fork)).toMatchObject({ logs: 0, notLearned: "fork" });
  expect(await world.learn(repository, [good])).toMatchObject({ logs: 1, notLearned: null });
  expect(await forkLogs.read(repository.id, now + 86_400_000)).toBe(0);
});

test("a stranger's run that calls many files and has many jobs costs no more calls than a bounded one", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  await world.learn(repository, [good]);
  const files = Array.from({ length: 60 }, (_, n) => `.github/workflows/c${n}.yml`);
  const callers = files.map((file, n) => `  c${n}:\n    uses: ./${file}\n`).join("");
  repository.commitFiles(
    "main",
    {
      [path]: guardedWorkflow("build") + callers,
      ...Object.fromEntries(files.map((file) => [file, guardedWorkflow("build")])),
    },
    { author: "octo-org", message: "x" },
  );
  const jobs = [evil, ...Array.from({ length: 500 }, (_, n) => ({ name: `x${n}`, rawLog: null }))];
  const result = await world.learn(repository, jobs, { ...fork, headSha: repository.head() ?? "" });
  // Twenty files, three pages of jobs, one log and the place where it lies.
  expect(result).toMatchObject({ calls: 25, logs: 1 });
  expect(await untrustedHosts(repository)).toEqual(["evil.example.net:443"]);
});

test("that a job cannot be guarded is not believed of a fork", async () => {
  const repository = world.addRepository(guardedWorkflow("build"));
  await world.learn(repository, [good]);
  expect(await world.learn(repository, [{ labels: ["self-hosted"] }], fork)).toMatchObject({ logs: 0 });
  expect(await world.store.baselines.list(repository.id)).toHaveLength(1);
});
