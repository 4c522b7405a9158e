import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { noDoubt } from "../../../src/domain/assessment/told.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
let store: Store;
beforeAll(async () => {
  redis = await startTestRedis();
  store = openStore(redis.redis);
});
afterAll(() => redis.stop());

const job = {
  jobId: "build",
  kind: "failing",
  causes: [{ message: "reverted: a | b\n@all", lift: null, fact: "reverted" }],
  run: "7001/1",
  first: "7000/1",
  since: "2026-01-05",
  changed: ["go.sum"],
  commits: { base: "a", head: "b" },
} as const;

test("what is not enforced is news once, and again when it is over", async () => {
  const { reports } = store;
  expect(await reports.rememberTold(1, "a.yml", [])).toBe(false);
  expect(await reports.rememberTold(1, "a.yml", [job])).toBe(true);
  expect(await reports.rememberTold(1, "a.yml", [job])).toBe(false);
  expect(await reports.rememberTold(1, "a.yml", [{ ...job, run: "7002/1" }])).toBe(true);
  expect(await reports.rememberTold(1, "b.yml", [job])).toBe(true);
  expect(await reports.listTold(1)).toEqual(
    new Map([
      ["a.yml", [{ ...job, run: "7002/1" }]],
      ["b.yml", [job]],
    ]),
  );
  expect(await reports.listTold(2)).toEqual(new Map());
  expect(await reports.rememberTold(1, "a.yml", [])).toBe(true);
  expect([...(await reports.listTold(1)).keys()]).toEqual(["b.yml"]);
});

test("what records claim is joined for the legs of one run, and a later run takes its place", async () => {
  const { reports } = store;
  expect(await reports.readClaims(1, "a.yml", "build")).toBeNull();
  await reports.rememberClaims(1, "a.yml", "build", { run: "7/1", endpoints: ["a:443"], more: 2 });
  await reports.rememberClaims(1, "a.yml", "build", { run: "7/1", endpoints: ["b:443", "a:443"], more: 0 });
  expect(await reports.readClaims(1, "a.yml", "build")).toEqual({
    run: "7/1",
    endpoints: ["a:443", "b:443"],
    more: 2,
  });
  const many = Array.from({ length: 50 }, (_, index) => `c${index}:443`);
  await reports.rememberClaims(1, "a.yml", "build", { run: "7/1", endpoints: many, more: 0 });
  expect(await reports.readClaims(1, "a.yml", "build")).toMatchObject({ run: "7/1", more: 4 });
  await reports.rememberClaims(1, "a.yml", "build", { run: "8/1", endpoints: ["d:443"], more: 0 });
  expect(await reports.readClaims(1, "a.yml", "build")).toMatchObject({ run: "8/1", endpoints: ["d:443"] });
  expect(await reports.readClaims(1, "a.yml", "test")).toBeNull();
});

test("what is proposed and was said is kept by file, until the repository is forgotten", async () => {
  const { reports } = store;
  expect(await reports.readProposed(3, "a.yml")).toBeNull();
  await reports.rememberProposed(3, "a.yml", { pullRequest: 7, jobs: ["build"], doubt: noDoubt });
  await reports.rememberSaid(3, "a.yml", { pullRequest: 7, digest: "x" });
  expect(await reports.readProposed(3, "a.yml")).toEqual({
    pullRequest: 7,
    jobs: ["build"],
    doubt: noDoubt,
  });
  expect(await reports.readSaid(3, "a.yml")).toEqual({ pullRequest: 7, digest: "x" });
  expect(await reports.readSaid(3, "b.yml")).toBeNull();
  await store.forgetRepository(3);
  expect(await reports.readProposed(3, "a.yml")).toBeNull();
});
