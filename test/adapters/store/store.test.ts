import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { mostOutcomes } from "../../../src/adapters/store/sweep/run-keys.ts";
import type { RunOutcome } from "../../../src/domain/run/outcome.ts";
import { learn, toBytes } from "../../support/baseline-builder.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let server: TestRedis;
let store: Store;
beforeAll(async () => {
  server = await startTestRedis();
  store = openStore(server.redis);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

const day = 86_400;
const path = ".github/workflows/ci.yml";

function outcomeOf(runId: number, changes: Partial<RunOutcome> = {}): RunOutcome {
  return {
    runId,
    attempt: 1,
    at: new Date(Date.UTC(2026, 0, 1) + runId * 60_000).toISOString(),
    path,
    event: "push",
    notLearned: null,
    jobs: [{ name: "build <b>", jobId: "build", result: "incomplete", reason: "record-cut" }],
    ...changes,
  };
}

describe("outcomes", () => {
  test("are listed newest first, each attempt once, as last recorded", async () => {
    const outcomes = [3, 1, 2].map((runId) => outcomeOf(runId));
    const again = outcomeOf(1, { attempt: 2, at: "2026-02-01T00:00:00Z", notLearned: "fork", jobs: [] });
    for (const outcome of [...outcomes, outcomeOf(2, { event: "schedule" }), again]) {
      await store.outcomes.record(7, outcome);
    }
    expect(await store.outcomes.list(7)).toEqual([
      again,
      outcomeOf(3),
      outcomeOf(2, { event: "schedule" }),
      outcomeOf(1),
    ]);
    expect(await store.outcomes.has(7, 1, 2)).toBe(true);
    expect(await store.outcomes.has(7, 1, 3)).toBe(false);
    expect(await store.outcomes.has(8, 1, 1)).toBe(false);
  });

  test("are kept for the last 1,000 runs, whatever the order", async () => {
    const ids = Array.from({ length: mostOutcomes + 50 }, (_, id) => (id * 101) % (mostOutcomes + 50));
    await Promise.all(ids.map((id) => store.outcomes.record(7, outcomeOf(id))));
    const kept = (await store.outcomes.list(7)).map(({ runId }) => runId);
    expect(kept).toEqual(Array.from({ length: mostOutcomes }, (_, index) => mostOutcomes + 49 - index));
    expect(await store.outcomes.has(7, 49, 1)).toBe(false);
    expect(await server.redis.hlen("egress:1:{7}:outcomes")).toBe(mostOutcomes);
  });

  test.each([
    ["not JSON", "{"],
    ["something else", "[]"],
    ["a reason of another version", JSON.stringify({ ...outcomeOf(1), notLearned: "constructor" })],
  ])("that are %s are passed over", async (_, text) => {
    await store.outcomes.record(7, outcomeOf(1));
    await store.outcomes.record(7, outcomeOf(2));
    await server.redis.hset("egress:1:{7}:outcomes", "1/1", text);
    expect(await store.outcomes.list(7)).toEqual([outcomeOf(2)]);
  });
});

describe("workflow texts", () => {
  test("tell a file that is not there from one that is not known", async () => {
    await store.workflowTexts.write(7, path, "c1", "on: push\n");
    await store.workflowTexts.write(7, path, "c2", null);
    await store.workflowTexts.write(7, path, "c3", "");
    expect(await store.workflowTexts.read(7, path, "c1")).toBe("on: push\n");
    expect(await store.workflowTexts.read(7, path, "c2")).toBeNull();
    expect(await store.workflowTexts.read(7, path, "c3")).toBe("");
    expect(await store.workflowTexts.read(7, path, "c4")).toBeUndefined();
    expect(await store.workflowTexts.read(8, path, "c1")).toBeUndefined();
    expect(await store.workflowTexts.read(7, `${path}:c1`, "")).toBeUndefined();
  });

  test("are stored once for all commits", async () => {
    const text = "a: b\n".repeat(1_000);
    for (const commit of ["c1", "c2", "c3"]) await store.workflowTexts.write(7, path, commit, text);
    const keys = await server.redis.keys("egress:1:{7}:text:*");
    expect(keys.length).toBe(1);
    for (const key of await server.redis.keys("*")) {
      expect(await server.redis.ttl(key)).toBeGreaterThan(29 * day);
    }
    await server.redis.del(...keys);
    expect(await store.workflowTexts.read(7, path, "c1")).toBeUndefined();
  });
});

describe("proposals", () => {
  const state = { action: "opened", pullRequest: 5, digest: "d1", at: "2026-01-01T00:00:00Z" };

  test("are remembered by workflow file", async () => {
    await store.proposals.remember(7, path, state);
    await store.proposals.remember(7, path, { ...state, action: "updated", digest: null });
    await store.proposals.remember(7, "__proto__", { ...state, pullRequest: null });
    expect(await store.proposals.read(7, path)).toEqual({ ...state, action: "updated", digest: null });
    expect(await store.proposals.read(8, path)).toBeNull();
    expect([...(await store.proposals.list(7)).keys()].sort()).toEqual([path, "__proto__"].sort());
    expect(await server.redis.ttl("egress:1:{7}:proposals")).toBeGreaterThan(119 * day);
  });

  test("that another version wrote are as good as none", async () => {
    await server.redis.hset("egress:1:{7}:proposals", path, JSON.stringify({ ...state, pullRequest: "5" }));
    expect(await store.proposals.read(7, path)).toBeNull();
    expect((await store.proposals.list(7)).size).toBe(0);
  });
});

test("answered comments are known for 30 days", async () => {
  await store.answers.markAnswered(7, 1);
  expect(await store.answers.isAnswered(7, 1)).toBe(true);
  expect(await store.answers.isAnswered(7, 2)).toBe(false);
  expect(await store.answers.isAnswered(8, 1)).toBe(false);
  expect(await server.redis.ttl("egress:1:{7}:answered:1")).toBeGreaterThan(29 * day);
});

describe("forgetting a repository", () => {
  async function fill(repositoryId: number): Promise<void> {
    const job = { repositoryId, path, jobId: "*", source: "default-branch" } as const;
    await store.baselines.merge(job, learn([{ calls: ["a.example.com"] }]));
    await store.outcomes.record(repositoryId, outcomeOf(1));
    await store.workflowTexts.write(repositoryId, path, "c1", "text");
    await store.proposals.remember(repositoryId, path, {
      action: "none",
      pullRequest: null,
      digest: null,
      at: "",
    });
    for (let id = 0; id < 3_000; id += 1) void store.answers.markAnswered(repositoryId, id);
    await store.answers.markAnswered(repositoryId, 3_000);
  }

  test("deletes all of it and nothing of others, while keys are being added", async () => {
    for (const repositoryId of [7, 77, 70, 17]) await fill(repositoryId);
    const others = async (): Promise<number> => (await server.redis.keys("egress:1:{?[07]}:*")).length;
    const before = await others();
    let adding = true;
    let added = 0;
    const addition = (async () => {
      while (adding) {
        await store.answers.markAnswered(17, 10_000 + added);
        added += 1;
      }
    })();
    await until(() => expect(added).toBeGreaterThan(0));
    await store.forgetRepository(7);
    adding = false;
    await addition;
    expect(await server.redis.keys("egress:1:{7}:*")).toEqual([]);
    expect(await others()).toBe(before + added);
    expect((await store.baselines.list(77)).length).toBe(1);
  });

  test.each([Number.NaN, 1.5, -1, Number.POSITIVE_INFINITY])("refuses %s as an id", async (id) => {
    await store.answers.markAnswered(7, 1);
    await expect(store.forgetRepository(id)).rejects.toThrow(RangeError);
    expect(await store.answers.isAnswered(7, 1)).toBe(true);
  });
});

test("a lost repository is known by the latest time at which it was lost, and stays known when it is deleted", async () => {
  await store.forgotten.mark(7, 1_800_000_000_000);
  await store.forgotten.mark(7, 1_700_000_000_000);
  await store.forgetRepository(7);
  expect(await store.forgotten.isForgottenSince(7, 1_800_000_000_000)).toBe(true);
  expect(await store.forgotten.isForgottenSince(7, 1_800_000_000_001)).toBe(false);
  expect(await store.forgotten.isForgottenSince(8, 0)).toBe(false);
  expect(await server.redis.ttl("egress:1:forgotten")).toBeGreaterThan(39 * day);
});

test("a baseline whose values are damaged is read without a crash", async () => {
  const job = { repositoryId: 7, path, jobId: "build", source: "default-branch" } as const;
  await store.baselines.merge(job, learn([{ calls: ["a.example.com"] }, { calls: ["b.example.com"] }]));
  const whole = await store.baselines.read(job);
  for (const key of await server.redis.keys("egress:1:{7}:baseline:*")) {
    for (const [field, value] of Object.entries(await server.redis.hgetallBuffer(key))) {
      for (const damaged of [Buffer.alloc(0), Buffer.alloc(40, 0xff), value.subarray(0, -1)]) {
        await server.redis.hset(key, field, damaged);
        await store.baselines.read(job);
      }
      await server.redis.hset(key, field, value);
    }
  }
  expect(toBytes(await store.baselines.read(job))).toBe(toBytes(whole));
});
