// prove: calm        400 repositories that are ready on one day: 10 pull requests a day, all within 40 days, and how many calls they cost; 10 min
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { workflow } from "../features/propose/propose-setup.ts";
import { learn } from "../support/baseline-builder.ts";
import { sizeOf } from "../support/size-of.ts";
import { startWorld, type World } from "./bot.ts";
import { path } from "./enforcing.ts";
import { beginDue, untilDone } from "./queue-state.ts";

const size = sizeOf("calm", {
  suite: { repositories: 12, perDay: 3, settings: "per-day: {pull-requests: 3}\n" },
  whole: { repositories: 400, perDay: 10, settings: null },
});
const day = 86_400_000;
const firstDay = Date.UTC(2026, 2, 2, 9);

let world: World;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: firstDay });
  world = await startWorld();
});
afterEach(() => expect(world.github.violations).toEqual([]));
afterAll(async () => {
  await world.close();
  vi.useRealTimers();
});

/** The next day, an hour after it began, with all that there was to do on it done. */
async function passDay(): Promise<void> {
  vi.setSystemTime((Math.floor(Date.now() / day) + 1) * day + 3_600_000);
  await beginDue(world.redis.redis);
  expect(await untilDone(world.redis.redis)).toMatchObject({ open: 0, failed: 0 });
}

function addOwnersSettings(text: string): FakeRepository {
  return world.github.addRepository({
    owner: "octo-org",
    name: ".github",
    installationId: world.installation.id,
    files: { [settingsPath]: text },
  });
}

/** A repository whose job is ready, the surer the more runs it had. */
async function addReady(name: string, runs: number): Promise<FakeRepository> {
  const repository = world.github.addRepository({
    owner: "octo-org",
    name,
    installationId: world.installation.id,
    files: { [path]: workflow("build") },
    collaborators: { maintainer: "maintain" },
  });
  const learned = learn(
    Array.from({ length: runs }, (_, index) => ({
      calls: ["api.example.com"],
      steps: ["Run make"],
      day: index + 10,
    })),
  );
  const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
  await world.store.baselines.merge(key, learned);
  return repository;
}

/** A person changes the workflow file, upon which it is looked at. */
async function push(repository: FakeRepository): Promise<void> {
  const before = repository.head();
  const text = `${repository.file(path)?.content}# changed\n`;
  const after = repository.commitFiles("main", { [path]: text }, { author: "maintainer", message: "Change" });
  const event = { repository: repository.state, ref: "refs/heads/main", before, after, sender: "maintainer" };
  expect(await world.send("push", world.github.payloads.push(event))).toBe(200);
}

/** The day of the bot's pull request in each repository, as counted from the first; null where there is none yet. */
function dayOfPull(repository: FakeRepository): number | null {
  const [pull] = repository.pulls();
  return pull === undefined ? null : Math.floor(pull.createdAt / day) - Math.floor(firstDay / day) + 1;
}

test(`${size.repositories} repositories that are ready on one day get ${size.perDay} pull requests a day, the surest first`, async () => {
  if (size.settings !== null) addOwnersSettings(size.settings);
  const repositories: FakeRepository[] = [];
  for (let index = 0; index < size.repositories; index += 1)
    repositories.push(await addReady(`r${index}`, 25 + ((index * 7) % 20)));
  const calls: number[] = [];
  const opened: number[] = [];
  let [callsBefore, openedBefore] = [world.github.calls.length, 0];
  const note = (): void => {
    const all = repositories.filter((one) => dayOfPull(one) !== null).length;
    calls.push(world.github.calls.length - callsBefore);
    opened.push(all - openedBefore);
    [callsBefore, openedBefore] = [world.github.calls.length, all];
  };
  for (const repository of repositories) await push(repository);
  expect(await untilDone(world.redis.redis)).toMatchObject({ open: 0, failed: 0 });
  note();
  const longest = Math.ceil(size.repositories / size.perDay);
  for (let index = 1; index < Math.max(longest, 7); index += 1) {
    await passDay();
    note();
  }
  console.log(JSON.stringify({ opened, calls }));
  expect(opened).toEqual(
    Array.from({ length: Math.max(longest, 7) }, (_, index) =>
      Math.max(0, Math.min(size.perDay, size.repositories - index * size.perDay)),
    ),
  );
});
