import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

let server: TestRedis;
let store: Store;
beforeAll(async () => {
  server = await startTestRedis();
  store = openStore(server.redis);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

const day = 86_400;

test("the last good settings and what was reported are remembered by repository, each on its own", async () => {
  expect(await store.settings.readGood(7)).toBeNull();
  await store.settings.rememberGood(7, '{"wildcards":"never"}');
  await store.settings.rememberReported(7, "d1");
  expect(await store.settings.readGood(7)).toBe('{"wildcards":"never"}');
  expect(await store.settings.readReported(7)).toBe("d1");
  expect(await store.settings.readGood(8)).toBeNull();
  expect(await store.settings.readReported(8)).toBeNull();
  await store.settings.rememberGood(7, null);
  expect(await store.settings.readGood(7)).toBeNull();
  expect(await store.settings.readReported(7)).toBe("d1");
  await store.settings.rememberReported(7, null);
  expect(await server.redis.keys("*")).toEqual(["egress:1:{7}:keys"]);
});

test("they are kept for 120 days, and for longer while they are read", async () => {
  await store.settings.rememberGood(7, "{}");
  await store.settings.rememberReported(7, "d1");
  for (const key of await server.redis.keys("*")) {
    expect(await server.redis.ttl(key)).toBeGreaterThan(119 * day);
    await server.redis.expire(key, 10);
  }
  await store.settings.readGood(7);
  await store.settings.readReported(7);
  for (const key of await server.redis.keys("*"))
    expect(await server.redis.ttl(key)).toBeGreaterThan(119 * day);
});

test("they go with the repository", async () => {
  await store.settings.rememberGood(7, "{}");
  await store.settings.rememberReported(7, "d1");
  await store.settings.rememberGood(77, "{}");
  await store.forgetRepository(7);
  expect(await store.settings.readGood(7)).toBeNull();
  expect(await store.settings.readReported(7)).toBeNull();
  expect(await store.settings.readGood(77)).toBe("{}");
});

test("what is in force is remembered with when it was read; what another version wrote is as good as nothing", async () => {
  expect(await store.settings.readInForce(7)).toBeNull();
  const inForce = { branches: ["release/**"], checks: "always", pages: "public" } as const;
  const at = "2026-01-02T03:04:05.000Z";
  await store.settings.rememberInForce({ id: 7, owner: "octo-org", name: "Octo.Repo" }, inForce, at);
  expect(await store.settings.readInForce(7)).toEqual({ ...inForce, at });
  for (const key of await server.redis.keys("*:settings*")) await server.redis.set(key, '["release/**"]');
  expect(await store.settings.readInForce(7)).toBeNull();
});
