import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { queuePrefix } from "../../src/adapters/queue/queues.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";

/**
 * Kills a worker as a machine that fails would, unless it has ended, and lets its hold on tasks run out at once. Nobody else may work on that Redis meanwhile.
 * The time for which a worker holds a task may then be so long that none loses one on a busy machine.
 */
export async function killWorker(child: ChildProcess, redis: Redis): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
  const locks = await redis.keys(`${queuePrefix}:*:lock`);
  if (locks.length > 0) await redis.del(locks);
}
