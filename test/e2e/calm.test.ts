// prove: calm        400 repositories that are ready on one day: 10 pull requests a day, all within 40 days, and how many calls they cost; 10 min
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { sizeOf } from "../support/size-of.ts";
import { startWorld, type World } from "./bot.ts";
import { path } from "./enforcing.ts";
import { beginDue } from "./queue-state.ts";
import { addReady, push, untilQuiet } from "./ready.ts";

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
  await untilQuiet(world);
}

function addOwnersSettings(text: string): FakeRepository {
  return world.github.addRepository({
    owner: "octo-org",
    name: ".github",
    installationId: world.installation.id,
    files: { [settingsPath]: text },
  });
}

/** How many runs the job of a repository had. */
function runsOf(index: number): number {
  return 25 + ((index * 7) % 20);
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
    repositories.push(await addReady(world, `r${index}`, { runs: runsOf(index) }));
  const calls: number[] = [];
  const opened: number[] = [];
  let [callsBefore, openedBefore] = [world.github.calls.length, 0];
  const note = (): void => {
    const all = repositories.filter((one) => dayOfPull(one) !== null).length;
    calls.push(world.github.calls.length - callsBefore);
    opened.push(all - openedBefore);
    [callsBefore, openedBefore] = [world.github.calls.length, all];
  };
  for (const repository of repositories) await push(world, repository, path);
  await untilQuiet(world);
  note();
  const longest = Math.ceil(size.repositories / size.perDay);
  for (let index = 1; index < Math.max(longest, 7); index += 1) {
    await passDay();
    note();
  }
  // What a proof prints is its result.
  if (size.settings === null) console.log({ opened, calls });
  const expected = Array.from({ length: opened.length }, (_, index) =>
    Math.max(0, Math.min(size.perDay, size.repositories - index * size.perDay)),
  );
  expect(opened).toEqual(expected);
  // The first day takes them as they come; from then on the surest is next.
  const later = repositories
    .map((repository, index) => ({ on: dayOfPull(repository) ?? 0, runs: runsOf(index) }))
    .filter(({ on }) => on > 1)
    .sort((one, other) => one.on - other.on || other.runs - one.runs);
  expect(later.map(({ runs }) => runs)).toEqual(
    later.map(({ runs }) => runs).sort((one, other) => other - one),
  );
  // Each is looked at when it is ready and when it is its turn, and nothing is asked in between.
  for (const [index, count] of calls.entries()) {
    const looked = index === 0 ? size.repositories + size.perDay : (expected[index] ?? 0);
    expect(count).toBeLessThanOrEqual(30 * looked);
  }
});
