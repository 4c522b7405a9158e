import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "../../src/apps/server/main.ts";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import { createLog } from "../../src/environment/log.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { until } from "../support/until.ts";
import { environmentOf, startWorld, testPace, type World } from "./bot.ts";
import { deliverRun, learnInAudit, path, workflowOf } from "./enforcing.ts";
import { readQueues, untilDone, untilParked } from "./queue-state.ts";

let world: World;
let repository: FakeRepository;

beforeEach(async () => {
  world = await startWorld({ role: "web" });
  repository = add("octo-repo-2", { [path]: workflowOf({ build: "audit" }) });
});
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

function add(name: string, files: Readonly<Record<string, string>>): FakeRepository {
  return world.github.addRepository({
    owner: "octo-org",
    name,
    installationId: world.installation.id,
    files,
    collaborators: { maintainer: "maintain" },
  });
}

/** A worker, which ends with its test. */
async function work<Result>(writes: boolean, during: () => Promise<Result>): Promise<Result> {
  const environment = environmentOf({ ...world, writes });
  const bot = await start({ environment, role: "worker", log: createLog("silent"), pace: testPace });
  try {
    return await during();
  } finally {
    await bot.close();
  }
}

/** Everything that was asked of GitHub but what only reads or lets the App in. */
function writes(): readonly string[] {
  return world.github.calls
    .filter(({ method, path: asked }) => method !== "GET" && !asked.endsWith("/access_tokens"))
    .map(({ method, path: asked }) => `${method} ${asked}`);
}

const stops: readonly [string, boolean, () => void][] = [
  ["EGRESS_WRITES is off", false, () => {}],
  ["the owner's settings say so", true, () => void add(".github", { [settingsPath]: "paused: true\n" })],
  [
    "its own settings say so",
    true,
    () =>
      void repository.commitFiles(
        "main",
        { [settingsPath]: "paused: true\n" },
        { author: "maintainer", message: "Stop" },
      ),
  ],
  [
    "the owner says so, and the repository does not",
    true,
    () => {
      add(".github", { [settingsPath]: "paused: true\n" });
      repository.commitFiles(
        "main",
        { [settingsPath]: "paused: false\n" },
        { author: "maintainer", message: "Go" },
      );
    },
  ],
];

test.each(stops)("nothing is written while %s, not even what was queued before", async (_, isOn, stop) => {
  // Queued while no worker is there to begin.
  for (let index = 0; index < 20; index += 1)
    await deliverRun(world, repository, {
      day: -20 + index * 0.75,
      jobs: { build: { log: { policy: "audit", allowedEndpoints: "" } } },
    });
  stop();
  await work(isOn, async () => {
    // The proposal waits; the runs are learned, for which nothing is written.
    await untilParked(world.redis.redis, 1);
    const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
    expect((await world.store.baselines.read(key)).runs.size).toBe(20);
    expect(writes()).toEqual([]);
    expect((await readQueues(world.redis.redis)).failed).toBe(0);
  });
});

test("what waited goes on when the brake is off", async () => {
  await work(false, async () => {
    for (let index = 0; index < 20; index += 1)
      await deliverRun(world, repository, {
        day: -20 + index * 0.75,
        jobs: { build: { log: { policy: "audit", allowedEndpoints: "" } } },
      });
    await untilParked(world.redis.redis, 1);
  });
  expect(repository.pulls()).toEqual([]);
  await work(true, async () => {
    const { installation } = world;
    await world.send("installation", world.github.payloads.installation(installation, "unsuspend"));
    await until(() => expect(repository.pulls()).toHaveLength(1));
    await untilDone(world.redis.redis);
  });
});

test("a comment is answered when the brake is off, and not before", async () => {
  await work(true, () => learnInAudit(world, repository, "build"));
  const [pull] = repository.pulls();
  const before = writes().length;
  const comment = repository.comment(pull?.number ?? 0, "maintainer", "/egress status");
  await work(false, async () => {
    await world.send(
      "issue_comment",
      world.github.payloads.issueComment(repository.state, comment, "created"),
    );
    await untilParked(world.redis.redis, 1);
  });
  expect(writes()).toHaveLength(before);
});
