import { connectRedis } from "../../src/adapters/store/redis/connect.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import type { OtherRedis } from "../../src/environment/redis-settings.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";
import { until } from "./until.ts";

/** A Redis with a replica, watched by three Sentinels of which two decide on a failover. */
export interface TestSentinels {
  readonly settings: OtherRedis;
  readonly redis: Redis;
  readonly master: RedisServer;
  readonly replica: RedisServer;
  stop(): Promise<void>;
}

const name = "egress";
/** Ms without an answer after which a Sentinel takes the master for dead. */
const downAfter = 500;

export async function startSentinels(): Promise<TestSentinels> {
  const master = await startRedisServer([]);
  const replica = await startRedisServer([`replicaof 127.0.0.1 ${master.port}`]);
  await until(async () => {
    if (!(await replica.redis.info("replication")).includes("master_link_status:up"))
      throw new Error("no link yet");
  }, 50);
  const sentinels: RedisServer[] = [];
  for (let place = 0; place < 3; place += 1)
    sentinels.push(
      await startRedisServer(
        [
          `sentinel monitor ${name} 127.0.0.1 ${master.port} 2`,
          `sentinel down-after-milliseconds ${name} ${downAfter}`,
          `sentinel failover-timeout ${name} 3000`,
        ],
        true,
      ),
    );
  // Each finds the others and the replica by way of the master.
  for (const { redis } of sentinels)
    await until(async () => {
      const info = await redis.info("sentinel");
      if (!info.includes("slaves=1,sentinels=3")) throw new Error("the Sentinels do not know each other");
    }, 50);
  const settings = { sentinels: sentinels.map(({ port }) => `redis://127.0.0.1:${port}`), master: name };
  const redis = connectRedis(settings, "queue");
  redis.on("error", () => {});
  return {
    settings,
    redis,
    master,
    replica,
    async stop() {
      redis.disconnect();
      await Promise.all([...sentinels, replica, master].map((server) => server.stop()));
    },
  };
}
