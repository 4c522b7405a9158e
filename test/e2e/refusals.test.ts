import { afterEach, beforeEach, expect, test } from "vitest";
import { openDeadLetters } from "../../src/adapters/queue/dead-letters.ts";
import type { FaultKind } from "../fake-github/http/faults.ts";
import { addRuns } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { runJobs, usualList, workflowOf } from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

/** Has the bot learn so many runs of `ci.yml`, beginning with the run of a rank. */
async function learn(count: number, from = 0): Promise<void> {
  const { github, repository, redis } = world;
  for (const run of addRuns(github, repository, { path, count, from })) await world.sendRun(run);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
}

/** The titles of the issues. */
const issues = () =>
  [...world.repository.state.issues.values()]
    .filter(({ pull, labels }) => pull === null && !labels.includes("egress-dashboard"))
    .map(({ title }) => title);

test.each<FaultKind>(["timeless-limit", "unclear-403"])(
  "what the owner has on the list `ignore` is not proposed because of a %s",
  async (kind) => {
    const { github, installation, repository } = world;
    github.addRepository({
      owner: "octo-org",
      name: ".github",
      installationId: installation.id,
      files: { ".github/egress-bot.yml": "ignore:\n  - ci.yml\n" },
    });
    await learn(20);
    expect(repository.pulls()).toHaveLength(0);
    await world.store.looks.forget(repository.id);
    github.faults.next("GET", "/repos/octo-org/.github", kind);
    await learn(1, 20);
    expect(github.faults.counts()[kind]).toBe(1);
    expect(repository.pulls()).toHaveLength(0);
  },
);

test.each<FaultKind>(["timeless-limit", "unclear-403"])(
  "a %s is no missing permission: nothing is said, and the pull request is opened",
  async (kind) => {
    world.github.faults.next("POST", /\/git\/trees$/, kind);
    await learn(20);
    expect(world.github.faults.counts()[kind]).toBe(1);
    expect(issues()).toEqual([]);
    expect(world.repository.pulls()).toHaveLength(1);
  },
);

test.each<FaultKind>(["timeless-limit", "unclear-403"])(
  "what a repository is to be told is not lost by a %s: its check and its issue come",
  async (kind) => {
    const { github, installation } = world;
    const repository = github.addRepository({
      owner: "octo-org",
      name: "blocking",
      installationId: installation.id,
      files: { [path]: workflowOf({ build: usualList }) },
      collaborators: { maintainer: "maintain" },
    });
    github.faults.next("POST", /\/check-runs$/, kind);
    github.faults.next("POST", /\/issues$/, kind);
    await runJobs(world, repository, { day: 1, jobs: { build: { log: { onlyAudits: true } } } });
    expect(github.faults.counts()[kind]).toBe(2);
    const alarms = [...repository.state.issues.values()].filter(({ labels }) =>
      labels.includes("egress-alarm"),
    );
    expect(alarms).toMatchObject([{ state: "open", labels: ["egress-alarm", "egress-not-enforced"] }]);
    const checks = [...repository.state.checkRuns.values()].map(({ name }) => name);
    expect(checks.filter((name) => name === "egress-bot enforcement")).toHaveLength(1);
  },
);

test("a pull request that GitHub does not accept is given up with GitHub's words, and tried with the next run", async () => {
  const { github, redis, repository } = world;
  const letters = openDeadLetters(redis.redis);
  for (let times = 0; times < 20; times += 1) github.faults.next("POST", /\/pulls$/, "422-invalid-base");
  for (const run of addRuns(github, repository, { path, count: 20 })) await world.sendRun(run);
  const { failed } = await untilDone(redis.redis);
  expect(failed).toBeGreaterThan(0);
  const reason = expect.stringMatching(/^rejected: Validation Failed: .*"field":"base"/);
  expect(await letters.list()).toMatchObject(Array(failed).fill({ queue: "propose", tries: 1, reason }));
  const posts = github.calls.filter(({ method, route }) => method === "POST" && route.endsWith("/pulls"));
  expect(posts).toHaveLength(failed);
  expect(repository.pulls()).toHaveLength(0);
  github.faults.stop();
  for (const { id } of await letters.list()) await letters.drop(id);
  await letters.close();
  await learn(1, 20);
  expect(repository.pulls()).toHaveLength(1);
});
