import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { PlaceKey, Waiting } from "../../../src/domain/proposal/waiting.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
let places: Store["places"];
beforeAll(async () => {
  redis = await startTestRedis();
  ({ places } = openStore(redis.redis));
});
beforeEach(async () => {
  await redis.redis.flushall();
});
afterAll(() => redis.stop());

const [owner, today] = [9, "2026-11-30"];
const key = (repositoryId: number, about = "a.yml"): PlaceKey => ({
  kind: "pull-request",
  repositoryId,
  about,
});

test("of many who ask at once, as many get a place as there are", async () => {
  const asked = Array.from({ length: 40 }, (_, index) => places.take(owner, today, key(index), 10));
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(10);
  expect(await places.listTaken(owner, today, "pull-request")).toHaveLength(10);
  expect(await places.take(owner, today, { ...key(50), kind: "issue" }, 1)).toBe(true);
  expect(await places.take(owner, "2026-12-01", key(50), 10)).toBe(true);
  expect(await places.take(owner + 1, today, key(50), 10)).toBe(true);
});

test("whoever asks again has one place, until it is used", async () => {
  expect(await places.take(owner, today, key(1), 1)).toBe(true);
  expect(await places.take(owner, today, key(1), 1)).toBe(true);
  expect(await places.listTaken(owner, today, "pull-request")).toEqual([key(1)]);
  await places.use(owner, today, key(1));
  expect(await places.take(owner, today, key(1), 1)).toBe(false);
  expect(await places.listTaken(owner, today, "pull-request")).toMatchObject([{ repositoryId: 1 }]);
});

test("what cannot wait gets a place beyond the limit, and counts", async () => {
  await places.take(owner, today, key(1), 1);
  expect(await places.take(owner, today, key(2), null)).toBe(true);
  expect(await places.take(owner, today, key(3), 2)).toBe(false);
  await places.giveBack(owner, today, key(1));
  expect(await places.take(owner, today, key(3), 2)).toBe(true);
});

test("what waits keeps since when it does, until it does not any more", async () => {
  const one: Waiting = {
    kind: "pull-request",
    repository: { installationId: 1, id: 4, owner: "octo-org", name: "r", defaultBranch: "main" },
    about: ".github/workflows/a:b.yml",
    rank: 0.5,
    since: 1_000,
    at: 1_000,
    hold: { why: "open-at-most", until: null },
    offeredAt: null,
  };
  await places.wait(owner, one);
  await places.wait(owner, { ...one, since: 2_000, at: 2_000, rank: 0.7, offeredAt: 3_000 });
  expect(await places.listWaiting(owner)).toEqual([{ ...one, at: 2_000, rank: 0.7, offeredAt: 3_000 }]);
  expect(await places.listWaiting(owner + 1)).toEqual([]);
  expect(await places.changeWaiting(owner, { ...one, at: 4_000 })).toBe(true);
  expect(await places.listWaiting(owner)).toEqual([{ ...one, at: 4_000 }]);
  const waitingKey = { kind: one.kind, repositoryId: 4, about: one.about };
  expect(await places.stopWaiting(owner, waitingKey)).toBe(true);
  expect(await places.stopWaiting(owner, waitingKey)).toBe(false);
  expect(await places.changeWaiting(owner, one)).toBe(false);
  expect(await places.listWaiting(owner)).toEqual([]);
});

test("one at a time opens something in a repository", async () => {
  expect(await places.enter(4, "a", 60_000)).toBe(true);
  expect(await places.enter(4, "b", 60_000)).toBe(false);
  expect(await places.enter(4, "a", 60_000)).toBe(true);
  expect(await places.enter(5, "b", 60_000)).toBe(true);
  await places.leave(4, "b");
  expect(await places.enter(4, "b", 60_000)).toBe(false);
  await places.leave(4, "a");
  expect(await places.enter(4, "b", 60_000)).toBe(true);
});

test("every key ends by itself, and those of an owner lie on one node", async () => {
  await places.take(owner, today, key(1), 1);
  await places.use(owner, today, key(1));
  await places.wait(owner, {
    kind: "issue",
    repository: { installationId: 1, id: 4, owner: "octo-org", name: "r", defaultBranch: "main" },
    about: "",
    rank: 1,
    since: 1,
    at: 1,
    hold: { why: "owner-per-day", until: 2 },
    offeredAt: null,
  });
  const keys = await redis.redis.keys("*");
  expect(keys).toHaveLength(2);
  for (const one of keys) {
    expect(one).toMatch(/^egress:1:owner:\{9\}:/);
    expect(await redis.redis.ttl(one)).toBeGreaterThan(0);
  }
});
