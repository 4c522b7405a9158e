import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectRedis } from "../../../../src/adapters/store/redis/connect.ts";
import {
  type OwnRedis,
  socketPathOf,
  startOwnRedis,
} from "../../../../src/adapters/store/redis/own-redis.ts";
import { until } from "../../../support/until.ts";

const ownRedisModule = import.meta.resolve("../../../../src/adapters/store/redis/own-redis.ts");
const connectModule = import.meta.resolve("../../../../src/adapters/store/redis/connect.ts");

let parent: string;
let directory: string;
const started: OwnRedis[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "egress-own-"));
  directory = join(parent, "data", "redis");
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
  await rm(parent, { recursive: true, force: true });
});

async function start(): Promise<OwnRedis> {
  const server = await startOwnRedis(directory);
  started.push(server);
  return server;
}

/** The process id of a server, asked of itself. */
async function processOf(server: OwnRedis): Promise<number> {
  const redis = connectRedis({ socketPath: server.socketPath }, "store");
  const id = /process_id:(\d+)/.exec(await redis.info("server"))?.[1];
  redis.disconnect();
  return Number(id);
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the program's own Redis", () => {
  test("keeps its files and its socket to the user", async () => {
    const server = await start();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(server.socketPath)).mode & 0o777).toBe(0o700);
    expect(server.socketPath).toBe(socketPathOf(directory));
  });

  test("ends with close, leaving only what it wrote, and loads that again", async () => {
    const first = await start();
    const id = await processOf(first);
    const redis = connectRedis({ socketPath: first.socketPath }, "store");
    await redis.set("kept", "yes");
    redis.disconnect();
    await first.close();
    expect(isAlive(id)).toBe(false);
    expect(await readdir(directory)).toEqual(["appendonlydir"]);
    const second = await start();
    const again = connectRedis({ socketPath: second.socketPath }, "store");
    expect(await again.get("kept")).toBe("yes");
    again.disconnect();
  });

  test("is started again when it was killed, with what it had written", async () => {
    const server = await start();
    const redis = connectRedis({ socketPath: server.socketPath }, "queue");
    redis.on("error", () => {});
    await redis.set("kept", "yes");
    for (let i = 0; i < 2; i += 1) {
      const id = await processOf(server);
      process.kill(id, "SIGKILL");
      await until(() => expect(isAlive(id)).toBe(false));
      expect(await redis.get("kept")).toBe("yes");
      expect(await processOf(server)).not.toBe(id);
    }
    redis.disconnect();
  });

  test("is not started again when it is killed while it ends", async () => {
    const server = await start();
    const id = await processOf(server);
    process.kill(id, "SIGKILL");
    await server.close();
    expect(isAlive(id)).toBe(false);
    expect(await readdir(directory)).toEqual(["appendonlydir"]);
  });

  test("is refused while another has the directory", async () => {
    await start();
    await expect(startOwnRedis(directory)).rejects.toMatchObject({
      code: "in-use",
      message: expect.stringMatching(/^[^\n]+$/),
    });
  });

  test("of several started at once, exactly one runs, also where an earlier one was killed", async () => {
    for (const round of [1, 2]) {
      const results = await Promise.allSettled(Array.from({ length: 6 }, start));
      expect(results.filter(({ status }) => status === "fulfilled").length).toBe(1);
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "in-use" });
      }
      for (const server of started.splice(0)) {
        if (round === 1) process.kill(await processOf(server), "SIGKILL");
        await server.close();
      }
    }
  });

  test("that a killed process left behind is ended in order and loaded", async () => {
    const program = `
      import { startOwnRedis } from ${JSON.stringify(ownRedisModule)};
      import { connectRedis } from ${JSON.stringify(connectModule)};
      const server = await startOwnRedis(${JSON.stringify(directory)});
      const redis = connectRedis({ socketPath: server.socketPath }, "store");
      await redis.set("kept", "yes");
      process.stdout.write(/process_id:(\\d+)/.exec(await redis.info("server"))[1]);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [id] = await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");
    // Not by its process id, which stays taken until somebody asks how the orphan ended.
    const left = connect(socketPathOf(directory));
    const leftEnded = once(left.resume(), "close");
    await once(left, "connect");
    const server = await start();
    await leftEnded;
    expect(await processOf(server)).not.toBe(Number(id));
    const redis = connectRedis({ socketPath: server.socketPath }, "store");
    expect(await redis.get("kept")).toBe("yes");
    redis.disconnect();
  });

  test.each([
    ["not-installed", { PATH: "/nowhere" }, "redis"],
    ["path-too-long", {}, "x".repeat(120)],
  ])("says %s in one line", async (code, environment, name) => {
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      await expect(startOwnRedis(join(parent, name))).rejects.toMatchObject({
        name: "RedisStartError",
        code,
        message: expect.stringMatching(/^[^\n]+$/),
      });
    } finally {
      process.env = before;
    }
  });
});
