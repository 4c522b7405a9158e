import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { isListening, lockDirectory } from "./directory-lock.ts";
import { RedisStartError } from "./redis-start-error.ts";

// The shortest limit that a supported system sets to the path of a socket (macOS, 104 with the closing zero).
const longestSocketPath = 103;
/** How long a server may take to write its files, in ms, before it is ended by force. */
const patience = 10_000;
/** The pause, in ms, before a server that ended by itself is started again. */
const restartPause = 500;

/** A `redis-server` that belongs to this process. */
export interface OwnRedis {
  readonly socketPath: string;
  /** Ends the server with everything written, and gives the directory free. */
  close(): Promise<void>;
}

/** The socket of the server that `startOwnRedis` runs on a directory. */
export function socketPathOf(directory: string): string {
  return join(resolve(directory), "redis.sock");
}

/**
 * Runs `redis-server` from PATH on the append-only files in a directory (made with mode 0700), reachable by socket
 * only. Resolves when it has loaded its files; throws a RedisStartError. A server that an earlier process left behind
 * when it was killed is ended first, in order. One that ends by itself later is started again, as often as it takes.
 */
export async function startOwnRedis(directory: string): Promise<OwnRedis> {
  const socketPath = socketPathOf(directory);
  if (Buffer.byteLength(socketPath) > longestSocketPath) {
    throw new RedisStartError("path-too-long", `the path is too long for a socket: ${socketPath}`);
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(resolve(directory));
  if (lock === null) {
    throw new RedisStartError("in-use", `another egress-bot uses ${directory}: stop it, or set REDIS_URL`);
  }
  try {
    if (await isListening(socketPath)) await endOrphan(socketPath);
    const server = keepRunning(await startServer(resolve(directory), socketPath), () =>
      startServer(resolve(directory), socketPath),
    );
    return {
      socketPath,
      async close() {
        await server.stop();
        await rm(socketPath, { force: true });
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function endOrphan(socketPath: string): Promise<void> {
  const redis = new Redis({ path: socketPath, retryStrategy: () => null });
  redis.on("error", () => {});
  const closed = new Promise((resolve) => redis.once("end", resolve));
  // The answer to a shutdown is the end of the connection, which is an error to the client.
  await redis.shutdown("NOSAVE").catch(() => {});
  redis.disconnect();
  await closed;
  if (await isListening(socketPath)) {
    throw new RedisStartError("in-use", `a redis-server on ${socketPath} does not end: stop it by hand`);
  }
}

interface Server {
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a server again whenever it has ended, until it is told to stop. Who uses it sees an interruption. */
function keepRunning(first: Server, start: () => Promise<Server>): Pick<Server, "stop"> {
  const stopping = new AbortController();
  let server: Server | null = first;

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await server?.ended;
      // Cut short when it is told to stop.
      await wait(restartPause, null, { signal: stopping.signal }).catch(() => {});
      if (!stopping.signal.aborted) server = await start().catch(() => null);
    }
    await server?.stop();
  }

  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await server?.stop();
      await watching;
    },
  };
}

async function startServer(directory: string, socketPath: string): Promise<Server> {
  const child = spawn(
    "redis-server",
    [
      ["--port", "0"],
      ["--unixsocket", socketPath, "--unixsocketperm", "700"],
      // By default Redis answers before it has written what came while a sync to a slow disk is under way.
      ["--dir", directory, "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
      ["--maxmemory-policy", "noeviction", "--loglevel", "warning"],
    ].flat(),
    // In a session of its own: Ctrl-C in a terminal is for us, who still need the server to finish.
    { stdio: ["ignore", "pipe", "ignore"], detached: true },
  );
  const exit = watchExit(child);
  const killWithUs = (): void => void child.kill();
  process.once("exit", killWithUs);
  void exit.then(() => process.off("exit", killWithUs));
  const why = await Promise.race([waitForAnswer(socketPath, exit), exit]);
  if (why !== null) throw why;
  return {
    ended: exit,
    async stop() {
      child.kill();
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      await exit;
      clearTimeout(timer);
    },
  };
}

/** Resolves when the process has ended or could not be started, with the reason as an error. */
function watchExit(child: ChildProcess): Promise<RedisStartError> {
  let lastLine = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    lastLine = text.slice(-500).trim().split("\n").at(-1) ?? lastLine;
  });
  return new Promise((resolve) => {
    child.once("error", (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === "ENOENT"
          ? "redis-server is not installed: run `apt-get install redis-server` or `brew install redis`, or set REDIS_URL"
          : `redis-server cannot be started: ${cause.code}`;
      resolve(new RedisStartError(cause.code === "ENOENT" ? "not-installed" : "exited", message, { cause }));
    });
    child.once("close", (code, signal) => {
      resolve(new RedisStartError("exited", `redis-server ended (${signal ?? code}): ${lastLine}`));
    });
  });
}

/** Waits, as long as it takes to load the files, until the server answers; gives up when it has ended. */
async function waitForAnswer(socketPath: string, exit: Promise<unknown>): Promise<null> {
  const redis = new Redis({ path: socketPath, retryStrategy: () => 10, maxRetriesPerRequest: null });
  redis.on("error", () => {});
  void exit.then(() => redis.disconnect());
  await redis.ping();
  redis.disconnect();
  return null;
}
