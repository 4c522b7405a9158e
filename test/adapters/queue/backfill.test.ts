import { Queue } from "bullmq";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openQueues, type Queues, queuePrefix } from "../../../src/adapters/queue/queues.ts";
import type { Backfill } from "../../../src/adapters/queue/tasks/backfill.ts";
import type { QueueName } from "../../../src/adapters/queue/tasks.ts";
import type { Keeping } from "../../../src/adapters/queue/while-kept.ts";
import { startWorkers, type WorkerTools } from "../../../src/adapters/queue/worker.ts";
import { connectRedis } from "../../../src/adapters/store/redis/connect.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { idleTools, learnRunTask, proposeTask } from "../../support/tasks.ts";
import { until } from "../../support/until.ts";
import { deaf } from "../../support/worker-events.ts";

const pace = {
  backoff: 1,
  proposeDelay: 60_000,
  quietDelay: 60_000,
  addTimeout: 60_000,
  lockDuration: 120_000,
  limitWait: 1,
  stalledInterval: 100,
};

let server: TestRedis;
let queues: Queues;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.redis.flushall();
  queues = openQueues(server.redis, pace);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await queues.close();
});

function backfillTask(again: string | null = null): Backfill {
  return { repository: { installationId: 1, id: 1, owner: "octo-org", name: "octo-repo" }, again };
}

function inspect(name: QueueName): Queue {
  const queue = new Queue(name, { connection: server.redis, prefix: queuePrefix });
  ends.push(() => queue.close());
  return queue;
}

/** Works on tasks: the backfill as the test says, all others not at all. */
function work(
  backfill: WorkerTools["backfill"],
  isForgottenSince: Keeping["isForgottenSince"] = async () => false,
) {
  const redis = connectRedis({ socketPath: server.socketPath }, "queue");
  const tools = {
    ...idleTools,
    backfill: vi.fn(backfill),
    forget: vi.fn<WorkerTools["forget"]>(async () => {}),
    isForgottenSince,
  };
  const failed = vi.fn();
  const workers = startWorkers(redis, queues, tools, pace, { ...deaf, failed });
  ends.push(async () => {
    await workers.drain(500);
    redis.disconnect();
  });
  return { tools, failed };
}

test("a task that is not done goes on later, by the same name, as often as it says, and no try is used", async () => {
  const turns: string[] = [];
  const { failed } = work(async (_, { id }) => {
    turns.push(id);
    return turns.length < 12 ? { continueAt: Date.now() } : null;
  });
  await queues.backfill(backfillTask());
  await until(async () => expect(await inspect("backfill").getCompletedCount()).toBe(1));
  expect(turns).toEqual(Array(12).fill(turns[0]));
  expect(failed).not.toHaveBeenCalled();
});

test("of what is new one task is enough, until it is done; a file again is a task each time", async () => {
  let isOver = false;
  work(async () => (isOver ? null : { continueAt: Date.now() + 50 }));
  await queues.backfill(backfillTask());
  // At work, put off, or about to go on.
  for (let count = 0; count < 10; count += 1) await queues.backfill(backfillTask());
  for (let count = 0; count < 2; count += 1) await queues.backfill(backfillTask(".github/workflows/ci.yml"));
  isOver = true;
  await until(async () => expect(await inspect("backfill").getCompletedCount()).toBe(3));
  await queues.backfill(backfillTask());
  await until(async () => expect(await inspect("backfill").getCompletedCount()).toBe(4));
});

test("one that waits from before the App lost the repository does not stand for one of after it", async () => {
  const backfills = inspect("backfill");
  await queues.backfill(backfillTask());
  await queues.forget({ repositoryId: 1 });
  await queues.backfill(backfillTask());
  expect(await backfills.getJobCountByTypes("waiting", "prioritized")).toBe(2);
});

test("a task that was put off in good order does not delete what was learned since the App is back", async () => {
  // Before and after the first turn the repository is there; when the task goes on, it was lost.
  const isForgottenSince = vi
    .fn(async () => true)
    .mockResolvedValueOnce(false)
    .mockResolvedValueOnce(false);
  const { tools } = work(async () => ({ continueAt: Date.now() }), isForgottenSince);
  await queues.backfill(backfillTask());
  await until(async () => expect(await inspect("backfill").getCompletedCount()).toBe(1));
  expect(isForgottenSince).toHaveBeenCalledTimes(3);
  expect(tools.backfill).toHaveBeenCalledTimes(1);
  expect(tools.forget).not.toHaveBeenCalled();
});

test("what it taught is proposed, but not for a repository that was lost meanwhile", async () => {
  let isLost = false;
  const { tools } = work(
    async (_, { propose }) => {
      await propose(proposeTask({ file: "a.yml" }));
      isLost = true;
      await propose(proposeTask({ file: "b.yml" }));
      return { continueAt: Date.now() };
    },
    async () => isLost,
  );
  await queues.backfill(backfillTask());
  await until(async () => expect(await inspect("backfill").getCompletedCount()).toBe(1));
  const waiting = await inspect("propose").getDelayed();
  expect(waiting.map(({ data }) => data.path)).toEqual([".github/workflows/a.yml"]);
  // What the turn left is deleted, and it does not go on.
  expect(tools.forget).toHaveBeenCalledTimes(1);
  expect(tools.backfill).toHaveBeenCalledTimes(1);
});

test("what waits or is due goes first, what is put off or of another kind does not", async () => {
  expect(await queues.isUrgent(1)).toBe(false);
  await queues.backfill(backfillTask());
  await queues.propose(proposeTask());
  expect(await queues.isUrgent(1)).toBe(false);
  const [proposal] = await inspect("propose").getDelayed();
  await proposal?.changeDelay(0);
  expect(await queues.isUrgent(1)).toBe(true);
  await proposal?.remove();
  expect(await queues.isUrgent(1)).toBe(false);
  await queues.learnRun(learnRunTask());
  expect(await queues.isUrgent(1)).toBe(true);
});
