import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Baselines, createBaselines } from "../../../../src/adapters/store/baseline/baselines.ts";
import { sliceLearned } from "../../../../src/adapters/store/baseline/slice-learned.ts";
import { connectRedis } from "../../../../src/adapters/store/redis/connect.ts";
import type { Baseline } from "../../../../src/domain/baseline/baseline.ts";
import { toBytes } from "../../../support/baseline-builder.ts";
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

/** A run that called so many hosts of its own. */
function flood(runId: number, hosts: number, place = runId): Baseline {
  const calls = Array.from({ length: hosts }, (_, index) => `n${index}-of-${runId}.example.com`);
  const steps = Array.from({ length: 30 }, (_, index) => `Run step ${index}`);
  const actions = [`octo-org/octo-action@v1 ${"a".repeat(40)}`];
  return learnRun({ runId, calls, steps, actions, enforcement: { state: "enforced" } }, place);
}

function weigh({ endpoints, addresses, memory, ...baseline }: Baseline): number {
  const { resolvedOnly, steps, unguarded, actions, enforcement } = baseline;
  const sets = [resolvedOnly, steps, unguarded, actions, enforcement, ...Object.values(memory)];
  const names = [...endpoints.values(), ...addresses.values()].map(
    (one) => 1 + one.processes.size + one.steps.size + one.related.size,
  );
  return [...sets.map(({ size }) => size), ...names].reduce((sum, weight) => sum + weight, 0);
}

describe("what is learned of thousands of endpoints", () => {
  test("is cut into parts that are short to merge, the first with how the run was enforced", () => {
    const learned = flood(1, 500);
    const slices = sliceLearned(learned, 100);
    expect(slices.length).toBeGreaterThan(10);
    for (const slice of slices) {
      expect(weigh(slice)).toBeLessThanOrEqual(100);
      expect(slice.runs).toBe(learned.runs);
    }
    expect(slices[0]?.enforcement).toEqual(learned.enforcement);
    expect(toBytes(mergeAll(slices))).toBe(toBytes(learned));
    expect(sliceLearned(learned)).toHaveLength(2);
  });

  test("is stored as if it had been merged at once, also repeated and by several at the same time", async () => {
    const runs = [flood(1, 1_200), flood(2, 40), flood(3, 700)];
    await Promise.all([...runs, ...runs].map((run) => store.merge(job, run)));
    expect(toBytes(await store.read(job))).toBe(toBytes(mergeAll(runs)));
  });

  test("is incomplete until all of it is there", async () => {
    const seen: boolean[] = [];
    const other = connectRedis({ socketPath: server.socketPath }, "store");
    const watched = createBaselines(other);
    const scripts = other as unknown as { egressMergeBaseline(...values: unknown[]): Promise<number> };
    const merge = scripts.egressMergeBaseline.bind(other);
    scripts.egressMergeBaseline = async (...values) => {
      const signs = await merge(...values);
      const { runs } = await store.read(job);
      seen.push([...runs.values()].every(({ legs }) => [...legs.values()].every(({ complete }) => complete)));
      return signs;
    };
    await watched.merge(job, flood(1, 900));
    other.disconnect();
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual(seen.map((_, place) => place === seen.length - 1));
  });

  test("is bounded in all: what is beyond is left out, and its runs count as incomplete", async () => {
    const known = {
      calls: ["n1-of-1.example.com"],
      steps: ["Run step 0"],
      enforcement: { state: "enforced" },
    } as const;
    const runs = [...[1, 2, 3].map((runId) => flood(runId, 4_000)), learnRun({ runId: 4, ...known }, 4)];
    for (const run of runs) await store.merge(job, run);
    const stored = await store.read(job);
    const isComplete = [...stored.runs].map(([key, { legs }]) => [key, [...legs.values()][0]?.complete]);
    // The last one brought nothing that was not there.
    expect(isComplete).toEqual([
      ["1/1", true],
      ["2/1", true],
      ["3/1", false],
      ["4/1", true],
    ]);
    const keys = await server.redis.keys("*:baseline:*");
    const lengths = await Promise.all(
      keys
        .filter((key) => /:(?:endpoints|addresses|resolved|long)$/.test(key))
        .map((key) => server.redis.hlen(key)),
    );
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(10_000);
  });
});

test("what others merge while runs are dropped is not lost, and no copy is left", async () => {
  const runs = Array.from({ length: 257 }, (_, place) =>
    learnRun({ runId: place, calls: [`h${place}.example.com`] }, place / 8),
  );
  for (const run of runs.slice(0, -1)) await store.merge(job, run);
  const late = learnRun({ runId: 1_000, calls: ["late.example.com"] }, 40);
  const other = connectRedis({ socketPath: server.socketPath }, "store");
  const watched = createBaselines(other);
  let isFirst = true;
  const scripts = other as unknown as { eval(...values: unknown[]): Promise<unknown> };
  const swap = scripts.eval.bind(other);
  scripts.eval = async (...values) => {
    if (isFirst) await store.merge({ ...job }, late);
    isFirst = false;
    return swap(...values);
  };
  await watched.merge(job, runs.at(-1) ?? late);
  other.disconnect();
  expect(isFirst).toBe(false);
  const expected = mergeAll([...runs, late].slice(-200));
  const { memory } = mergeAll([...runs, late]);
  expect(toBytes(await store.read(job))).toBe(toBytes({ ...expected, memory }));
  const keys = await server.redis.keys("*:baseline:*");
  expect(keys.filter((key) => /-[0-9a-f]{12}$/.test(key))).toEqual([]);
  expect(await server.redis.hlen(keys.find((key) => key.endsWith(":slots-0")) ?? "")).toBe(128);
});
