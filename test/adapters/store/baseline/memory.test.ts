import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { baselineKeys, listOwnKeys } from "../../../../src/adapters/store/baseline/baseline-keys.ts";
import { type Baselines, createBaselines } from "../../../../src/adapters/store/baseline/baselines.ts";
import { type Baseline, emptyBaseline } from "../../../../src/domain/baseline/baseline.ts";
import { emptyMemory, memoryOf, mostRemembered } from "../../../../src/domain/baseline/memory.ts";
import { defaultWindow, withinWindow } from "../../../../src/domain/baseline/window.ts";
import { toBytes } from "../../../support/baseline-builder.ts";
import { createRandom, type Random } from "../../../support/random.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { job, learnRun, mergeAll } from "../learned.ts";

let server: TestRedis;
let store: Baselines;
beforeAll(async () => {
  server = await startTestRedis();
  store = createBaselines(server.redis);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

/** A run of a job that runs for so many days, with rare endpoints, events, legs and steps. */
function drawRun(random: Random, place: number, daysApart: number): Baseline {
  const isRare = random.below(40) === 0;
  const host = random.below(60);
  return learnRun(
    {
      runId: 5_000 + place,
      complete: random.below(5) > 0,
      leg: `build (${random.below(3)})`,
      calls: ["always.example.com", ...(isRare ? [`rare-${random.below(5)}.example.com`] : [])],
      endpoints: [
        {
          host: `h${host}.example.com`,
          steps: [`Step ${host % 4}`, "Test"],
          via: random.below(3) > 0 ? "called" : "resolved-shared-address",
          sharedWith: ["always.example.com"],
        },
      ],
      steps: ["Test", ...(isRare ? ["Publish"] : [])],
      refused: isRare ? [`refused-${random.below(4)}.example.com`] : [],
      failed: random.below(2) === 0,
    },
    place * daysApart,
    isRare ? "release" : "push",
  );
}

describe("what is remembered in Redis", () => {
  test.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
    "equals the pure merge, shuffled, overlapping and pruned (seed %i)",
    async (seed) => {
      const random = createRandom(seed);
      const daysApart = [0.1, 0.4, 2][seed % 3] ?? 1;
      const runs = Array.from({ length: 300 }, (_, place) => drawRun(random, place, daysApart));
      // Each part is some runs; many are in several parts.
      const parts: Baseline[] = [];
      for (let from = 0; from < runs.length; from += 5)
        parts.push(mergeAll(runs.slice(from, from + 5 + random.below(8))));
      for (const part of random.shuffle([...parts, ...parts.slice(0, 20)])) await store.merge(job, part);
      const { memory, runs: kept } = withinWindow(mergeAll(runs), defaultWindow);
      // Of an endpoint, too, only what the runs in the window told is kept.
      const pure = {
        ...mergeAll(runs.filter((run) => [...run.runs.keys()].every((key) => kept.has(key)))),
        memory,
      };
      expect(toBytes(await store.read(job))).toBe(toBytes(pure));
      expect(pure.memory.endpoints.size).toBeGreaterThan(pure.endpoints.size / 2);
    },
  );

  test("stays within its bounds, and equal to the pure merge, whatever a job calls", async () => {
    const flood = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `n${(from + index).toString(36)}.example.com`);
    const runs = Array.from({ length: 40 }, (_, place) =>
      learnRun(
        {
          runId: 5_000 + place,
          leg: `leg-${place}`,
          calls: ["plain.example.com", ...flood(place * 120, 150)],
          steps: Array.from({ length: 60 }, (_, step) => `Step ${place * 50 + step}`),
        },
        place,
        `event-${place * 2}`,
      ),
    );
    for (const part of createRandom(7).shuffle([...runs, ...runs])) await store.merge(job, part);
    const { memories } = baselineKeys(job);
    const { endpoints, events, legs, steps } = mostRemembered;
    expect(await server.redis.hlen(memories[0])).toBeLessThanOrEqual(endpoints + 256);
    expect(await server.redis.hlen(memories[1])).toBeLessThanOrEqual(events + legs + steps + 256);
    const { memory } = await store.read(job);
    expect(toBytes(memory)).toBe(toBytes(mergeAll(runs).memory));
    expect(memory.endpoints.size).toBe(endpoints);
    expect(memory.endpoints.has("plain.example.com:443")).toBe(true);
    expect(memory.steps.size).toBe(steps);
  });
});

describe("what an earlier release stored", () => {
  const runs = Array.from({ length: 250 }, (_, place) => drawRun(createRandom(place), place, 0.2));

  /** As that release left it: without memory, and without word of it. */
  async function forgetMemory(): Promise<void> {
    const { meta, memories } = baselineKeys(job);
    await server.redis.del(...memories);
    await server.redis.hdel(meta, "remembers-all");
  }

  test("is read as it is", async () => {
    for (const run of runs.slice(0, 50)) await store.merge(job, run);
    await forgetMemory();
    const { memory, ...rest } = await store.read(job);
    expect(memory).toEqual(emptyMemory);
    const { memory: _, ...expected } = mergeAll(runs.slice(0, 50));
    expect(toBytes(rest)).toBe(toBytes(expected));
  });

  test("is remembered with the first merge, before any run is dropped", async () => {
    for (const run of runs.slice(0, 249)) await store.merge(job, run);
    await forgetMemory();
    for (const run of runs.slice(249)) await store.merge(job, run);
    for (let place = 250; place < 600; place += 1)
      await store.merge(job, drawRun(createRandom(place), place, 0.2));
    const { memory } = await store.read(job);
    const old = mergeAll(runs);
    // Marks of steps cannot be told of runs that were stored with names alone; times can.
    for (const kind of ["endpoints", "events", "legs", "steps"] as const)
      for (const [name, { first }] of memoryOf(old)[kind])
        expect([name, memory[kind].get(name)?.first]).toEqual([name, first]);
  });

  test("a deleted baseline leaves nothing behind", async () => {
    await store.merge(job, runs[0] ?? emptyBaseline);
    expect(await server.redis.exists(...listOwnKeys(baselineKeys(job)))).toBeGreaterThan(6);
    await store.forget(job);
    expect(await server.redis.exists(...listOwnKeys(baselineKeys(job)))).toBe(0);
  });
});
