import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { upstreamTagsKey } from "../../../src/adapters/store/redis/keys.ts";
import { createUpstreamTags } from "../../../src/adapters/store/upstream-tags.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

const tags = [{ tag: "v2.21.1", commit: "e14015d583714f6e62063499dc959a02595150a1" }];
let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(async () => {
  await redis.redis.flushall();
});
afterAll(() => redis.stop());

test("tags are kept for a day, and that there were none for an hour", async () => {
  const store = createUpstreamTags(redis.redis);
  expect(await store.read()).toBeUndefined();
  await store.remember(tags);
  expect(await store.read()).toEqual(tags);
  expect(await redis.redis.ttl(upstreamTagsKey)).toBeGreaterThan(23 * 3_600);
  await store.remember(null);
  expect(await store.read()).toBeNull();
  expect(await redis.redis.ttl(upstreamTagsKey)).toBeLessThanOrEqual(3_600);
});

test("what another version wrote is as if GitHub had not said", async () => {
  await redis.redis.set(upstreamTagsKey, "{");
  expect(await createUpstreamTags(redis.redis).read()).toBeNull();
});
