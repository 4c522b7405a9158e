import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { readOwnerPage } from "../../../src/features/insights/read-owner-page.ts";
import { countCommands } from "../../support/count-commands.ts";
import { sampleNow, samplePath, sampleRepository } from "../../support/insights/sample-store.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

const few = 7;
const many = 8;
const states = ["enforced", "learning", "proposed", "missing"] as const;

let redis: TestRedis;
let store: Store;

beforeAll(async () => {
  redis = await startTestRedis();
  store = openStore(redis.redis);
  await noteOwner(few, 12);
  await noteOwner(many, 420);
});
afterAll(() => redis.stop());

/** An owner's repositories `r-000`, …, each with a job that has stood as it does for one more hour than that of the next. */
async function noteOwner(ownerId: number, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const state = states[number % states.length] ?? "learning";
    const name = `r-${String(number).padStart(3, "0")}`;
    const needs = state === "proposed" ? "review" : state === "missing" ? "endpoint-missing" : null;
    const job = {
      jobId: "build",
      state,
      since: null,
      needs,
      endpoints: 3,
      pullRequest: needs === "review" ? number : null,
    };
    const repository = { ...sampleRepository, id: ownerId * 1_000 + number, ownerId, name };
    await store.standings.note(repository, samplePath, [job], sampleNow - (count - number) * 3_600_000);
  }
}

/** Reads a page as somebody who may read some repositories, and tells what was asked. */
async function read(
  ownerId: number,
  mayRead: (id: number) => boolean,
  filter: { readonly state?: string; readonly name?: string; readonly page?: number } = {},
) {
  const asked: (readonly number[])[] = [];
  const readable = async (ids: readonly number[]): Promise<ReadonlySet<number>> => {
    asked.push(ids);
    return new Set(ids.filter(mayRead));
  };
  const { state = null, name = null, page: number = 1 } = filter;
  const request = { ownerId, login: "octo-org", readable, filter: { state, name, page: number } };
  const before = await countCommands(redis.redis);
  const page = await readOwnerPage({ store }, request, sampleNow);
  const commands = (await countCommands(redis.redis)).all - before.all;
  return { page, asked, commands };
}

describe.each([
  ["few", few],
  ["many", many],
])("of an owner with %s repositories", (_, ownerId) => {
  test("nothing is named, counted or told of what the viewer may not read", async () => {
    const { page } = await read(ownerId, (id) => id % 3 === 0);
    const text = JSON.stringify(page);
    const named = [...new Set(text.match(/r-\d{3}/g))].map((name) => ownerId * 1_000 + Number(name.slice(2)));
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((id) => id % 3 !== 0)).toEqual([]);
    expect(page?.blocking).toBeNull();
    expect(page?.guarded).toBe(page?.repositories);
  });

  test("there is no page for who may read none", async () => {
    expect((await read(ownerId, () => false)).page).toBeNull();
  });

  test("at most four questions of a hundred are asked, and few commands of Redis", async () => {
    const { asked, commands } = await read(ownerId, () => true);
    expect(asked.length).toBeLessThanOrEqual(4);
    for (const ids of asked) expect(ids.length).toBeLessThanOrEqual(100);
    expect(commands).toBeLessThanOrEqual(20);
  });
});

test("who may read all sees the numbers of all, and how many jobs blocked on each day", async () => {
  const { page } = await read(few, () => true);
  expect(page).toMatchObject({
    guarded: 12,
    isWhole: true,
    counts: { blocking: 6, proposed: 3, learning: 3 },
  });
  expect(page?.blocking?.at(-1)).toEqual({ day: "2026-11-30", count: 6 });
});

test("what has needed people for longest comes first", async () => {
  const { page } = await read(few, () => true);
  expect(page?.needs.map(({ repository }) => repository)).toEqual([
    "r-002",
    "r-003",
    "r-006",
    "r-007",
    "r-010",
    "r-011",
  ]);
  expect(page?.proposals.map(({ pullRequest }) => pullRequest)).toEqual([2, 6, 10]);
});

test.each([
  [{ state: "blocking" }, ["r-000", "r-003", "r-004", "r-007", "r-008", "r-011"]],
  [{ state: "proposed" }, ["r-002", "r-006", "r-010"]],
  [{ name: "R-01" }, ["r-010", "r-011"]],
  [{ state: "proposed", name: "01" }, ["r-010"]],
  [{ state: "no such state", name: "r-001" }, ["r-001"]],
  [{ name: "nothing is called so" }, []],
])("the filter %j leaves %j", async (filter, names) => {
  const { page } = await read(few, () => true, filter);
  expect(page?.jobs.map(({ repository }) => repository)).toEqual(names);
});

test("every job is on one page", async () => {
  const names: string[] = [];
  for (let number = 1; ; number += 1) {
    const { page } = await read(many, () => true, { page: number });
    names.push(...(page?.jobs.map(({ repository }) => repository) ?? []));
    if (page?.hasNext !== true) break;
  }
  expect(names).toEqual(Array.from({ length: 420 }, (_, number) => `r-${String(number).padStart(3, "0")}`));
});
