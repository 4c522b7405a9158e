// prove: kills       a worker killed before and after each of its commands on a queue: no task is lost, and none begun again but what was at work; 2 min
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Queue } from "bullmq";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openQueues, queuePrefix } from "../../../src/adapters/queue/queues.ts";
import { startWorkers } from "../../../src/adapters/queue/worker.ts";
import { connectRedis } from "../../../src/adapters/store/redis/connect.ts";
import { killWorker } from "../../support/kill-worker.ts";
import { begunKey, learnAndLog } from "../../support/learn-and-log.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { sizeOf } from "../../support/size-of.ts";
import { idleTools, learnRunTask } from "../../support/tasks.ts";
import { until } from "../../support/until.ts";
import { deaf } from "../../support/worker-events.ts";

const doomedWorker = new URL("../../support/doomed-worker.ts", import.meta.url).pathname;
const pace = {
  backoff: 1,
  proposeDelay: 1,
  quietDelay: 1,
  addTimeout: 60_000,
  lockDuration: 120_000,
  stalledInterval: 50,
  limitWait: 1,
};
const runs = [1, 2, 3, 4, 5, 6];
/** In the suite, only some of the lines at which a worker may be killed. */
const step = sizeOf("kills", { suite: 20, whole: 1 });

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());

function countOf(all: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** Has runs of two installations learned by a worker that is killed at a command, and by one after it. Says whether it came to that command. */
async function killAt(command: number, side: "before" | "after"): Promise<boolean> {
  const { redis, socketPath } = server;
  await redis.flushall();
  const queues = openQueues(redis, pace);
  const queue = new Queue("learn-run", { connection: redis, prefix: queuePrefix });
  for (const runId of runs) {
    const task = learnRunTask({ repositoryId: (runId % 3) + 1, runId });
    await queues.learnRun({ ...task, repository: { ...task.repository, installationId: (runId % 2) + 1 } });
  }
  const child = spawn(process.execPath, [doomedWorker, socketPath, String(command), side]);
  const ended = once(child, "exit");
  const isKilled = await Promise.race([
    ended.then(() => true),
    until(async () => expect(await queue.getCompletedCount()).toBe(runs.length)).then(() => false),
  ]);
  await killWorker(child, redis);
  const wasAtWork = (await queue.getActive()).map(({ data }) => String(data.run.id));

  const connection = connectRedis({ socketPath }, "queue");
  const tools = { ...idleTools, learnRun: learnAndLog(redis) };
  const workers = startWorkers(connection, queues, tools, pace, deaf);
  await until(async () => expect(await queue.getCompletedCount()).toBe(runs.length));
  await workers.drain(500);
  connection.disconnect();

  const left = await queue.getJobCounts("waiting", "prioritized", "delayed", "active", "failed");
  expect(Object.values(left)).toEqual(Object.values(left).map(() => 0));
  const begun = countOf(await redis.lrange(begunKey, 0, -1));
  for (const runId of runs) {
    const usual = runId <= 2 ? 2 : 1;
    const isAgain = wasAtWork.includes(String(runId));
    const times = begun.get(String(runId)) ?? 0;
    expect([usual, usual + (isAgain ? 1 : 0)], `run ${runId}, ${side} ${command}`).toContain(times);
  }
  await queue.close();
  await queues.close();
  return isKilled;
}

test.each(["before", "after"] as const)(
  "a worker that is killed %s any command loses nothing, and only what was at work is begun again",
  async (side) => {
    let command = 1;
    while (await killAt(command, side)) command += step;
    // Six runs are begun and ended, one is put off and one tried again.
    expect(command).toBeGreaterThan(15);
  },
);
