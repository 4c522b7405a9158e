import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { heartbeatKey } from "../../../../src/adapters/store/redis/keys.ts";
import { createHeartbeat, type Heartbeat } from "../../../../src/adapters/store/sweep/heartbeat.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";

const pace = { silence: 20_000, everyDay: 86_400_000 };
const start = 1_800_000_000_000;

let redis: TestRedis;
let heartbeat: Heartbeat;

beforeAll(async () => {
  redis = await startTestRedis();
  heartbeat = createHeartbeat(redis.redis);
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.redis.flushall();
});

/** Somebody listens, and what was due before is queued. */
async function begin(): Promise<void> {
  for (const due of await heartbeat.beat(start, pace)) await heartbeat.noteQueued(due);
}

test("an empty Redis is noticed, once it is queued only once", async () => {
  const empty = [{ cause: "empty", since: null }];
  expect(await heartbeat.readLast()).toBe(null);
  expect(await heartbeat.beat(start, pace)).toEqual(empty);
  // The process that noticed it died: the next one is told too.
  expect(await heartbeat.beat(start + 5_000, pace)).toEqual(empty);
  await heartbeat.noteQueued({ cause: "empty", since: null });
  expect(await heartbeat.beat(start + 10_000, pace)).toEqual([]);
  expect([await heartbeat.readLast(), await heartbeat.readEmptied()]).toEqual([start + 10_000, start]);
});

test("a time in which nobody listened is due from its beginning, also over several such times, until it is queued", async () => {
  await begin();
  expect(await heartbeat.beat(start + 20_000, pace)).toEqual([]);
  const gap = { cause: "gap", since: start + 20_000 } as const;
  expect(await heartbeat.beat(start + 60_000, pace)).toEqual([gap]);
  expect(await heartbeat.beat(start + 120_000, pace)).toEqual([gap]);
  await heartbeat.noteQueued(gap);
  expect(await heartbeat.beat(start + 125_000, pace)).toEqual([]);
});

test("of several processes whose clocks differ the latest counts", async () => {
  await begin();
  await heartbeat.beat(start + 19_000, pace);
  await heartbeat.beat(start + 15_000, pace);
  expect(await heartbeat.readLast()).toBe(start + 19_000);
  expect(await heartbeat.beat(start + 38_000, pace)).toEqual([]);
});

test("after a clock that was a day ahead went back, gaps are noticed again, and the day is swept", async () => {
  const day = 86_400_000;
  for (const due of await heartbeat.beat(start + day, pace)) await heartbeat.noteQueued(due);
  const swept = { cause: "day", since: start - day } as const;
  expect(await heartbeat.beat(start, pace)).toEqual([swept]);
  await heartbeat.noteQueued(swept);
  expect(await heartbeat.readLast()).toBe(start);
  expect(await heartbeat.beat(start + 60_000, pace)).toEqual([{ cause: "gap", since: start }]);
});

test("a Redis that was started again, or another in its place, may lack what was written last", async () => {
  await begin();
  await redis.redis.hset(heartbeatKey, "masters", "another");
  const gap = { cause: "gap", since: start - pace.silence } as const;
  expect(await heartbeat.beat(start + 1_000, pace)).toEqual([gap]);
  await heartbeat.noteQueued(gap);
  expect(await heartbeat.beat(start + 2_000, pace)).toEqual([]);
});

test("a sweep is due each day", async () => {
  await begin();
  const day = { silence: 10 * 86_400_000, everyDay: 86_400_000 };
  expect(await heartbeat.beat(start + 86_399_000, day)).toEqual([]);
  const due = { cause: "day", since: start } as const;
  expect(await heartbeat.beat(start + 86_400_000, day)).toEqual([due]);
  await heartbeat.noteQueued(due);
  expect(await heartbeat.beat(start + 86_401_000, day)).toEqual([]);
  expect(await heartbeat.beat(start + 2 * 86_400_000, day)).toEqual([
    { cause: "day", since: start + 86_400_000 },
  ]);
});

test("what became due again meanwhile is not taken for what was queued", async () => {
  await begin();
  const [gap] = await heartbeat.beat(start + 60_000, pace);
  expect(gap).toEqual({ cause: "gap", since: start });
  await heartbeat.noteQueued({ cause: "gap", since: start + 1 });
  expect(await heartbeat.beat(start + 61_000, pace)).toEqual([gap]);
});
