import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { markTick } from "../../src/domain/marks/boxes.ts";
import { dashboardMark } from "../../src/domain/marks/dashboard.ts";
import { notPermittedLabel } from "../../src/domain/marks/labels.ts";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { Issue } from "../fake-github/state/repository.ts";
import { startWorld, type World } from "./bot.ts";
import { beginDue } from "./queue-state.ts";
import { addReady, endPull, openFiles, pathOf, push, untilQuiet } from "./ready.ts";

const day = 86_400_000;
let world: World;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 2, 2, 9) });
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
  vi.useRealTimers();
  expect(world.github.violations).toEqual([]);
});

/** Late on the next day, with all that there was to do by then done. */
async function passDay(): Promise<void> {
  vi.setSystemTime((Math.floor(Date.now() / day) + 1) * day + 23 * 3_600_000);
  await beginDue(world.redis.redis);
  await untilQuiet(world);
}

function dashboardsOf({ state }: FakeRepository): readonly Issue[] {
  return [...state.issues.values()].filter(({ body }) => body?.includes(dashboardMark));
}

function textOf(repository: FakeRepository): string {
  const [issue, ...more] = dashboardsOf(repository);
  expect(more).toEqual([]);
  return issue?.body ?? "";
}

/** What the issues of some repositories that wait for their turn are about. */
async function listWaiting(repositories: readonly FakeRepository[]): Promise<readonly string[]> {
  const [owner] = repositories.map(({ state }) => state.owner.id);
  const waiting = await world.store.places.listWaiting(owner ?? 0);
  const ids = repositories.map(({ id }) => id);
  return waiting
    .filter(({ kind, repository }) => kind === "issue" && ids.includes(repository.id))
    .map(({ about }) => about);
}

/** How often the dashboard was edited while something happened. */
async function countEdits(repository: FakeRepository, during: () => Promise<void>): Promise<number> {
  const before = world.github.calls.length;
  await during();
  const [issue] = dashboardsOf(repository);
  const path = `/repos/octo-org/${repository.name}/issues/${issue?.number}`;
  return world.github.calls
    .slice(before)
    .filter((call) => call.method === "PATCH" && call.path.endsWith(path)).length;
}

async function pushAll(repository: FakeRepository, ...files: readonly string[]): Promise<void> {
  for (const file of files) await push(world, repository, pathOf(file));
  await untilQuiet(world);
}

test("a dashboard is opened with the first need, edited once a day unless something new needs people, and says when nothing does", async () => {
  const repository = await addReady(world, "busy", { files: ["a", "b"] });
  await pushAll(repository, "a");
  expect(textOf(repository)).toContain("**1 thing needs you.**");
  expect(textOf(repository)).toContain("review #1, which switches it to block mode");

  // What only waits changes nothing on the same day, however often it is looked at.
  const quiet = await countEdits(repository, async () => {
    for (let times = 0; times < 3; times += 1) await pushAll(repository, "b");
  });
  expect(quiet).toBe(0);
  expect(await countEdits(repository, passDay)).toBe(1);
  expect(textOf(repository)).toContain(
    "its pull request opens when another one in this repository is merged",
  );
  expect(textOf(repository)).toContain("- [ ] Propose `b.yml:build` anyway");
  expect(await countEdits(repository, passDay)).toBe(0);

  // The next pull request is something new that needs people.
  const merged = await countEdits(repository, async () => {
    await endPull(world, repository, 1, "merge");
    await untilQuiet(world);
  });
  expect(openFiles(repository)).toEqual(["b.yml"]);
  expect(merged).toBe(1);
  expect(textOf(repository)).toContain("**1 thing needs you.** Blocking: 1 job.");

  // That nothing is left to do is told with the next day.
  const over = await countEdits(repository, async () => {
    await endPull(world, repository, repository.pulls()[0]?.number ?? 0, "merge");
    await untilQuiet(world);
  });
  expect(over).toBe(0);
  expect(await countEdits(repository, passDay)).toBe(1);
  expect(textOf(repository)).toContain("**Nothing needs you.** Blocking: 2 jobs.");
});

test("a dashboard that people closed stays closed, also where the bot forgot it; reopened it is kept up to date again", async () => {
  const repository = await addReady(world, "unwanted", { files: ["a", "b"] });
  await pushAll(repository, "a");
  const [issue] = dashboardsOf(repository);
  if (issue === undefined) throw new Error("there is no dashboard");
  issue.state = "closed";
  await world.redis.redis.del(`egress:1:{${repository.id}}:dashboard`);
  const edits = await countEdits(repository, async () => {
    await endPull(world, repository, repository.pulls()[0]?.number ?? 0, "merge");
    await pushAll(repository, "b");
    await passDay();
  });
  expect(edits).toBe(0);
  expect(dashboardsOf(repository)).toMatchObject([{ state: "closed" }]);
  issue.state = "open";
  await pushAll(repository, "b");
  await passDay();
  expect(textOf(repository)).toContain("Blocking: 1 job.");
});

test.each([
  ["dashboard: false", "dashboard: false\n"],
  ["nothing is ready", "ignore: [a.yml]\n"],
])("there is none where %s", async (_, settings) => {
  const repository = await addReady(world, `none-${settings.slice(0, 4)}`, { files: ["a"], settings });
  await pushAll(repository, "a");
  expect(dashboardsOf(repository)).toEqual([]);
});

test("of many dashboards as many are opened a day as the owner's limit lets, the others on the days after", async () => {
  const owners = world.github.addRepository({
    owner: "octo-org",
    name: ".github",
    installationId: world.installation.id,
    files: { [settingsPath]: "per-day: {pull-requests: 100, issues: 2}\n" },
    collaborators: { maintainer: "maintain" },
  });
  expect(owners.pulls()).toEqual([]);
  await passDay();
  const repositories: FakeRepository[] = [];
  for (let index = 0; index < 5; index += 1) repositories.push(await addReady(world, `many-${index}`));
  for (const repository of repositories) await push(world, repository, pathOf("ci"));
  await untilQuiet(world);
  const opened = (): number =>
    repositories.filter((repository) => dashboardsOf(repository).length > 0).length;
  const counts = [opened()];
  for (let days = 0; days < 2; days += 1) {
    await passDay();
    counts.push(opened());
  }
  expect(counts).toEqual([2, 4, 5]);
  expect(await listWaiting(repositories)).toEqual([]);
  expect(repositories.every((repository) => repository.pulls().length === 1)).toBe(true);
});

test("issues that say what keeps the bot from proposing are opened by the same limit, and none is lost", async () => {
  await passDay();
  const repositories: FakeRepository[] = [];
  for (let index = 0; index < 3; index += 1) {
    const repository = await addReady(world, `kept-out-${index}`, { files: ["ci", "b"] });
    repository.state.branchRules.add("creation");
    repositories.push(repository);
    await push(world, repository, pathOf("ci"));
    await push(world, repository, pathOf("b"));
  }
  await untilQuiet(world);
  const told = (): number =>
    repositories
      .flatMap(({ state }) => [...state.issues.values()])
      .filter(({ labels }) => labels.includes(notPermittedLabel)).length;
  expect(told()).toBe(2);
  await passDay();
  expect(told()).toBe(3);
  expect(await listWaiting(repositories)).toEqual([]);
});

test("a writer who ticks a box of the dashboard has that pull request at once, and the box is gone", async () => {
  const repository = await addReady(world, "ticked", { files: ["a", "b"] });
  await pushAll(repository, "a", "b");
  await passDay();
  expect(openFiles(repository)).toEqual(["a.yml"]);
  const box = markTick({ kind: "propose", path: pathOf("b"), jobId: "build" });
  const number = dashboardsOf(repository)[0]?.number ?? 0;
  const ticked = textOf(repository)
    .split("\n")
    .map((line) => (line.endsWith(box) ? line.replace("- [ ]", "- [x]") : line))
    .join("\n");
  expect(ticked).toContain("- [x] Propose `b.yml:build` anyway");

  world.github.autoDeliver(world.url);
  const edits = await countEdits(repository, async () => {
    repository.editBody(number, "maintainer", ticked);
    await world.github.settled();
    await untilQuiet(world);
  });
  expect([...openFiles(repository)].sort()).toEqual(["a.yml", "b.yml"]);
  expect(textOf(repository)).toContain("**2 things need you.**");
  expect(textOf(repository)).not.toContain("Propose `b.yml:build` anyway");
  // One shows what became of the tick, one that something new needs people.
  expect(edits).toBeLessThanOrEqual(2);
  expect(repository.comments(number)).toEqual([]);
});
