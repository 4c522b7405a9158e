import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Baselines, createBaselines } from "../../../../src/adapters/store/baseline/baselines.ts";
import { connectRedis } from "../../../../src/adapters/store/redis/connect.ts";
import type { Redis } from "../../../../src/adapters/store/redis/redis.ts";
import {
  type Baseline,
  baselineWithoutRecord,
  emptyBaseline,
} from "../../../../src/domain/baseline/baseline.ts";
import type { Enforcement } from "../../../../src/domain/record/enforcement.ts";
import type { JobKey } from "../../../../src/domain/run/job-key.ts";
import { toBytes } from "../../../support/baseline-builder.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { job, learnRun, mergeAll } from "../learned.ts";

let server: TestRedis;
let connections: Redis[];
let stores: Baselines[];
beforeAll(async () => {
  server = await startTestRedis();
  const connect = (): Redis => connectRedis({ socketPath: server.socketPath }, "store");
  connections = [connect(), connect(), connect()];
  stores = connections.map(createBaselines);
});
beforeEach(() => server.redis.flushall());
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await server.stop();
});

function storeAt(index: number): Baselines {
  const store = stores[index % stores.length];
  if (store === undefined) throw new Error("no connection");
  return store;
}

const hosts = ["a.example.com", "b.example.com", `${"c".repeat(63)}.example.org`];
// Sorted, as observations are.
const hostile = ["curl", "node", "", "ein Prozeß 💥", "__proto__", "p", "\0\n{}*", "x".repeat(300)].sort();
const sometimes = fc.subarray(hostile);
const run = fc.record({
  calls: fc.subarray(hosts),
  addresses: fc.subarray(["9.9.9.9:443", "8.8.8.8:53"]),
  resolvedOnly: fc.subarray(["d.example.net", `${"d".repeat(63)}.example.net`]),
  complete: fc.boolean(),
  leg: fc.constantFrom("build (1)", "build (2)", "", "__proto__"),
  event: fc.constantFrom("push", "schedule", null),
  runId: fc.integer({ min: 1, max: 6 }),
  place: fc.integer({ min: 0, max: 4 }),
  steps: sometimes,
  unguarded: fc.constantFrom(undefined, "subscription-required" as const),
  refused: fc.subarray([...hosts, "l.example.com!", "6.6.6.6"]),
  failed: fc.boolean(),
  suspects: sometimes.map((changed) => new Map([["a.example.com:443", changed]])),
  enforcement: fc.constantFrom<Enforcement>(
    { state: "unknown" },
    { state: "enforced" },
    { state: "not-enforced", cause: "host-unresolved", detail: "gone.example.com" },
  ),
  actions: fc.subarray([
    `octo-org/octo-action@v1 ${"a".repeat(40)}`,
    `octo-org/octo-action@v2 ${"b".repeat(64)}`,
  ]),
  endpoints: fc.array(
    fc.record({
      host: fc.constantFrom("s.example.com", ...hosts),
      via: fc.constantFrom("called" as const, "resolved-shared-address" as const),
      sharedWith: fc.subarray(hosts),
      implicit: fc.boolean(),
      processes: sometimes,
      steps: sometimes,
    }),
    { maxLength: 3 },
  ),
});
const recordedOne = run.map(({ place, event, unguarded, ...rest }) =>
  learnRun(unguarded === undefined ? rest : { ...rest, unguarded }, place, event),
);
const unrecordedOne = fc
  .record({
    runId: fc.integer({ min: 1, max: 6 }),
    leg: fc.constantFrom("build (1)", "build (windows)", "", "\0 ü"),
    reason: fc.constantFrom("windows-runner" as const, "container-job" as const),
    place: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ runId, leg, reason, place }) => {
    const at = new Date(Date.UTC(2026, 0, 1 + place)).toISOString();
    return baselineWithoutRecord({ runId, attempt: 1, at, event: "push" }, leg, {
      unguarded: reason,
      enforcement: { state: "not-enforced", cause: "not-monitored", detail: reason },
    });
  });
const learnedOne = fc.oneof({ weight: 4, arbitrary: recordedOne }, { weight: 1, arbitrary: unrecordedOne });
/** Of several runs too: what the merge is given need not be one observation. */
const learned = fc.array(learnedOne, { minLength: 1, maxLength: 3 }).map(mergeAll);

describe("the stored merge", () => {
  test("equals the pure one to the byte, in any order, repeated, from several connections", async () => {
    let repositoryId = 0;
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(learned, { minLength: 1, maxLength: 8 })
          .chain((parts) =>
            fc.tuple(
              fc.constant(parts),
              fc.shuffledSubarray([...parts, ...parts], { minLength: parts.length * 2 }),
            ),
          ),
        async ([parts, shuffled]) => {
          repositoryId += 1;
          const key = { ...job, repositoryId };
          await Promise.all(shuffled.map((part, index) => storeAt(index).merge(key, part)));
          expect(toBytes(await storeAt(0).read(key))).toBe(toBytes(mergeAll(parts)));
        },
      ),
      { numRuns: 150 },
    );
  });
});

test("a step's name that was cut within a character is kept with U+FFFD, and the merge goes on", async () => {
  const learned = learnRun({ calls: ["a.example.com"], steps: ["half \ud83d"] }, 0);
  await storeAt(0).merge(job, learned);
  const { steps } = await storeAt(0).read(job);
  expect([...steps.keys()]).toEqual(["half \ufffd"]);
});

describe("the window", () => {
  /** Runs some days apart, whose names change with time: some names come back after the window. */
  function series(length: number, daysApart: number): readonly Baseline[] {
    return Array.from({ length }, (_, index) =>
      learnRun(
        {
          runId: 1_000 + ((index * 37) % length),
          complete: index % 3 > 0,
          leg: `build (${index % 7})`,
          endpoints: [
            { host: "always.example.com", processes: [`p${index % 50}`], steps: [`s${index}`] },
            {
              host: `h${index % 270}.example.com`,
              processes: [`old-${index}`],
              via: index < 280 ? "called" : "resolved-shared-address",
              sharedWith: [`w${index}.example.com`],
              implicit: index > 290,
            },
          ],
          addresses: index % 90 === 0 ? ["9.9.9.9:443"] : [],
          resolvedOnly: [`r${index % 220}.example.com`],
          steps: ["Run npm test", `Run step ${index % 220}`],
          ...(index % 4 === 0 ? { unguarded: "subscription-required" as const } : {}),
        },
        index * daysApart,
        index % 5 === 0 ? `event-${index}` : "push",
      ),
    );
  }

  /** What remains if only the runs in the window had ever been seen, and all is remembered. */
  function lastOf(parts: readonly Baseline[], runs: number): Baseline {
    return { ...mergeAll(parts.slice(-runs)), memory: mergeAll(parts).memory };
  }

  const long = series(330, 0.25);
  const slow = series(150, 3);

  test.each([
    ["in order", long, 200],
    ["backwards", [...long].reverse(), 200],
    ["twice, the second time backwards", [...long, ...[...long].reverse()], 200],
    ["mixed", mix(long), 200],
    ["in order, over more days than the window has", slow, 31],
    ["backwards, over more days than the window has", [...slow].reverse(), 31],
    ["mixed, over more days than the window has", mix(slow), 31],
  ])("leaves the same, delivered %s", async (_, delivered, runs) => {
    for (const part of delivered) await storeAt(0).merge(job, part);
    const parts = runs === 200 ? long : slow;
    expect(toBytes(await storeAt(0).read(job))).toBe(toBytes(lastOf(parts, runs)));
    expect(await countFields("runs-*")).toBeLessThanOrEqual(runs === 200 ? 256 : 41);
    expect(await countFields("names")).toBeLessThan(1_000);
  });

  test("takes nothing from before what it has dropped", async () => {
    for (const part of long) await storeAt(0).merge(job, part);
    const before = await countFields("*");
    for (const part of long.slice(0, 50)) await storeAt(0).merge(job, part);
    expect(await countFields("*")).toBe(before);
  });

  test("of more runs than it holds, given at once, keeps the last", async () => {
    await storeAt(0).merge(job, mergeAll(long));
    const { runs, endpoints } = await storeAt(0).read(job);
    expect([...runs.keys()]).toEqual([...lastOf(long, 200).runs.keys()]);
    expect([...endpoints.keys()]).toEqual([...lastOf(long, 200).endpoints.keys()]);
  });

  function mix<T>(items: readonly T[]): readonly T[] {
    const place = (index: number): number => (index * 97) % items.length;
    return [...items.entries()].sort(([a], [b]) => place(a) - place(b)).map(([, item]) => item);
  }
});

/** The fields of the baseline's hashes whose names end so, all together. */
async function countFields(pattern: string): Promise<number> {
  const keys = await server.redis.keys(`*:baseline:*:${pattern}`);
  const lengths = await Promise.all(keys.map((key) => server.redis.hlen(key)));
  return lengths.reduce((sum, length) => sum + length, 0);
}

describe("the baselines of a repository", () => {
  test("are kept apart and listed, whatever their names", async () => {
    const keys: readonly JobKey[] = [
      job,
      { ...job, source: "pull-request" },
      { ...job, source: "untrusted" },
      { ...job, jobId: "a:b" },
      { ...job, path: `${job.path}:a`, jobId: "b" },
      { ...job, jobId: "%3A*?[}{ü\n" },
      { ...job, jobId: "" },
    ];
    for (const [index, key] of keys.entries()) {
      await storeAt(index).merge(key, learnRun({ runId: index, calls: ["a.example.com"] }, 0));
    }
    await storeAt(0).merge({ ...job, repositoryId: 71 }, learnRun({ runId: 99 }, 0));
    expect(await storeAt(0).list(7)).toEqual(expect.arrayContaining([...keys]));
    expect((await storeAt(0).list(7)).length).toBe(keys.length);
    for (const [index, key] of keys.entries()) {
      expect([...(await storeAt(0).read(key)).runs.keys()]).toEqual([`${index}/1`]);
    }
  });

  test("are forgotten one by one, and learned again from the beginning", async () => {
    const other: JobKey = { ...job, source: "untrusted" };
    const old = learnRun({ runId: 1, calls: hosts, steps: ["Run npm test"] }, 0);
    // So long a history drops its oldest runs, and takes none of them again.
    const long = Array.from({ length: 300 }, (_, place) => learnRun({ runId: place }, place / 4));
    for (const part of [...long, old]) await storeAt(0).merge(job, part);
    await storeAt(1).merge(other, old);
    const before = await server.redis.dbsize();
    await storeAt(0).forget(job);
    expect(toBytes(await storeAt(1).read(job))).toBe(toBytes(emptyBaseline));
    expect(await storeAt(1).list(7)).toEqual([other]);
    expect(toBytes(await storeAt(1).read(other))).toBe(toBytes(old));
    expect(await server.redis.keys("*:baseline:d*")).toEqual([]);
    expect(await server.redis.dbsize()).toBeLessThan(before);
    await storeAt(0).merge(job, old);
    expect(toBytes(await storeAt(1).read(job))).toBe(toBytes(old));
    await storeAt(0).forget({ ...job, jobId: "never-seen" });
    expect((await storeAt(1).list(7)).length).toBe(2);
  });
});
