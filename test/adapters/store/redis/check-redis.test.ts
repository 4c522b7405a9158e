import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { checkRedis, type RedisSetupError } from "../../../../src/adapters/store/redis/check-redis.ts";
import { connectRedis } from "../../../../src/adapters/store/redis/connect.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { startRedisServer } from "../../../support/redis-server.ts";

let server: TestRedis;
beforeEach(async () => {
  server = await startTestRedis();
});
afterEach(() => server.stop());

/** What is wrong with a Redis for a user with these rules. */
async function checkAs(rules: readonly string[]): Promise<RedisSetupError | null> {
  await server.redis.call("ACL", "SETUSER", "app", "on", ">word", ...rules);
  const redis = connectRedis({ socketPath: server.socketPath }, "store");
  await redis.auth("app", "word");
  const error = await checkRedis(redis).then(
    () => null,
    (reason: RedisSetupError) => reason,
  );
  redis.disconnect();
  return error;
}

/** The rules that the documents give. */
const documented = /^ACL SETUSER egress on >PASSWORD (.+)$/m.exec(
  readFileSync(new URL("../../../../docs/redis.md", import.meta.url), "utf8"),
)?.[1];

describe("the rights of the user", () => {
  test("are enough with the rules of the documents", async () => {
    expect(await checkAs(documented?.split(" ") ?? [])).toBeNull();
  });

  test.each<[string, readonly string[], string, string]>([
    ["INFO", ["~*", "+@all", "-info"], "no-info", "use info"],
    ["some commands", ["~*", "+@all", "-hset", "-zmscore"], "rights", "use hset, zmscore:"],
    ["scripts", ["~*", "+@all", "-eval"], "rights", "use eval:"],
    ["what scripts run", ["~*", "+@all", "-time"], "rights", "time:"],
    ["the keys of the queues", ["~egress:*", "+@all"], "rights", "use {egress:queue}:*:"],
    ["the keys of what is learned", ["~{egress:queue}:*", "+@all"], "rights", "use egress:1:*:"],
  ])("without %s it is told what is missing, in one line", async (_, rules, code, words) => {
    const error = await checkAs(rules);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(words);
    expect(error?.message).not.toContain("\n");
  });
});

describe("what may be dropped", () => {
  test.each<[string, string, string]>([
    ["noeviction", "100mb", "fine"],
    ["allkeys-lru", "0", "would-evict"],
    ["volatile-ttl", "0", "would-evict"],
    ["volatile-ttl", "100mb", "evicts"],
  ])("with the policy %s and a limit of %s: %s", async (policy, limit, expected) => {
    await server.redis.config("SET", "maxmemory-policy", policy, "maxmemory", limit);
    const found = await checkRedis(server.redis).then(
      ([warning]) => warning?.code ?? "fine",
      (error: RedisSetupError) => error.code,
    );
    expect(found).toBe(expected);
  });
});

test("a replica takes no writes", async () => {
  await server.redis.call("REPLICAOF", "127.0.0.1", "1");
  await expect(checkRedis(server.redis)).rejects.toMatchObject({
    code: "no-writes",
    message: expect.stringContaining("READONLY"),
  });
});

test("one node of a cluster is told as such", async () => {
  const node = await startRedisServer(["cluster-enabled yes"]);
  onTestFinished(() => node.stop());
  const redis = connectRedis({ url: `redis://127.0.0.1:${node.port}` }, "store");
  onTestFinished(() => redis.disconnect());
  await expect(checkRedis(redis)).rejects.toMatchObject({
    code: "one-node-of-a-cluster",
    message: "REDIS_URL names one node of a Redis Cluster: name several of them, with commas between",
  });
});
