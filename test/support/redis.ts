import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRedis } from "../../src/adapters/store/redis/connect.ts";
import { startOwnRedis } from "../../src/adapters/store/redis/own-redis.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";

/** A Redis server of a test file's own, empty, with one connection to it; `stop` ends both and deletes the files. */
export interface TestRedis {
  readonly socketPath: string;
  readonly redis: Redis;
  stop(): Promise<void>;
}

export async function startTestRedis(): Promise<TestRedis> {
  const directory = await mkdtemp(join(tmpdir(), "egress-redis-"));
  const server = await startOwnRedis(directory);
  const redis = connectRedis({ socketPath: server.socketPath }, "store");
  return {
    socketPath: server.socketPath,
    redis,
    async stop() {
      redis.disconnect();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
