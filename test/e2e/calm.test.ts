// prove: calm        400 repositories that are ready on one day: 10 pull requests a day, all within 40 days, and how many calls they cost; 10 min
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { passRedisTime } from "../support/pass-redis-time.ts";
import { sizeOf } from "../support/size-of.ts";
import { startWorld, type World } from "./bot.ts";
import { path } from "./enforcing.ts";
import { beginDue } from "./queue-state.ts";
import { addReady, push, untilQuiet } from "./ready.ts";

const size = sizeOf("calm", {
  suite: {
    repositories: 12,
    batch: 12,
    perDay: 3,
    issues: 2,
    settings: "per-day: {pull-requests: 3, issues: 2}\n",
  },
  whole: { repositories: 400, batch: 40, perDay: 10, issues: 5, settings: null },
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
  const now = Date.now();
  const next = (Math.floor(now / day) + 1) * day + 3_600_000;
  vi.setSystemTime(next);
  await passRedisTime(world.redis.redis, next - now);
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

const repositories: FakeRepository[] = [];
/** What each day brought: new pull requests, new issues, and calls of GitHub's API. */
const opened: number[] = [];
const issues: number[] = [];
const calls: number[] = [];
let [callsBefore, openedBefore, issuesBefore] = [0, 0, 0];

function noteDay(): void {
  const all = repositories.filter((one) => dayOfPull(one) !== null).length;
  opened.push(all - openedBefore);
  const allIssues = repositories
    .flatMap(({ state }) => [...state.issues.values()])
    .filter(({ pull }) => pull === null).length;
  issues.push(allIssues - issuesBefore);
  calls.push(world.github.calls.length - callsBefore);
  [callsBefore, openedBefore, issuesBefore] = [world.github.calls.length, all, allIssues];
}

// In parts, none of which takes long on a busy machine.
const batches = Array.from({ length: Math.ceil(size.repositories / size.batch) }, (_, index) => index);
const days = Math.max(7, Math.ceil(size.repositories / size.perDay));

describe(`${size.repositories} repositories that are ready on one day`, () => {
  test.each(batches)("are looked at, part %i", async (batch) => {
    if (batch === 0 && size.settings !== null) addOwnersSettings(size.settings);
    const first = batch * size.batch;
    const last = Math.min(first + size.batch, size.repositories);
    for (let index = first; index < last; index += 1)
      repositories.push(await addReady(world, `r${index}`, { runs: runsOf(index) }));
    for (const repository of repositories.slice(first)) await push(world, repository, path);
    await untilQuiet(world);
  });

  test.each(Array.from({ length: days }, (_, index) => index + 1))("have their day %i", async (today) => {
    if (today > 1) await passDay();
    noteDay();
    expect(opened.at(-1)).toBe(expectedOn(today));
    expect(issues.at(-1)).toBeLessThanOrEqual(size.issues);
  });

  test(`get ${size.perDay} pull requests a day, the surest first, with no call in between`, () => {
    // What a proof prints is its result.
    if (size.settings === null) console.log(JSON.stringify({ opened, issues, calls }));
    expect(opened.reduce((sum, one) => sum + one, 0)).toBe(size.repositories);
    expect(issues.slice(0, 2)).toEqual([size.issues, size.issues]);
    // The first day takes them as they come; from then on the surest is next.
    const later = repositories
      .map((repository, index) => ({ on: dayOfPull(repository) ?? 0, runs: runsOf(index) }))
      .filter(({ on }) => on > 1)
      .sort((one, other) => one.on - other.on || other.runs - one.runs)
      .map(({ runs }) => runs);
    expect(later).toEqual([...later].sort((one, other) => other - one));
    // Each is looked at when it is ready and when it is its turn, and a few dashboards are written.
    for (const [index, count] of calls.entries()) {
      const looked = index === 0 ? size.repositories + size.perDay : expectedOn(index + 1);
      expect(count).toBeLessThanOrEqual(40 * looked + 40 * size.issues);
    }
  });
});

/** The pull requests that a day is to bring, counted from 1. */
function expectedOn(today: number): number {
  const before = (today - 1) * size.perDay;
  return Math.max(0, Math.min(size.perDay, size.repositories - before));
}
