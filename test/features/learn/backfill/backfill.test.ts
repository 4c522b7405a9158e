import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LateLogError } from "../../../../src/adapters/github/runs/late-log-error.ts";
import { UnfinishedJobError } from "../../../../src/adapters/github/runs/run-jobs.ts";
import type { Backfill } from "../../../../src/adapters/queue/tasks/backfill.ts";
import { openStore, type Store } from "../../../../src/adapters/store/store.ts";
import { type BackfillTools, backfill } from "../../../../src/features/learn/backfill/backfill.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { type FakeInstallation, startFakeInstallation } from "../../../support/fake-installation.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { addRuns, workflows } from "../../../support/scenario.ts";

const hour = 3_600_000;
const [ci, matrix] = [".github/workflows/ci.yml", ".github/workflows/matrix.yml"] as const;
const package_ = ".github/workflows/package.yml";

let redis: TestRedis;
let store: Store;
let fake: FakeInstallation;
let repository: FakeRepository;
let now: number;
let tests = 0;
let lastTask = 0;

beforeAll(async () => {
  redis = await startTestRedis();
  store = openStore(redis.redis);
  fake = await startFakeInstallation();
  fake.github.addUser({ login: "maintainer" });
});
beforeEach(() => {
  tests += 1;
  repository = fake.addRepository(`octo-repo-${tests}`, workflows);
  now = Math.floor(Date.now() / hour) * hour;
});
afterEach(() => expect(fake.github.violations).toEqual([]));
afterAll(async () => {
  await fake.github.close();
  await redis.stop();
});

/** Runs of each file, six hours apart, the newest an hour old. */
function addHistory(count: number, paths: readonly (keyof typeof workflows)[] = [ci, matrix]): void {
  const since = now - hour - (count - 1) * 6 * hour;
  for (const path of paths) addRuns(fake.github, repository, { path, count, since, every: 6 });
}

/** A task as the queue hands it out, with work that only writes down what it was given. */
function queueTask(again: string | null = null, say: Partial<BackfillTools> = {}) {
  lastTask += 1;
  const { installationId, id, owner, name } = fake.describe(repository);
  const task: Backfill = { repository: { installationId, id, owner, name }, again };
  const tools = {
    octokit: fake.octokit,
    store,
    id: String(lastTask),
    queuedAt: now,
    now: () => now,
    isUrgent: async () => false,
    heldUntil: async () => null,
    ...say,
    learnRun: vi.fn<BackfillTools["learnRun"]>(say.learnRun ?? (async ({ run }) => [run.path])),
    propose: vi.fn<BackfillTools["propose"]>(async () => {}),
  };
  return {
    tools,
    turn: () => backfill(task, tools),
    learned: () => tools.learnRun.mock.calls.map(([{ run }]) => run),
    proposed: () => tools.propose.mock.calls.map(([{ path }]) => path),
  };
}

/** The paths that GitHub was asked for in the test. */
function asked(): readonly string[] {
  const all = fake.github.calls.map(({ path }) => path);
  return all.filter((path) => path.startsWith(`/repos/octo-org/${repository.name}/`));
}

function listings(): number {
  return asked().filter((path) => path.includes("/actions/workflows/")).length;
}

describe("what is learned", () => {
  test("the runs of every guarded workflow, newest first, each file proposed when its runs are done", async () => {
    addHistory(3);
    const order: string[] = [];
    const { turn, learned, tools } = queueTask();
    tools.learnRun.mockImplementation(async ({ run }) => {
      order.push(run.path);
      return [run.path];
    });
    tools.propose.mockImplementation(async ({ path }) => void order.push(`propose ${path}`));
    expect(await turn()).toBeNull();
    expect(order).toEqual([ci, ci, ci, `propose ${ci}`, matrix, matrix, matrix, `propose ${matrix}`]);
    const times = learned().map(({ startedAt }) => startedAt);
    expect(times.slice(0, 3)).toEqual(times.slice(0, 3).toSorted().reverse());
    expect(await store.backfills.readProgress(repository.id)).toMatchObject({
      total: 6,
      done: 6,
      finishedAt: new Date(now).toISOString(),
      waitsUntil: null,
    });
  });

  test("not more than the settings want, nor what is older than 90 days", async () => {
    addHistory(4, [ci]);
    addRuns(fake.github, repository, { path: matrix, count: 2, since: now - 95 * 24 * hour, every: 7 * 24 });
    repository.commitFiles(
      "main",
      { ".github/egress-bot.yml": "backfill:\n  runs: 2\n" },
      { author: "maintainer", message: "Settings" },
    );
    const { turn, learned } = queueTask();
    await turn();
    expect(learned().map(({ path }) => path)).toEqual([ci, ci, matrix]);
  });

  test("not what is known, nor what can teach nothing, nor the runs of workflows without a guard step", async () => {
    addHistory(2, [ci]);
    const [known] = addRuns(fake.github, repository, { path: matrix, count: 1, since: now - hour, every: 6 });
    for (const actor of ["dependabot[bot]", "maintainer"])
      fake.github.addRun({ repository, path: ci, headBranch: "feature", actor, jobs: [] });
    repository.commitFiles(
      "main",
      { [ci]: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n" },
      { author: "maintainer", message: "No guard" },
    );
    await store.outcomes.record(repository.id, {
      runId: known?.id ?? 0,
      attempt: 1,
      at: new Date(now).toISOString(),
      path: matrix,
      event: "push",
      notLearned: null,
      jobs: [],
    });
    const { turn, learned } = queueTask();
    expect(await turn()).toBeNull();
    expect(learned()).toEqual([]);
    // Of the three files that are left with a guard step, two are called or call.
    expect(listings()).toBe(3);
  });

  test.each([
    ["an archived repository", () => repository.setArchived(true)],
    ["a repository that another has taken the place of", () => Object.assign(repository, { id: 1 })],
  ])("nothing of %s", async (_, change) => {
    addHistory(1);
    change();
    const { turn, learned } = queueTask();
    expect(await turn()).toBeNull();
    expect(learned()).toEqual([]);
  });
});

describe("a file again", () => {
  test("also what is known, and the runs of those that call it", async () => {
    addHistory(2, [ci, ".github/workflows/release.yml"]);
    await queueTask().turn();
    now += 1_000;
    const again = queueTask(package_, { learnRun: async () => [package_] });
    expect(await again.turn()).toBeNull();
    expect(again.learned().map(({ path }) => path)).toEqual(Array(2).fill(".github/workflows/release.yml"));
    expect(again.proposed()).toEqual([package_]);
  });

  test("asked for once more while it is under way, it begins anew, and the first goes on with the second's plan", async () => {
    addHistory(3, [ci]);
    const isUrgent = vi.fn(async () => false);
    const first = queueTask(ci, { isUrgent });
    // Looked at before the plan, before the listing, and before each run.
    for (const answer of [false, false, false, true]) isUrgent.mockResolvedValueOnce(answer);
    expect(await first.turn()).toEqual({ continueAt: now + 500 });
    expect(first.learned()).toHaveLength(1);
    now += 1_000;
    const second = queueTask(ci);
    now += 1_000;
    expect(await second.turn()).toBeNull();
    expect(second.learned()).toHaveLength(3);
    expect(await first.turn()).toBeNull();
    expect(first.learned()).toHaveLength(1);
  });

  test("asked for twice before it began, it is learned once", async () => {
    addHistory(2, [ci]);
    const [first, second] = [queueTask(ci), queueTask(ci)];
    now += 1_000;
    expect([await first.turn(), await second.turn()]).toEqual([null, null]);
    expect([first.learned().length, second.learned().length]).toEqual([2, 0]);
  });
});

describe("a turn ends", () => {
  test("while tasks wait that go first, and goes on without listing anything twice", async () => {
    addHistory(3, [ci]);
    let waiting = false;
    const task = queueTask(null, {
      isUrgent: async () => waiting,
      learnRun: async ({ run }) => {
        waiting = true;
        return [run.path];
      },
    });
    for (const done of [1, 2, 3]) {
      expect(await task.turn()).toEqual({ continueAt: now + 500 });
      expect(await store.backfills.readProgress(repository.id)).toMatchObject({ done });
      waiting = false;
    }
    expect(await task.turn()).toBeNull();
    expect(task.learned()).toHaveLength(3);
    expect(task.proposed()).toEqual([ci]);
    // Of ci.yml, matrix.yml, package.yml and release.yml.
    expect(listings()).toBe(4);
  });

  test("after ten seconds", async () => {
    addHistory(3, [ci]);
    const task = queueTask(null, {
      learnRun: async () => {
        now += 6_000;
        return [];
      },
    });
    expect(await task.turn()).toEqual({ continueAt: now });
    expect(task.learned()).toHaveLength(2);
  });

  test("when the calls are used up, without one more, and says until when", async () => {
    addHistory(1, [ci]);
    const until = now + hour;
    expect(await queueTask(null, { heldUntil: async () => until }).turn()).toEqual({ continueAt: until });
    expect(asked()).toEqual([]);
    let held = false;
    const task = queueTask(null, {
      heldUntil: async () => (held ? until : null),
      learnRun: async () => {
        held = true;
        return [];
      },
    });
    expect(await task.turn()).toEqual({ continueAt: until });
    const waitsUntil = new Date(until).toISOString();
    expect(await store.backfills.readProgress(repository.id)).toMatchObject({ waitsUntil, finishedAt: null });
    held = false;
    expect(await task.turn()).toBeNull();
    expect(await store.backfills.readProgress(repository.id)).toMatchObject({ waitsUntil: null });
  });

  test("at a limit of GitHub, which the queue waits for", async () => {
    addHistory(1, [ci]);
    const response = { headers: { "retry-after": "60" } };
    const limit = Object.assign(new Error("slow down"), { status: 429, response });
    const task = queueTask(null, { learnRun: () => Promise.reject(limit) });
    await expect(task.turn()).rejects.toBe(limit);
    const waitsUntil = new Date(now + 60_000).toISOString();
    expect(await store.backfills.readProgress(repository.id)).toMatchObject({ waitsUntil, done: 0 });
  });

  test("at once where another task of the repository is at work", async () => {
    addHistory(1, [ci]);
    let other: unknown;
    const task = queueTask(null, {
      learnRun: async () => {
        other = await queueTask(ci).turn();
        return [];
      },
    });
    expect(await task.turn()).toBeNull();
    expect(other).toEqual({ continueAt: now + 5_000 });
    expect(await queueTask(ci).turn()).toBeNull();
  });
});

describe("a run that cannot be learned", () => {
  const failWith = (status: number): Error => Object.assign(new Error(`GitHub says ${status}`), { status });

  test.each<[string, Error]>([
    ["gone", failWith(404)],
    ["expired", failWith(410)],
    ["not quite over", new UnfinishedJobError("goes on")],
  ])("because it is %s is passed over", async (_, error) => {
    addHistory(2, [ci]);
    const task = queueTask(null, { learnRun: vi.fn(async () => [ci]) });
    task.tools.learnRun.mockRejectedValueOnce(error);
    expect(await task.turn()).toBeNull();
    expect(task.learned()).toHaveLength(2);
    expect(task.proposed()).toEqual([ci]);
  });

  test.each<[string, Error]>([
    ["for no known reason", failWith(502)],
    ["because a log may still come", new LateLogError(now + 900_000)],
  ])("%s comes again after the others, three times in all", async (_, error) => {
    addHistory(2, [ci]);
    let bad = 0;
    const task = queueTask(null, {
      learnRun: async ({ run }) => {
        bad ||= run.id;
        if (run.id === bad) throw error;
        return [ci];
      },
    });
    expect(await task.turn()).toEqual({ continueAt: now + 30_000 });
    expect(await task.turn()).toEqual({ continueAt: now + 30_000 });
    expect(await task.turn()).toBeNull();
    const ids = task.learned().map(({ id }) => id);
    expect(ids).toEqual([bad, expect.any(Number), bad, bad]);
    expect(ids[1]).not.toBe(bad);
  });
});

test("what was lost with the repository is planned anew", async () => {
  addHistory(2, [ci]);
  await queueTask().turn();
  await store.forgetRepository(repository.id);
  expect(await store.backfills.readProgress(repository.id)).toBeNull();
  const task = queueTask();
  expect(await task.turn()).toBeNull();
  expect(task.learned()).toHaveLength(2);
});
