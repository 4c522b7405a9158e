import { afterAll, beforeAll, expect, test } from "vitest";
import { liveFairDay } from "../../support/fair-day.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

test("one installation's flood makes nobody else wait, and nobody who asked for something", async () => {
  const day = await liveFairDay(server.redis, 200);
  expect(day.placeOfB).toBeLessThanOrEqual(50);
  for (const time of [day.longestAnswer, day.alarmOfA, day.proposalOfB])
    expect(time).toBeLessThanOrEqual(60_000);
  expect(day.backfillOfB).toBeLessThanOrEqual(200_000);
});
