import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createJobRecords, type JobRecords } from "../../../src/adapters/store/job-records.ts";
import type { JobRecord } from "../../../src/domain/assessment/job-record.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

let server: TestRedis;
let records: JobRecords;
beforeAll(async () => {
  server = await startTestRedis();
  records = createJobRecords(server.redis);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

const path = ".github/workflows/ci.yml";
const key = "egress:1:{7}:jobs";
const entry = { listedOn: "2026-01-01", seenOn: null, steps: [], runs: 4, countedOn: "2026-02-01" };
const record: JobRecord = {
  steps: ["1"],
  keys: ["Run make"],
  changedAt: null,
  added: [],
  blockedAt: "2026-01-01T00:00:00Z",
  returnedAt: "2026-02-01T00:00:00Z",
  entries: { "a.example.com:443": { ...entry, past: { runs: 12, calls: 3 } } },
  proposed: [],
  isProposedFromPullRequests: true,
  goneAt: null,
  arrivals: {},
  history: { listed: null, changes: [] },
  guardPlace: null,
};

test("what is written is read, and with none left nothing is kept", async () => {
  await records.change(7, path, () => new Map([["build", record]]));
  expect(await records.read(7, path)).toEqual(new Map([["build", record]]));
  expect(await records.list(7)).toEqual(new Map([[path, new Map([["build", record]])]]));
  await records.change(7, path, () => new Map());
  expect(await server.redis.exists(key)).toBe(0);
});

test("each look renews what is kept", async () => {
  for (const look of [() => records.read(7, path), () => records.list(7)]) {
    await records.change(7, path, () => new Map([["build", record]]));
    await server.redis.expire(key, 100);
    await look();
    expect(await server.redis.ttl(key)).toBeGreaterThan(100 * 86_400);
  }
});

test("changes at the same time lose nothing", async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `job-${index}`);
  await Promise.all(ids.map((id) => records.change(7, path, (known) => new Map([...known, [id, record]]))));
  expect([...(await records.read(7, path)).keys()].sort()).toEqual([...ids].sort());
});

test("what an earlier release kept is read", async () => {
  const { keys: _, isProposedFromPullRequests: __, goneAt: ___, ...old } = record;
  const older = { ...old, entries: { "a.example.com:443": entry } };
  await server.redis.hset(key, path, JSON.stringify([["build", older]]));
  expect((await records.read(7, path)).get("build")).toEqual({
    ...record,
    keys: null,
    isProposedFromPullRequests: false,
    entries: { "a.example.com:443": { ...entry, past: { runs: 0, calls: 0 } } },
  });
});
