import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { OwnerPage } from "../../../src/domain/insight/owner-page.ts";
import { readOwnerPage } from "../../../src/features/insights/read-owner-page.ts";
import { countCommands } from "../../support/count-commands.ts";
import { sampleNow, samplePath, sampleRepository } from "../../support/insights/sample-store.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

const few = 7;
const many = 8;
/** Nothing of this owner is forgotten, which would change the numbers of the day on which the test runs. */
const steady = 9;
const states = ["enforced", "learning", "proposed", "missing"] as const;

let redis: TestRedis;
let store: Store;

beforeAll(async () => {
  redis = await startTestRedis();
  store = openStore(redis.redis);
  await noteOwner(few, 12);
  await noteOwner(many, 420);
  await noteOwner(steady, 12);
});
afterAll(() => redis.stop());

const nameOf = (number: number): string => `r-${String(number).padStart(3, "0")}`;

/** An owner's repositories `r-000`, …, each with a job that has stood as it does for one more hour than that of the next. */
async function noteOwner(ownerId: number, count: number, numbers?: readonly number[]): Promise<void> {
  for (const number of numbers ?? Array.from({ length: count }, (_, index) => index)) {
    const state = states[number % states.length] ?? "learning";
    const needs = state === "proposed" ? "review" : state === "missing" ? "endpoint-missing" : null;
    const job = {
      jobId: "build",
      state,
      since: null,
      needs,
      endpoints: 3,
      pullRequest: needs === "review" ? number : null,
    };
    const repository = {
      ...sampleRepository,
      id: ownerId * 1_000 + number,
      ownerId,
      name: nameOf(number),
    };
    await store.standings.note(repository, samplePath, [job], sampleNow - (count - number) * 3_600_000);
  }
}

interface Filter {
  readonly state?: string;
  readonly name?: string;
  readonly from?: string;
}

/** Reads a page as somebody who may read some repositories, few enough for a list or not, and tells what GitHub was asked about. */
async function read(
  ownerId: number,
  mayRead: (id: number) => boolean,
  { state = null, name = null, from = null }: { [Name in keyof Filter]: Filter[Name] | null } = {},
  isListed = ownerId === few,
) {
  const asked: (readonly number[])[] = [];
  const all = Array.from({ length: 1_000 }, (_, number) => ownerId * 1_000 + number);
  const access = {
    list: async () => (isListed ? new Set(all.filter(mayRead)) : null),
    async ask(ids: readonly number[]) {
      asked.push(ids);
      return new Set(ids.filter(mayRead));
    },
  };
  const request = { ownerId, login: "octo-org", access, filter: { state, name, from } };
  const before = await countCommands(redis.redis);
  const page = await readOwnerPage({ store }, request, sampleNow);
  const commands = (await countCommands(redis.redis)).all - before.all;
  return { page, asked: asked.flat(), calls: asked.length, commands };
}

/** The repositories that a page names anywhere, by their ids. */
function namedIn(page: OwnerPage | null, ownerId: number): readonly number[] {
  const names = new Set(JSON.stringify(page).match(/r-\d{3}/g));
  return [...names].map((name) => ownerId * 1_000 + Number(name.slice(2))).sort((a, b) => a - b);
}

describe.each([
  ["few, in a list", few, true],
  ["many, in a list", many, true],
  ["few, without one", few, false],
  ["many, without one", many, false],
])("of an owner with %s", (_, ownerId, isListed) => {
  test("nothing is named, counted or told of what the viewer may not read", async () => {
    const { page } = await read(ownerId, (id) => id % 3 === 0, {}, isListed);
    const named = namedIn(page, ownerId);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((id) => id % 3 !== 0)).toEqual([]);
    expect(page?.blocking).toBeNull();
    expect(page?.guarded).toBe(page?.repositories);
  });

  test("the page is the same whatever there is that the viewer may not read", async () => {
    const hidden = fc.uniqueArray(fc.nat(11), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        hidden,
        fc.constantFrom({}, { state: "proposed" }, { name: "r-00" }),
        async (ids, filter) => {
          const isHidden = (id: number): boolean => ids.includes(id % 1_000);
          const before = (await read(ownerId, (id) => !isHidden(id), filter, isListed)).page;
          const gone = ids.map((number) => ownerId * 1_000 + number);
          for (const id of gone) await store.standings.forget(id);
          const after = (await read(ownerId, (id) => !isHidden(id), filter, isListed)).page;
          await noteOwner(ownerId, ownerId === few ? 12 : 420, ids);
          expect({ ...before, blocking: null }).toEqual({ ...after, blocking: null });
        },
      ),
      { numRuns: 20 },
    );
  });

  test("few commands of Redis are needed", async () => {
    expect((await read(ownerId, () => true, {}, isListed)).commands).toBeLessThanOrEqual(20);
  });
});

test("there is no page for who may read none", async () => {
  expect((await read(few, () => false)).page).toBeNull();
});

describe("where the viewer may read too much for a list", () => {
  test.each<Filter>([
    {},
    { state: "proposed" },
    { state: "needs-you", name: "r-1" },
    { name: "r-2" },
    { name: "r-41" },
    { name: "nothing is called so" },
    { from: "r-100 ci.yml build" },
    { state: "blocking", from: "r-100 ci.yml build" },
  ])(
    "GitHub is asked about the repositories that the page shows, and about no others: %j",
    async (filter) => {
      const { page, asked, calls } = await read(many, () => true, filter);
      expect([...asked].sort((a, b) => a - b)).toEqual(namedIn(page, many));
      expect(calls).toBe(1);
    },
  );

  test("for each that may not be read one more is asked about, and the lists are as full as for anybody", async () => {
    const { page, asked } = await read(many, (id) => id % 2 === 0);
    expect([page?.jobs.length, page?.needs.length, page?.proposals.length]).toEqual([50, 15, 15]);
    expect(page?.isCutShort).toBe(false);
    expect(asked.length).toBeLessThan(200);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test("after four times a hundred nobody is asked any more, and the page says so", async () => {
    const { page, asked, calls } = await read(many, (id) => id % 1_000 === 419);
    expect([calls, asked.length <= 400, page?.isCutShort]).toEqual([4, true, true]);
    expect(page?.jobs).toEqual([]);
  });

  test("numbers of what was not asked about are not there", async () => {
    const { page } = await read(many, () => true);
    expect(page).toMatchObject({ guarded: null, repositories: null, counts: null, blocking: null });
    expect([page?.moreNeeds, page?.moreProposals]).toEqual([null, null]);
  });
});

test("who may read few repositories of many sees all of them, and their numbers", async () => {
  const { page, asked } = await read(many, (id) => id % 100 === 99, {}, true);
  expect(page?.jobs.map(({ repository }) => repository)).toEqual(["r-099", "r-199", "r-299", "r-399"]);
  expect([page?.guarded, page?.next, asked]).toEqual([4, null, []]);
});

test("who may read all sees the numbers of all, and how many jobs blocked on each day", async () => {
  const { page } = await read(steady, () => true, {}, true);
  expect(page).toMatchObject({
    guarded: 12,
    repositories: 12,
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

test.each<[Filter, readonly string[]]>([
  [{ state: "blocking" }, ["r-000", "r-003", "r-004", "r-007", "r-008", "r-011"]],
  [{ state: "proposed" }, ["r-002", "r-006", "r-010"]],
  [{ name: "R-01" }, ["r-010", "r-011"]],
  [{ state: "proposed", name: "01" }, ["r-010"]],
  [{ state: "no such state", name: "r-001" }, ["r-001"]],
  [{ name: "nothing is called so" }, []],
  [{ from: "r-010 ci.yml build" }, ["r-010", "r-011"]],
  [{ from: "s" }, []],
])("the filter %j leaves %j", async (filter, names) => {
  const { page } = await read(few, () => true, filter);
  expect(page?.jobs.map(({ repository }) => repository)).toEqual(names);
});

test.each([
  ["in a list", true, () => true],
  ["one by one", false, () => true],
  ["one by one, every other one", false, (id: number) => id % 2 === 0],
] as const)("every job that may be read is on one page: %s", async (_, isListed, mayRead) => {
  const names: string[] = [];
  for (let from: string | null = null; ; ) {
    const page: OwnerPage | null = (await read(many, mayRead, { from }, isListed)).page;
    names.push(...(page?.jobs.map(({ repository }) => repository) ?? []));
    expect(page?.isCutShort).toBe(false);
    from = page?.next?.from ?? null;
    if (from === null) break;
  }
  const all = Array.from({ length: 420 }, (__, number) => number).filter((number) => mayRead(number));
  expect(names).toEqual(all.map(nameOf));
});
