import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RepositoryStanding } from "../../../../src/adapters/store/standings/standing-values.ts";
import type { Standings } from "../../../../src/adapters/store/standings/standings.ts";
import { openStore, type Store } from "../../../../src/adapters/store/store.ts";
import type { JobStandingNow, StandingState } from "../../../../src/domain/proposal/standing.ts";
import type { RepositoryNow } from "../../../../src/domain/run/repository-now.ts";
import { countCommands } from "../../../support/count-commands.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { findUnindexedKeys } from "../../../support/unindexed-keys.ts";

let server: TestRedis;
let store: Store;
let standings: Standings;
beforeAll(async () => {
  server = await startTestRedis();
  store = openStore(server.redis);
  ({ standings } = store);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

const day = 86_400_000;
const now = Date.now();
const [ci, release] = [".github/workflows/ci.yml", ".github/workflows/release.yml"];

function repositoryOf(id: number, ownerId = 9, name = `repo-${id}`): RepositoryNow {
  return {
    id,
    ownerId,
    name,
    owner: `owner-${ownerId}`,
    nodeId: "R_1",
    url: "https://github.com/o/r",
    defaultBranch: "main",
    isArchived: false,
    visibility: "private",
  };
}

function jobOf(jobId: string, state: StandingState, more: Partial<JobStandingNow> = {}): JobStandingNow {
  return { jobId, state, since: null, needs: null, endpoints: 3, pullRequest: null, ...more };
}

async function readAll(ownerId: number): Promise<ReadonlyMap<number, RepositoryStanding>> {
  const all = new Map<number, RepositoryStanding>();
  let cursor: string | null = "0";
  while (cursor !== null) {
    const page: Awaited<ReturnType<Standings["readOwner"]>> = await standings.readOwner(ownerId, { cursor });
    for (const one of page.repositories) all.set(one.repositoryId, one);
    cursor = page.cursor;
  }
  return all;
}

test("what was noted is read by owner, with the files of each repository", async () => {
  const asked = jobOf("build", "proposed", { needs: "review", pullRequest: 4 });
  await standings.note(repositoryOf(1), ci, [asked, jobOf("test", "learning")], now);
  await standings.note(repositoryOf(1), release, [jobOf("publish", "enforced", { since: now - day })], now);
  await standings.note(repositoryOf(2, 8), ci, [jobOf("build", "held", { needs: "step-not-seen" })], now);
  expect(await standings.readOwner(9)).toEqual({
    cursor: null,
    repositories: [
      {
        repositoryId: 1,
        owner: "owner-9",
        name: "repo-1",
        visibility: "private",
        at: now,
        files: new Map([
          [
            ci,
            [
              { ...asked, since: now },
              { ...jobOf("test", "learning"), since: now },
            ],
          ],
          [release, [{ ...jobOf("publish", "enforced"), since: now - day }]],
        ]),
      },
    ],
  });
  expect([...(await readAll(8)).keys()]).toEqual([2]);
  expect(await standings.countByState()).toEqual(
    new Map([
      ["proposed", 1],
      ["learning", 1],
      ["enforced", 1],
      ["held", 1],
    ]),
  );
  expect(await findUnindexedKeys(server.redis)).toEqual([]);
});

test("a job keeps the time since which it stands so, until it stands otherwise", async () => {
  const since = async () => [...((await readAll(9)).get(1)?.files.get(ci) ?? [])].map((job) => job.since);
  await standings.note(repositoryOf(1), ci, [jobOf("build", "learning")], now);
  await standings.note(repositoryOf(1), ci, [jobOf("build", "learning", { endpoints: 4 })], now + 5);
  expect(await since()).toEqual([now]);
  await standings.note(repositoryOf(1), ci, [jobOf("build", "ready")], now + 7);
  expect(await since()).toEqual([now + 7]);
  await standings.note(repositoryOf(1), ci, [jobOf("build", "enforced", { since: now - day })], now + 9);
  await standings.note(repositoryOf(1), ci, [jobOf("build", "enforced")], now + 10);
  expect(await since()).toEqual([now - day]);
});

test("a renamed repository is read by its new name, one that went to another owner there alone", async () => {
  await standings.note(repositoryOf(1), ci, [jobOf("build", "learning")], now);
  await standings.note(repositoryOf(1), release, [jobOf("publish", "ready")], now);
  await standings.note(repositoryOf(1, 9, "renamed"), ci, [jobOf("build", "learning")], now);
  expect((await readAll(9)).get(1)).toMatchObject({ name: "renamed" });
  await standings.note(repositoryOf(1, 8), ci, [jobOf("build", "learning")], now);
  expect([...(await readAll(9)).keys()]).toEqual([]);
  expect([...((await readAll(8)).get(1)?.files.keys() ?? [])]).toEqual([ci]);
  expect(await standings.countByState()).toEqual(new Map([["learning", 1]]));
});

test("a forgotten repository leaves nothing, and an owner without any leaves nothing", async () => {
  for (const id of [1, 2]) await standings.note(repositoryOf(id), ci, [jobOf("build", "ready")], now);
  await store.forgetRepository(1);
  expect([...(await readAll(9)).keys()]).toEqual([2]);
  expect(await standings.countByState()).toEqual(new Map([["ready", 1]]));
  await store.forgetRepository(2);
  expect(await standings.countByState()).toEqual(new Map());
  expect(await standings.readSeries(9)).toEqual([]);
  expect(await server.redis.keys("egress:*")).toEqual(["egress:1:indexed"]);
});

test("the series has the numbers of each day as they were at its end, of 400 days at most", async () => {
  const start = Date.parse("2025-01-01T09:00:00Z");
  for (let after = 0; after <= 405; after += 1)
    await standings.note(
      repositoryOf(1),
      ci,
      [jobOf("build", after < 400 ? "ready" : "enforced"), jobOf("test", "learning")],
      start + after * day,
    );
  await standings.note(repositoryOf(1), ci, [jobOf("build", "failing")], start + 405 * day + 60_000);
  const series = await standings.readSeries(9);
  expect(series).toHaveLength(400);
  expect(series[0]).toEqual({
    day: "2025-01-07",
    counts: new Map([
      ["ready", 1],
      ["learning", 1],
    ]),
  });
  expect(series.at(-2)?.counts).toEqual(
    new Map([
      ["learning", 1],
      ["enforced", 1],
    ]),
  );
  expect(series.at(-1)).toEqual({ day: "2026-02-10", counts: new Map([["failing", 1]]) });
});

test("what nobody has looked at for long goes with the owner's first note of a day", async () => {
  const before = now - 121 * day;
  await standings.note(repositoryOf(1), ci, [jobOf("build", "ready")], before);
  await standings.note(repositoryOf(2), ci, [jobOf("build", "ready")], before);
  await standings.note(repositoryOf(2), ci, [jobOf("build", "ready")], now);
  expect([...(await readAll(9)).keys()]).toEqual([2]);
  expect(await standings.countByState()).toEqual(new Map([["ready", 1]]));
});

test("so much is kept of a repository at most", async () => {
  const jobs = Array.from({ length: 600 }, (_, index) => jobOf(`job-${index}`, "learning"));
  for (const path of [ci, release]) await standings.note(repositoryOf(1), path, jobs, now);
  await standings.note(repositoryOf(2, 8), ci, [jobOf("a".repeat(301), "learning")], now);
  expect(await standings.countByState()).toEqual(new Map([["learning", 1_000]]));
});

test("what only a newer release can read is left as it is, and forgotten all the same", async () => {
  await standings.note(repositoryOf(1), ci, [jobOf("build", "ready")], now);
  const newer = JSON.stringify({ layout: 7, files: [[ci, [["build", "dreaming"]]]] });
  await server.redis.hset("egress:1:owner:{9}:standings", "1", newer);
  await standings.note(repositoryOf(1), ci, [jobOf("build", "enforced")], now);
  expect(await server.redis.hget("egress:1:owner:{9}:standings", "1")).toBe(newer);
  expect([...(await readAll(9)).keys()]).toEqual([]);
  await store.forgetRepository(1);
  expect(await server.redis.hget("egress:1:owner:{9}:standings", "1")).toBeNull();
});

test("an owner of 3,000 repositories is read with few commands", async () => {
  for (let id = 1; id <= 3_000; id += 1)
    await standings.note(repositoryOf(id), ci, [jobOf("build", "learning"), jobOf("test", "ready")], now);
  const before = await countCommands(server.redis);
  expect((await readAll(9)).size).toBe(3_000);
  const { all } = await countCommands(server.redis);
  expect(all - before.all).toBeLessThanOrEqual(20);
});

test("whatever is noted at once, moved and forgotten, the numbers are those of the repositories", async () => {
  const step = fc.record({
    id: fc.integer({ min: 1, max: 4 }),
    ownerId: fc.integer({ min: 1, max: 2 }),
    path: fc.constantFrom(ci, release),
    states: fc.array(fc.constantFrom<StandingState>("ready", "enforced", "learning"), { maxLength: 3 }),
    isForgotten: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
      await server.redis.flushall();
      for (const round of rounds) {
        // Of one repository things happen in turn, of many at once.
        const firsts = round.filter(({ id }, place) => round.findIndex((other) => other.id === id) === place);
        await Promise.all(
          firsts.map(({ id, ownerId, path, states, isForgotten }) =>
            isForgotten
              ? store.forgetRepository(id)
              : standings.note(
                  repositoryOf(id, ownerId),
                  path,
                  states.map((state, index) => jobOf(`job-${index}`, state)),
                  now,
                ),
          ),
        );
      }
      const counts = new Map<StandingState, number>();
      const seen: number[] = [];
      for (const ownerId of [1, 2])
        for (const { repositoryId, files } of (await readAll(ownerId)).values()) {
          seen.push(repositoryId);
          for (const { state } of [...files.values()].flat()) counts.set(state, (counts.get(state) ?? 0) + 1);
        }
      expect(new Set(seen).size).toBe(seen.length);
      expect(await standings.countByState()).toEqual(counts);
    }),
    { numRuns: 40 },
  );
});

test("two files of a repository that are noted at once are both kept", async () => {
  const paths = Array.from({ length: 10 }, (_, index) => `.github/workflows/${index}.yml`);
  await Promise.all(
    paths.map((path) => standings.note(repositoryOf(1), path, [jobOf("build", "ready")], now)),
  );
  expect([...((await readAll(9)).get(1)?.files.keys() ?? [])].sort()).toEqual(paths);
  expect(await standings.countByState()).toEqual(new Map([["ready", 10]]));
});
