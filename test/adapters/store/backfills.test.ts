import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BackfillKey } from "../../../src/adapters/store/backfills.ts";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { findHold } from "../../../src/domain/budget/find-hold.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { learnRunTask, repositoryOf } from "../../support/tasks.ts";

let redis: TestRedis;
let store: Store;

beforeAll(async () => {
  redis = await startTestRedis();
  store = openStore(redis.redis);
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.redis.flushall();
});

const all: BackfillKey = { repositoryId: 5, again: null };
const again: BackfillKey = { repositoryId: 5, again: ".github/workflows/ci.yml" };
const run = (runId: number) => learnRunTask({ repositoryId: 5, runId }).run;

async function begin(key: BackfillKey, begunAt: number, runs: readonly number[]): Promise<void> {
  const choice = { most: 100, learnFrom: ["default-branch"] } as const;
  await store.backfills.begin(key, { begunAt, repository: repositoryOf(5), choice, paths: ["ci.yml"] });
  await store.backfills.addRuns(key, "ci.yml", runs.map(run));
}

async function finishNext(key: BackfillKey, taught: readonly string[] = []): Promise<number | null> {
  const planned = await store.backfills.nextRun(key);
  if (planned !== null) await store.backfills.finishRun(key, planned, taught);
  return planned?.run.id ?? null;
}

describe("a plan", () => {
  test("is worked off in order, a postponed run last, and comes back as it was written", async () => {
    await begin(all, 1_000, [3, 2, 1]);
    expect(await store.backfills.nextListing(all)).toBeNull();
    const first = await store.backfills.nextRun(all);
    expect(first).toMatchObject({ run: run(3), failures: 0 });
    if (first !== null) await store.backfills.postponeRun(all, first);
    expect([await finishNext(all, ["b", "a"]), await finishNext(all, ["a"])]).toEqual([2, 1]);
    expect(await store.backfills.nextRun(all)).toMatchObject({ run: run(3), failures: 1 });
    expect(await store.backfills.listTaught(all)).toEqual(["a", "b"]);
    expect(await finishNext(all)).toBe(3);
    expect(await finishNext(all)).toBeNull();
  });

  test("a run that is finished twice counts once", async () => {
    await begin(all, 1_000, [2, 1]);
    const planned = await store.backfills.nextRun(all);
    if (planned !== null) {
      await store.backfills.finishRun(all, planned, []);
      await store.backfills.finishRun(all, planned, []);
    }
    expect(await store.backfills.readProgress(5)).toMatchObject({ total: 2, done: 1 });
  });

  test("of a file again is another than that of all, and a new one takes the place of the old", async () => {
    await begin(all, 1_000, [1]);
    await begin(again, 2_000, [2, 3]);
    await begin(again, 3_000, [4]);
    expect([await finishNext(again), await finishNext(again), await finishNext(all)]).toEqual([4, null, 1]);
    expect(await store.backfills.readPlan(again)).toMatchObject({ begunAt: 3_000, isFinished: false });
  });

  test("an entry that another version wrote is left out", async () => {
    await begin(all, 1_000, [1]);
    const [key = ""] = await redis.redis.keys("*backfill-runs*");
    await redis.redis.lpush(key, "{}", "no JSON");
    expect(await finishNext(all)).toBe(1);
  });

  test("goes with its repository, and by itself", async () => {
    await begin(all, 1_000, [1]);
    for (const key of await redis.redis.keys("*")) expect(await redis.redis.ttl(key), key).toBeGreaterThan(0);
    await store.forgetRepository(5);
    expect(await redis.redis.keys("egress:1:{5}:*")).toEqual([]);
  });
});

describe("the progress", () => {
  test("of a repository without a backfill is unknown", async () => {
    expect(await store.backfills.readProgress(5)).toBeNull();
  });

  test("is of those under way together, else of all", async () => {
    await begin(all, 1_000, [1, 2]);
    await begin(again, 2_000, [3]);
    await finishNext(all);
    await store.backfills.setWait(again, 9_000);
    const iso = (ms: number) => new Date(ms).toISOString();
    const waits = { finishedAt: null, waitsUntil: iso(9_000) };
    expect(await store.backfills.readProgress(5)).toEqual({
      total: 3,
      done: 1,
      startedAt: iso(1_000),
      ...waits,
    });
    await finishNext(all);
    await store.backfills.finish(all, 5_000);
    expect(await store.backfills.readProgress(5)).toEqual({
      total: 1,
      done: 0,
      startedAt: iso(2_000),
      ...waits,
    });
    await finishNext(again);
    await store.backfills.finish(again, 6_000);
    const end = { finishedAt: iso(6_000), waitsUntil: null };
    expect(await store.backfills.readProgress(5)).toEqual({
      total: 3,
      done: 3,
      startedAt: iso(1_000),
      ...end,
    });
  });
});

test("the right to work is one task's, who may take it again, and only that task gives it back", async () => {
  const { claim, release } = store.backfills;
  expect([await claim(5, "a", 60_000), await claim(5, "b", 60_000)]).toEqual([true, false]);
  expect([await claim(5, "a", 60_000), await claim(6, "b", 60_000)]).toEqual([true, true]);
  await release(5, "b");
  expect(await claim(5, "b", 60_000)).toBe(false);
  await release(5, "a");
  expect(await claim(5, "b", 60_000)).toBe(true);
});

describe("the budget of an hour", () => {
  const reset = Math.floor(Date.now() / 1_000) + 600;
  const resetAt = (reset + 1) * 1_000;
  const note = { limit: 100, remaining: 90, reset, resetAt };
  const countCalls = async (calls: number, changes: Partial<typeof note> = {}): Promise<void> => {
    for (let call = 0; call < calls; call += 1)
      await store.budgets.count(1, "backfill", { ...note, ...changes });
  };
  const hold = async (now = Date.now()) => findHold(await store.budgets.read(1, now), "backfill", now);

  test("is three tenths of the limit, until the reset", async () => {
    expect(await hold()).toBeNull();
    await countCalls(29);
    expect(await hold()).toBeNull();
    await countCalls(1);
    expect([await hold(), await hold(resetAt - 1), await hold(resetAt)]).toEqual([resetAt, resetAt, null]);
  });

  test("leaves three tenths of the limit to others, whoever used the rest", async () => {
    await countCalls(1, { remaining: 31 });
    expect(await hold()).toBeNull();
    await countCalls(1, { remaining: 30 });
    expect(await hold()).toBe(resetAt);
  });

  test("is of one installation and hour: a reset a second off is the same, and a late answer does not count", async () => {
    const later = resetAt + 3_600_000;
    await countCalls(30, { reset: reset + 1 });
    await store.budgets.count(2, "learn", note);
    expect(await store.budgets.read(2, 0)).toMatchObject({ used: { learn: 1, backfill: 0 } });
    await countCalls(1);
    expect(await store.budgets.read(1, 0)).toMatchObject({ used: { backfill: 31 } });
    await countCalls(1, { reset: reset + 3_600, resetAt: later });
    await countCalls(1);
    expect(await store.budgets.read(1, 0)).toMatchObject({ used: { backfill: 1 }, resetAt: later });
  });

  test("goes by itself", async () => {
    await store.budgets.count(1, "answer", { ...note, resetAt: Date.now() + 1_000 });
    const [key = ""] = await redis.redis.keys("*");
    expect(await redis.redis.ttl(key)).toBeGreaterThan(3_500);
    expect(await redis.redis.ttl(key)).toBeLessThan(3_700);
  });
});
