import { readdir, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";

const lockName = /^lock-([0-9]{1,9})\.sock$/;

/**
 * Takes a directory for this process; null while a living process has it. A lock is a listening socket: the kernel
 * drops it when its process dies, however it dies, and unlike a process id it never comes to mean another process (in a
 * container the same id comes back with every start).
 *
 * Sockets of the dead are counted on from, never taken over: each start binds the next number, which only one can, and
 * then looks at the others, so of two that overlap at most one goes on.
 */
export async function lockDirectory(directory: string): Promise<{ release(): Promise<void> } | null> {
  const before = await listLocks(directory);
  if (await isAnyAlive(directory, before)) return null;
  const own = Math.max(0, ...before) + 1;
  const server = await listen(socketPath(directory, own));
  if (server === null) return null;
  const others = (await listLocks(directory)).filter((number) => number !== own);
  if (await isAnyAlive(directory, others)) {
    await close(server);
    return null;
  }
  for (const number of others) await rm(socketPath(directory, number), { force: true });
  return { release: () => close(server) };
}

function socketPath(directory: string, number: number): string {
  return join(directory, `lock-${number}.sock`);
}

async function listLocks(directory: string): Promise<readonly number[]> {
  const numbers = (await readdir(directory)).map((name) => lockName.exec(name)?.[1]);
  return numbers.filter((number) => number !== undefined).map(Number);
}

async function isAnyAlive(directory: string, numbers: readonly number[]): Promise<boolean> {
  const answers = await Promise.all(numbers.map((number) => isListening(socketPath(directory, number))));
  return answers.includes(true);
}

/** Whether a process listens on a socket file. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Null where the name is taken. */
function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
