// prove: memory      what 1,000 jobs of 100 endpoints and 30 runs take in Redis is less than 250 bytes an endpoint, and the order of their calls less than 25 more; 1 min
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Baselines, createBaselines } from "../../../../src/adapters/store/baseline/baselines.ts";
import { emptyBaseline, type Sighting } from "../../../../src/domain/baseline/baseline.ts";
import { memoryOf } from "../../../../src/domain/baseline/memory.ts";
import { toBytes } from "../../../support/baseline-builder.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { sizeOf } from "../../../support/size-of.ts";
import { job, learnRun, mergeAll } from "../learned.ts";

let server: TestRedis;
let store: Baselines;
beforeAll(async () => {
  server = await startTestRedis();
  store = createBaselines(server.redis);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

const hosts = ["a.example.com", "b.example.com", `${"c".repeat(63)}.example.org`];

describe("a merge", () => {
  test("costs as many commands in a long history as in a short one", async () => {
    const costs: number[] = [];
    for (let index = 0; index < 250; index += 1) {
      const run = { runId: index, calls: hosts, resolvedOnly: ["d.example.net"], steps: ["Run npm test"] };
      const part = learnRun({ ...run, unguarded: "subscription-required" }, index / 4);
      const before = await countCommands();
      await store.merge(job, part);
      if (index === 10 || index === 249) costs.push((await countCommands()) - before);
    }
    expect(costs).toEqual([costs[0], costs[0]]);
    expect(costs[0]).toBeGreaterThan(10);
  });

  test("of nothing stores nothing", async () => {
    await store.merge(job, emptyBaseline);
    expect(await server.redis.dbsize()).toBe(0);
    expect(toBytes(await store.read(job))).toBe(toBytes(emptyBaseline));
  });

  test("renews all keys for 120 days, in the repository's part of the keys", async () => {
    await store.merge(job, learnRun({ calls: hosts, addresses: ["9.9.9.9:443"] }, 0));
    const keys = await server.redis.keys("*");
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) {
      expect(key).toMatch(/^egress:1:\{7\}:/);
      expect(await server.redis.ttl(key)).toBeGreaterThan(119 * 86_400);
    }
  });

  test("goes on after the server has forgotten its scripts", async () => {
    await store.merge(job, learnRun({ runId: 1, calls: ["a.example.com"] }, 0));
    await server.redis.script("FLUSH");
    await store.merge(job, learnRun({ runId: 2, calls: ["b.example.com"] }, 1));
    expect((await store.read(job)).runs.size).toBe(2);
  });

  /** Commands executed so far, those of scripts included. */
  async function countCommands(): Promise<number> {
    const stats = await server.redis.info("commandstats");
    const calls = [...stats.matchAll(/^cmdstat_(?:h|z|expire|time)[a-z]*:calls=(\d+)/gm)];
    return calls.reduce((sum, [, count]) => sum + Number(count), 0);
  }
});

describe("the memory", () => {
  test("is less than 250 bytes for each endpoint of 30 runs, half of them for what outlives the window", async () => {
    const [jobs, endpoints, runs] = [sizeOf("memory", { suite: 60, whole: 1_000 }), 100, 30];
    await store.merge(job, learnRun({ calls: hosts }, 0));
    await server.redis.flushall();
    for (let id = 0; id < jobs; id += 1) {
      const history = mergeAll(
        Array.from({ length: runs }, (_, place) =>
          learnRun(
            {
              runId: 16_000_000_000 + place * 7_919 + id,
              leg: `build (ubuntu-24.04, ${20 + (place % 3) * 2})`,
              addresses: ["9.9.9.9:443"],
              resolvedOnly: [`looked-up-${place % 5}.example.com`],
              steps: Array.from({ length: 12 }, (_, step) => `Run owner-${step}/some-action`),
            },
            place / 2,
          ),
        ),
      );
      const seen = Array.from({ length: endpoints }, (_, number): [string, Sighting] => [
        `package-${number}-of-${id}.registry.example.com:443`,
        {
          runs: new Set(history.runs.keys()),
          processes: new Set(["node", `tool-${number % 7}`]),
          steps: new Set(["Install dependencies", `Step ${number % 9}`]),
          related: new Set(),
        },
      ]);
      const key = { ...job, repositoryId: 800_000_000 + (id % 20), jobId: `build-${id}` };
      const learned = { ...history, endpoints: new Map(seen) };
      await store.merge(key, { ...learned, memory: memoryOf(learned) });
    }
    const bytes = (await memoryOfKeys()) / (jobs * endpoints);
    expect(bytes).toBeGreaterThan(50);
    expect(bytes).toBeLessThan(250);
  });

  /** What the keys take, all their members counted: what the server takes besides, for its clients say, is not ours. */
  async function memoryOfKeys(): Promise<number> {
    let bytes = 0;
    for (const key of await server.redis.keys("*"))
      bytes += (await server.redis.memory("USAGE", key, "SAMPLES", 0)) ?? 0;
    return bytes;
  }
});
