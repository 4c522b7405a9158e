import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findFreePort } from "./free-port.ts";

/** A `redis-server` on a port of 127.0.0.1, for what a socket cannot do: clusters, replicas and Sentinels. */
export interface RedisServer {
  readonly port: number;
  readonly redis: Redis;
  /** Stops it in the middle of whatever it does, and lets it go on. */
  freeze(): void;
  thaw(): void;
  /** Ends it as a machine that fails would. */
  kill(): Promise<void>;
  /** Ends it, if it is not, and deletes its files. */
  stop(): Promise<void>;
}

/** Starts one with lines of its configuration beside those that all have; resolves when it answers. */
export async function startRedisServer(lines: readonly string[], isSentinel = false): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), "egress-server-"));
  const port = await findFreePort();
  const file = join(directory, "redis.conf");
  const stored = isSentinel ? [] : ["save ''", "appendonly yes", "maxmemory-policy noeviction"];
  const all = [`port ${port}`, "bind 127.0.0.1", `dir ${directory}`, "loglevel warning", ...stored, ...lines];
  await writeFile(file, `${all.join("\n")}\n`);
  const mode = isSentinel ? ["--sentinel"] : [];
  const child = spawn("redis-server", [file, ...mode], { stdio: ["ignore", "ignore", "inherit"] });
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const redis = new Redis(port, "127.0.0.1", { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on("error", () => {});
  await redis.ping();

  async function kill(): Promise<void> {
    redis.disconnect();
    await end(child);
    process.off("exit", killWithUs);
  }

  return {
    port,
    redis,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    kill,
    async stop() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
