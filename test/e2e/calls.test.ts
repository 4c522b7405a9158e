import { expect, test } from "vitest";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  deliverRun,
  learnInAudit,
  newestPull,
  type RunParts,
  runJobs,
  usualList,
  workflowOf,
} from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

useWorld();

const audit = { log: { policy: "audit", allowedEndpoints: "" } } as const;

/** The calls that count for the installation's limit while something happens, `GET /repos/{owner}/…`, sorted. */
async function callsOf(act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = world.github.calls.length;
  await act();
  return world.github.calls
    .slice(before)
    .filter(({ route }) => route.startsWith("/repos/") || route === "/graphql")
    .map(({ method, route }) => `${method} ${route.replace("/repos/{owner}/{repo}", "…")}`)
    .sort();
}

/** A run of a commit of its own, of whose push the bot was told. */
async function runAnew(repository: FakeRepository, day: number, jobs: readonly string[]): Promise<void> {
  const before = repository.head();
  const after = repository.commitFiles("main", { "a.txt": `${day}` }, { author: "maintainer", message: "x" });
  const push = { repository: repository.state, ref: "refs/heads/main", before, after, sender: "maintainer" };
  await world.send("push", world.github.payloads.push(push));
  await runJobs(world, repository, { day, jobs: Object.fromEntries(jobs.map((job) => [job, audit])) });
}

const perRun = ["GET …/actions/runs/{run_id}/attempts/{attempt_number}/jobs", "GET …/contents/{path...}"];
const log = "GET …/actions/jobs/{job_id}/logs";

test("a run in which nothing changed costs a list, a file at its commit and a log for each job", async () => {
  const repository = addRepository(workflowOf({ lint: "audit", build: "audit", test: "audit" }));
  const jobs = ["lint", "build", "test"];
  for (const day of [-9, -8, -7]) await runAnew(repository, day, jobs);
  expect(await callsOf(() => runAnew(repository, -6, jobs))).toEqual([log, log, log, ...perRun]);
});

test("an open pull request in which nothing changed costs nothing, and is not written", async () => {
  const repository = addRepository(workflowOf({ build: "audit" }));
  await learnInAudit(world, repository, "build");
  const { body } = newestPull(repository);
  await runAnew(repository, -1, ["build"]);
  expect(await callsOf(() => runAnew(repository, -0.9, ["build"]))).toEqual([log, ...perRun]);
  expect(newestPull(repository).body).toBe(body);
});

/** The run with a number, a quarter of an hour after the one before. */
const deliver = (repository: FakeRepository, number: number, parts: Omit<RunParts, "day">) =>
  deliverRun(world, repository, { day: -2 + number * 0.01, ...parts });

test("of the runs of a job that was proved some are not read; that it is not enforced any more is told of after twenty", async () => {
  const repository = addRepository(workflowOf({ build: usualList }));
  await runAnew(repository, -3, []);
  for (let number = 0; number < 30; number += 1) await deliver(repository, number, { jobs: { build: {} } });
  await untilDone(world.redis.redis);
  const outcomes = await world.store.outcomes.list(repository.id);
  expect(outcomes.filter(({ notLearned }) => notLearned === "sampled").length).toBeGreaterThan(0);

  const build = { log: { agent: [{ after: 11, message: "Reverted changes" }] } };
  const isTold = (): boolean =>
    [...repository.state.issues.values()].some(({ labels }) => labels.includes("egress-alarm"));
  for (let number = 30; number < 50 && !isTold(); number += 1) {
    await deliver(repository, number, { jobs: { build } });
    await untilDone(world.redis.redis);
  }
  expect(isTold()).toBe(true);
});

test("a job in audit mode is read in each run that has it, though others of its file were proved", async () => {
  const repository = addRepository(workflowOf({ build: usualList, nightly: "audit" }));
  await runAnew(repository, -3, []);
  for (let number = 0; number < 16; number += 1) {
    const isNightly = number % 2 === 1;
    const jobs = isNightly ? { nightly: audit } : { build: {} };
    await deliver(repository, number, { event: isNightly ? "schedule" : "push", jobs });
    await untilDone(world.redis.redis);
  }
  const outcomes = await world.store.outcomes.list(repository.id);
  const nightly = outcomes.filter(({ event }) => event === "schedule");
  expect(nightly.map(({ notLearned }) => notLearned)).toEqual(Array.from({ length: 8 }, () => null));
});

test.each([4, 8])(
  "first looks at %i files with the same steps cost the same for each file",
  async (files) => {
    const text = workflowOf({ lint: "audit", build: "audit", test: "audit" });
    const repository = addRepository({ "README.md": "" });
    const before = repository.head();
    const all = Array.from({ length: files }, (_, place) => [`.github/workflows/package-${place}.yml`, text]);
    const after = repository.commitFiles("main", Object.fromEntries(all), {
      author: "maintainer",
      message: "x",
    });
    const push = {
      repository: repository.state,
      ref: "refs/heads/main",
      before,
      after,
      sender: "maintainer",
    };
    const calls = await callsOf(async () => {
      await world.send("push", world.github.payloads.push(push));
      await untilDone(world.redis.redis);
    });
    // The look at each file, its branch before the first commit there, and the dashboard.
    expect(calls.filter((call) => call === "GET …/contents/{path...}").length).toBe(3 * files);
  },
);
