import { connectRedis } from "../../src/adapters/store/redis/connect.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import type { OtherRedis } from "../../src/environment/redis-settings.ts";
import { findFreePort } from "./free-port.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";
import { until } from "./until.ts";

/** A Redis Cluster of three masters on 127.0.0.1, each with so many replicas. */
export interface TestCluster {
  readonly settings: OtherRedis;
  readonly redis: Redis;
  readonly nodes: readonly RedisServer[];
  /** The node that holds a key. */
  masterOf(key: string): Promise<RedisServer>;
  /** The first replica of a master. */
  replicaOf(master: RedisServer): RedisServer;
  stop(): Promise<void>;
}

const masters = 3;
const slots = 16_384;
/** Ms without a word after which the others take a node for dead. */
const nodeTimeout = 1_000;

export async function startRedisCluster(replicas = 0): Promise<TestCluster> {
  const nodes: RedisServer[] = [];
  const buses: number[] = [];
  for (let place = 0; place < masters * (1 + replicas); place += 1) {
    const bus = await findFreePort();
    buses.push(bus);
    nodes.push(
      await startRedisServer([
        "cluster-enabled yes",
        "cluster-config-file nodes.conf",
        `cluster-node-timeout ${nodeTimeout}`,
        `cluster-port ${bus}`,
      ]),
    );
  }
  const [first] = nodes;
  if (first === undefined) throw new Error("no nodes");
  for (const [place, { redis }] of nodes.entries()) {
    await redis.call("CLUSTER", "SET-CONFIG-EPOCH", String(place + 1));
    if (place < masters) {
      const [from, to] = [place, place + 1].map((part) => Math.floor((part * slots) / masters));
      await redis.call("CLUSTER", "ADDSLOTSRANGE", String(from), String((to ?? 0) - 1));
    }
  }
  for (const [place, { port }] of nodes.entries())
    if (place > 0) await first.redis.call("CLUSTER", "MEET", "127.0.0.1", String(port), String(buses[place]));
  await untilKnown(nodes);
  for (const [place, { redis }] of nodes.entries()) {
    if (place < masters) continue;
    const master = await nodes[place % masters]?.redis.call("CLUSTER", "MYID");
    await redis.call("CLUSTER", "REPLICATE", String(master));
    await until(async () => {
      if (!(await redis.info("replication")).includes("master_link_status:up"))
        throw new Error("no link yet");
    }, 50);
  }
  await untilKnown(nodes);

  const settings = { nodes: nodes.map(({ port }) => `redis://127.0.0.1:${port}`) };
  const redis = connectRedis(settings, "queue");
  redis.on("error", () => {});
  return {
    settings,
    redis,
    nodes,
    async masterOf(key) {
      const slot = Number(await redis.cluster("KEYSLOT", key));
      const node = nodes[Math.floor((slot * masters) / slots)];
      if (node === undefined) throw new Error(`no node holds ${key}`);
      return node;
    },
    replicaOf(master) {
      const replica = nodes[nodes.indexOf(master) + masters];
      if (replica === undefined) throw new Error("it has no replica");
      return replica;
    },
    async stop() {
      redis.disconnect();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

/** Waits until each node knows all others and says that all slots are served. */
async function untilKnown(nodes: readonly RedisServer[]): Promise<void> {
  for (const { redis } of nodes)
    await until(async () => {
      const info = String(await redis.call("CLUSTER", "INFO"));
      if (!info.includes("cluster_state:ok") || !info.includes(`cluster_known_nodes:${nodes.length}\r`))
        throw new Error("the cluster is not ready");
    }, 50);
}
