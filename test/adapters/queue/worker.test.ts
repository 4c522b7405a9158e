import { spawn } from "node:child_process";
import { once } from "node:events";
import { Queue } from "bullmq";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { CallsHeldError } from "../../../src/adapters/github/client/hold-calls.ts";
import { LateLogError } from "../../../src/adapters/github/runs/late-log-error.ts";
import { type DeadLetters, openDeadLetters } from "../../../src/adapters/queue/dead-letters.ts";
import { openQueues, type Queues, queuePrefix } from "../../../src/adapters/queue/queues.ts";
import type { QueueName } from "../../../src/adapters/queue/tasks.ts";
import type { Keeping } from "../../../src/adapters/queue/while-kept.ts";
import { startWorkers, type Workers, type WorkerTools } from "../../../src/adapters/queue/worker.ts";
import { connectRedis } from "../../../src/adapters/store/redis/connect.ts";
import { openStore } from "../../../src/adapters/store/store.ts";
import { killWorker } from "../../support/kill-worker.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { answerCommentTask, idleTools, learnRunTask, proposeTask } from "../../support/tasks.ts";
import { until } from "../../support/until.ts";
import { deaf } from "../../support/worker-events.ts";

// The lock outlasts any stall of a busy machine: a worker that lost it cannot give its task back.
const pace = {
  backoff: 1,
  proposeDelay: 1,
  quietDelay: 1,
  addTimeout: 60_000,
  lockDuration: 120_000,
  stalledInterval: 100,
  limitWait: 1,
};

const stuckWorker = new URL("../../support/stuck-worker.ts", import.meta.url).pathname;

let server: TestRedis;
let queues: Queues;
let letters: DeadLetters;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.redis.flushall();
  queues = openQueues(server.redis, pace);
  letters = openDeadLetters(server.redis);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await queues.close();
  await letters.close();
});

/** Tools that write down what they were asked for and then do what a test says. */
function watchTools(say: Partial<WorkerTools & Keeping> = {}) {
  const tools = { ...idleTools, ...say };
  return {
    ...tools,
    learnRun: vi.fn(tools.learnRun),
    propose: vi.fn(tools.propose),
    answerComment: vi.fn(tools.answerComment),
    forget: vi.fn(tools.forget),
    isForgottenSince: vi.fn(tools.isForgottenSince),
  };
}

function work(tools: WorkerTools & Keeping, { into = queues, limitWait = pace.limitWait } = {}) {
  const redis = connectRedis({ socketPath: server.socketPath }, "queue");
  redis.on("error", () => {});
  const failed = vi.fn();
  const workers: Workers = startWorkers(redis, into, tools, { ...pace, limitWait }, { ...deaf, failed });
  ends.push(async () => {
    // A worker that is only half closed might take a task of the next test.
    await workers.drain(500);
    redis.disconnect();
  });
  return { workers, failed, redis };
}

function inspect(name: QueueName): Queue {
  const queue = new Queue(name, { connection: server.redis, prefix: queuePrefix });
  ends.push(() => queue.close());
  return queue;
}

function failWith(status: number, headers = {}): Error {
  return Object.assign(new Error(`GitHub says ${status}`), { status, response: { headers } });
}

test("each task comes to its tool as it was given", async () => {
  const tools = watchTools();
  work(tools);
  await queues.learnRun(learnRunTask());
  await queues.propose(proposeTask());
  await queues.answerComment(answerCommentTask());
  await queues.forget({ repositoryId: 9 });
  await until(() => {
    expect(tools.learnRun.mock.calls).toEqual([[learnRunTask(), expect.anything()]]);
    expect(tools.propose.mock.calls).toEqual([[proposeTask()]]);
    expect(tools.answerComment.mock.calls).toEqual([[answerCommentTask()]]);
    expect(tools.forget.mock.calls).toEqual([[{ repositoryId: 9 }, expect.any(Number)]]);
  });
});

test("what a run taught is proposed, once per file", async () => {
  const paths = [".github/workflows/ci.yml", ".github/workflows/release.yml"];
  const tools = watchTools({ learnRun: async () => paths });
  work(tools, { into: openQueuesFor("a burst") });
  await Promise.all([1, 2, 3, 4].map((runId) => queues.learnRun(learnRunTask({ runId }))));
  await until(async () => {
    expect(tools.learnRun).toHaveBeenCalledTimes(4);
    expect(await inspect("learn-run").getActiveCount()).toBe(0);
  });
  const waiting = await inspect("propose").getDelayed();
  expect(waiting.map(({ data }) => data.path).sort()).toEqual(paths);
});

describe("a proposal that waits quietly", () => {
  const quiet = { ...proposeTask(), cause: "run" } as const;

  function openQuietQueues(): Queues {
    const opened = openQueues(server.redis, { ...pace, proposeDelay: 1_000, quietDelay: 3_600_000 });
    ends.push(() => opened.close());
    return opened;
  }

  const readDelays = async () => (await inspect("propose").getDelayed()).map(({ delay }) => delay);

  test("stays one, however many runs ask for it", async () => {
    const opened = openQuietQueues();
    await Promise.all([opened.propose(quiet), opened.propose(quiet), opened.propose(quiet)]);
    expect(await readDelays()).toEqual([3_600_000]);
  });

  test.each(["alarm", "event"] as const)("is not waited for by an %s", async (cause) => {
    const opened = openQuietQueues();
    await opened.propose(quiet);
    await opened.propose({ ...proposeTask(), cause });
    expect(await readDelays()).toEqual([1_000]);
  });

  test("is looked at whatever was known, once an event asks for it", async () => {
    const { looks } = openStore(server.redis);
    const { repository, path } = proposeTask();
    const look = {
      print: "p",
      until: Date.now() + 3_600_000,
      head: "a",
      proposed: [],
      open: null,
      mergedAt: null,
    };
    const known = { ownerId: 1, nodeId: "", url: "", isArchived: false, visibility: "public" } as const;
    const keep = async (name: string): Promise<void> =>
      looks.keep(repository.id, path, name, { ...look, repository: { ...repository, ...known } });
    const name = await looks.begin(repository.id, path);
    await keep(name);
    const opened = openQuietQueues();
    for (const cause of ["run", "alarm"] as const) await opened.propose({ ...proposeTask(), cause });
    expect(await looks.read(repository.id, path)).toMatchObject(look);
    const underWay = await looks.begin(repository.id, path);
    await opened.propose(proposeTask());
    // What the look that is under way saw was before the event.
    await keep(underWay);
    expect(await looks.read(repository.id, path)).toBeNull();
  });
});

/** Queues whose proposals wait for as long as a test may take. */
function openQueuesFor(_: "a burst"): Queues {
  const slow = openQueues(server.redis, { ...pace, proposeDelay: 60_000, quietDelay: 60_000 });
  ends.push(() => slow.close());
  return slow;
}

describe("shares", () => {
  test("one repository's flood stands before nobody else's first", async () => {
    const order: number[] = [];
    const tools = watchTools({
      learnRun: async ({ repository }) => {
        order.push(repository.id);
        return [];
      },
    });
    const flood = 100;
    for (let runId = 1; runId <= flood; runId += 1)
      await queues.learnRun(learnRunTask({ repositoryId: 1, runId }));
    for (const repositoryId of [2, 3]) await queues.learnRun(learnRunTask({ repositoryId, runId: 1 }));
    expect(await queues.isUrgent(1)).toBe(true);
    work(tools);
    await until(() => expect(order).toHaveLength(flood + 2));
    // So many are worked on at once, and the first of the flood came first.
    for (const repositoryId of [2, 3]) expect(order.indexOf(repositoryId)).toBeLessThan(20);
  });

  test("a task that is given back or fails keeps its place", async () => {
    const tools = watchTools({
      learnRun: vi.fn().mockRejectedValueOnce(failWith(502)).mockResolvedValue([]),
    });
    work(tools);
    await queues.learnRun(learnRunTask({ repositoryId: 1, runId: 1 }));
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(tools.learnRun).toHaveBeenCalledTimes(2);
  });
});

describe("repeats", () => {
  test("a run's attempt is learned once, also after it is done; another attempt is another task", async () => {
    const tools = watchTools();
    work(tools);
    await Promise.all([1, 2, 3].map(() => queues.learnRun(learnRunTask())));
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    await queues.learnRun(learnRunTask());
    await queues.learnRun(learnRunTask({ attempt: 2 }));
    await queues.learnRun(learnRunTask({ repositoryId: 2 }));
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(3));
    expect(tools.learnRun).toHaveBeenCalledTimes(3);
  });

  test("a comment is answered once", async () => {
    const tools = watchTools();
    work(tools);
    await queues.answerComment(answerCommentTask());
    await until(async () => expect(await inspect("answer-comment").getCompletedCount()).toBe(1));
    await queues.answerComment(answerCommentTask());
    await queues.answerComment(answerCommentTask({ commentId: 8 }));
    await until(() => expect(tools.answerComment).toHaveBeenCalledTimes(2));
  });

  test("proposals of one file never overlap, and the last one asked for is made", async () => {
    let atWork = 0;
    let most = 0;
    const open: (() => void)[] = [];
    const tools = watchTools({
      propose: async () => {
        most = Math.max(most, ++atWork);
        await new Promise<void>((resolve) => open.push(resolve));
        atWork--;
      },
    });
    work(tools);
    await queues.propose(proposeTask());
    await until(() => expect(tools.propose).toHaveBeenCalledTimes(1));
    for (let i = 0; i < 5; i++) await queues.propose(proposeTask());
    open.shift()?.();
    await until(() => expect(tools.propose).toHaveBeenCalledTimes(2));
    open.shift()?.();
    await until(async () => expect(await inspect("propose").getCompletedCount()).toBe(2));
    expect(await inspect("propose").getJobCountByTypes("wait", "prioritized", "delayed", "active")).toBe(0);
    expect(most).toBe(1);
    await queues.propose(proposeTask());
    await until(() => expect(tools.propose).toHaveBeenCalledTimes(3));
    open.shift()?.();
  });
});

describe("failures", () => {
  test("a passing one is tried again", async () => {
    let tries = 0;
    const tools = watchTools({
      learnRun: async () => {
        if (++tries < 4) throw failWith(502);
        return [];
      },
    });
    const { failed } = work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(failed.mock.calls.map(([{ queue, id, tries }, failure]) => [queue, id, tries, failure])).toEqual(
      [1, 2, 3].map((count) => ["learn-run", "1-100-1", count, { kind: "retry" }]),
    );
  });

  test("a lasting one is a dead letter after eight tries, and can be put back", async () => {
    let isBroken = true;
    const tools = watchTools({
      propose: async () => {
        if (isBroken) throw failWith(500);
      },
    });
    work(tools);
    await queues.propose(proposeTask());
    await until(async () => expect(await letters.list()).toHaveLength(1));
    expect(tools.propose).toHaveBeenCalledTimes(8);
    const [letter] = await letters.list();
    expect(letter).toMatchObject({
      queue: "propose",
      repository: "octo-org/repository-1",
      task: ".github/workflows/ci.yml",
      reason: "GitHub says 500",
      tries: 8,
    });
    isBroken = false;
    expect(await letters.retry(letter?.id ?? "")).toBe(true);
    await until(async () => expect(await inspect("propose").getCompletedCount()).toBe(1));
    expect(await letters.list()).toEqual([]);
    expect(tools.propose).toHaveBeenCalledTimes(9);
  });

  test("a permanent one is a dead letter at once, with its reason", async () => {
    const tools = watchTools({ answerComment: () => Promise.reject(failWith(410)) });
    work(tools);
    await queues.answerComment(answerCommentTask());
    await until(async () => {
      expect(await letters.list()).toMatchObject([
        { task: "comment 7 on #3", reason: "gone: GitHub says 410", tries: 1 },
      ]);
    });
    expect(tools.answerComment).toHaveBeenCalledTimes(1);
  });

  test("a limit waits until GitHub's reset, and is no try", async () => {
    const isLimited = new Set(Array.from({ length: 3 }, (_, i) => i));
    let calls = 0;
    const tools = watchTools({
      learnRun: async () => {
        if (isLimited.has(calls++)) throw failWith(403, { "retry-after": "0" });
        return [];
      },
    });
    const { failed } = work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(calls).toBe(4);
    expect(failed.mock.calls.map(([{ tries }]) => tries)).toEqual(Array(3).fill(1));
  });

  test("the first one is told as the first, also of a task that was put off before", async () => {
    const ends = [
      new CallsHeldError(Date.now()),
      new LateLogError(Date.now()),
      failWith(403, { "retry-after": "0" }),
      new CallsHeldError(Date.now()),
      new Error("broken"),
      new Error("broken"),
    ];
    const { failed } = work(
      watchTools({
        learnRun: async () => {
          const end = ends.shift();
          if (end !== undefined) throw end;
          return [];
        },
      }),
    );
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(failed.mock.calls.map(([, { kind }, , isFirst]) => [kind, isFirst])).toEqual([
      ["limit", true],
      ["retry", false],
      ["retry", false],
    ]);
  });

  test("a reset far away leaves the task in the queue, delayed until then", async () => {
    const before = Date.now();
    const tools = watchTools({
      learnRun: () => Promise.reject(failWith(429, { "retry-after": "3600" })),
    });
    work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(1));
    const [job] = await inspect("learn-run").getDelayed();
    expect((job?.delay ?? 0) + Date.now()).toBeGreaterThanOrEqual(before + 3_590_000);
    expect(job?.attemptsMade).toBe(0);
  });

  test("while a limit holds, no other task of the installation asks; another installation's does", async () => {
    const tools = watchTools({
      learnRun: async ({ repository }) => {
        if (repository.installationId === 1) throw failWith(403, { "retry-after": "3600" });
        return [];
      },
    });
    work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(1));
    for (let runId = 101; runId <= 120; runId++) await queues.learnRun(learnRunTask({ runId }));
    await queues.answerComment(answerCommentTask());
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(21));
    await until(async () => expect(await inspect("answer-comment").getDelayedCount()).toBe(1));
    const [job] = await inspect("answer-comment").getDelayed();
    expect(job?.attemptsMade).toBe(0);
    expect(tools.learnRun).toHaveBeenCalledTimes(1);
    expect(tools.answerComment).not.toHaveBeenCalled();
    const other = learnRunTask({ repositoryId: 2 });
    await queues.learnRun({ ...other, repository: { ...other.repository, installationId: 2 } });
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
  });

  test("a limit that one process met keeps the others from asking", async () => {
    const first = work(
      watchTools({ learnRun: () => Promise.reject(failWith(429, { "retry-after": "3600" })) }),
    );
    await queues.learnRun(learnRunTask({ runId: 1 }));
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(1));
    await first.workers.drain(500);
    const tools = watchTools();
    const { failed } = work(tools);
    await queues.learnRun(learnRunTask({ runId: 2 }));
    const { repository, run } = learnRunTask({ runId: 3, repositoryId: 3 });
    await queues.learnRun({ repository: { ...repository, installationId: 99 }, run });
    await until(async () => {
      expect(await inspect("learn-run").getDelayedCount()).toBe(2);
      expect(await inspect("learn-run").getCompletedCount()).toBe(1);
    });
    expect(tools.learnRun.mock.calls.map(([task]) => task.run.id)).toEqual([3]);
    expect(failed).not.toHaveBeenCalled();
    expect(await server.redis.pttl("egress:1:installation:{1}:limited")).toBeGreaterThan(3_500_000);
  });

  test("a limit of unknown length holds up the whole installation", async () => {
    const tools = watchTools({ learnRun: () => Promise.reject(failWith(429)) });
    work(tools, { limitWait: 3_600_000 });
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(1));
    await queues.answerComment(answerCommentTask());
    await until(async () => expect(await inspect("answer-comment").getDelayedCount()).toBe(1));
    expect(tools.answerComment).not.toHaveBeenCalled();
  });

  test("a 403 without a reason holds up its task alone; in three repositories, the installation", async () => {
    const tools = watchTools({ learnRun: () => Promise.reject(failWith(403)) });
    work(tools, { limitWait: 3_600_000 });
    for (const repositoryId of [1, 2]) await queues.learnRun(learnRunTask({ repositoryId }));
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(2));
    await queues.answerComment(answerCommentTask());
    await until(async () => expect(await inspect("answer-comment").getCompletedCount()).toBe(1));
    await queues.learnRun(learnRunTask({ repositoryId: 3 }));
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(3));
    await queues.answerComment(answerCommentTask({ commentId: 8 }));
    await until(async () => expect(await inspect("answer-comment").getDelayedCount()).toBe(1));
    expect(tools.answerComment).toHaveBeenCalledTimes(1);
  });

  test("a 403 that never says why is a dead letter after eight times", async () => {
    const tools = watchTools({ learnRun: () => Promise.reject(failWith(403)) });
    work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () =>
      expect(await letters.list()).toMatchObject([{ reason: "forbidden without a reason: GitHub says 403" }]),
    );
    expect(tools.learnRun).toHaveBeenCalledTimes(8);
  });

  test("a refusal is a dead letter at once, told as what it is", async () => {
    const refusal = Object.assign(new Error("Resource not accessible by integration"), { status: 403 });
    const tools = watchTools({ learnRun: () => Promise.reject(refusal) });
    work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () =>
      expect(await letters.list()).toMatchObject([
        { reason: "permission: Resource not accessible by integration", tries: 1 },
      ]),
    );
  });

  test("of a suspended installation they are parked, without a try, and begun when it is open again", async () => {
    let isSuspended = true;
    const tools = watchTools({
      learnRun: async ({ repository }) => {
        const message = "This installation has been suspended";
        if (isSuspended && repository.installationId === 1)
          throw Object.assign(new Error(message), { status: 403 });
        return [];
      },
    });
    work(tools);
    for (const runId of [1, 2]) await queues.learnRun(learnRunTask({ runId }));
    await until(async () => expect(await inspect("learn-run").getDelayedCount()).toBe(2));
    const delayed = await inspect("learn-run").getDelayed();
    expect(delayed.map(({ attemptsMade }) => attemptsMade)).toEqual([0, 0]);
    isSuspended = false;
    await queues.resume(2);
    expect(await inspect("learn-run").getDelayedCount()).toBe(2);
    await queues.resume(1);
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(2));
  });

  test("a task of another version's form is a dead letter, not a crash", async () => {
    const tools = watchTools();
    work(tools);
    await inspect("learn-run").add("learn-run", { repository: "octo-org/x" });
    await until(async () => {
      expect(await letters.list()).toMatchObject([{ repository: "unknown", reason: "unreadable-task" }]);
    });
    expect(tools.learnRun).not.toHaveBeenCalled();
  });
});

describe("a repository that the App has lost", () => {
  test("what was queued before is not begun, and is no dead letter", async () => {
    const tools = watchTools({ isForgottenSince: async () => true });
    await queues.learnRun(learnRunTask());
    await queues.propose(proposeTask());
    await queues.answerComment(answerCommentTask());
    work(tools);
    for (const name of ["learn-run", "propose", "answer-comment"] as const)
      await until(async () => expect(await inspect(name).getCompletedCount()).toBe(1));
    for (const tool of [tools.learnRun, tools.propose, tools.answerComment, tools.forget])
      expect(tool).not.toHaveBeenCalled();
  });

  test.each<[string, () => Promise<readonly string[]>]>([
    ["ends well", async () => [".github/workflows/ci.yml"]],
    ["fails", () => Promise.reject(failWith(401))],
  ])("what a task leaves that %s meanwhile is deleted, and nothing comes of it", async (_, end) => {
    let isLost = false;
    const tools = watchTools({
      learnRun: () => {
        isLost = true;
        return end();
      },
      isForgottenSince: async () => isLost,
    });
    work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(tools.forget.mock.calls).toEqual([[{ repositoryId: 1 }, expect.any(Number)]]);
    expect(
      await inspect("propose").getJobCountByTypes("wait", "prioritized", "delayed", "active", "completed"),
    ).toBe(0);
    expect(await letters.list()).toEqual([]);
  });

  test.each([
    [401, true, "is over", []],
    [404, true, "is over", []],
    [404, false, "is given up", [expect.objectContaining({ queue: "learn-run" })]],
    [422, true, "is given up", [expect.objectContaining({ queue: "learn-run" })]],
  ])(
    "a task that fails by a %i, where another installation has it: %s, %s",
    async (status, isElsewhere, _, left) => {
      const tools = watchTools({
        learnRun: () => Promise.reject(failWith(status)),
        isElsewhere: async () => isElsewhere,
      });
      work(tools);
      await queues.learnRun(learnRunTask());
      const name = left.length === 0 ? "completed" : "failed";
      await until(async () => expect(await inspect("learn-run").getJobCountByTypes(name)).toBe(1));
      expect(await letters.list()).toEqual(left);
      expect(tools.forget).not.toHaveBeenCalled();
    },
  );

  test("what a worker left that was killed is deleted with the next try", async () => {
    const tools = watchTools({ isForgottenSince: async () => true });
    await queues.learnRun(learnRunTask());
    // As BullMQ leaves it: begun once, and neither ended nor put off.
    const [job] = await inspect("learn-run").getJobs(["waiting", "prioritized"]);
    await server.redis.hset(`${queuePrefix}:learn-run:${job?.id}`, "ats", "1");
    work(tools);
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(tools.learnRun).not.toHaveBeenCalled();
    expect(tools.forget).toHaveBeenCalledTimes(1);
  });

  test("a try that failed in good order left nothing that is not deleted already", async () => {
    const calls: number[] = [];
    const tools = watchTools({
      learnRun: () => Promise.reject(failWith(502)),
      isForgottenSince: async () => calls.push(calls.length) > 2,
    });
    work(tools);
    await queues.learnRun(learnRunTask());
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(tools.learnRun).toHaveBeenCalledTimes(1);
    expect(tools.forget).not.toHaveBeenCalled();
  });
});

describe("ending", () => {
  test("a task at work finishes, and no new one is begun", async () => {
    let finish = (): void => {};
    const tools = watchTools({
      forget: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    const { workers } = work(tools);
    await queues.forget({ repositoryId: 1 });
    await until(() => expect(tools.forget).toHaveBeenCalledTimes(1));
    const drained = workers.drain(60_000);
    await queues.forget({ repositoryId: 2 });
    finish();
    await drained;
    expect(await inspect("forget").getCompletedCount()).toBe(1);
    expect(await inspect("forget").getJobCountByTypes("waiting", "prioritized")).toBe(1);
    expect(tools.forget).toHaveBeenCalledTimes(1);
  });

  test("a task that does not finish goes back, and another worker takes it", async () => {
    const stuck = watchTools({ learnRun: () => new Promise(() => {}) });
    const { workers } = work(stuck);
    await queues.learnRun(learnRunTask());
    await until(() => expect(stuck.learnRun).toHaveBeenCalledTimes(1));
    await workers.drain(1);
    const queue = inspect("learn-run");
    await until(async () => expect(await queue.getJobCountByTypes("waiting", "prioritized")).toBe(1));
    const tools = watchTools();
    work(tools);
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
    expect(tools.learnRun.mock.calls).toEqual([[learnRunTask(), expect.anything()]]);
  });

  async function killBegun(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const child = spawn(process.execPath, [stuckWorker, server.socketPath]);
      await once(child.stdout, "data");
      await killWorker(child, server.redis);
    }
  }

  test("a task of a worker that was killed is taken up again", async () => {
    await queues.learnRun(learnRunTask());
    await killBegun(2);
    const tools = watchTools();
    work(tools);
    await until(() => expect(tools.learnRun.mock.calls).toEqual([[learnRunTask(), expect.anything()]]));
    await until(async () => expect(await inspect("learn-run").getCompletedCount()).toBe(1));
  });

  test("a task that was at work when its process was killed three times is a dead letter, which can be put back", async () => {
    await queues.learnRun(learnRunTask());
    await killBegun(3);
    const tools = watchTools();
    work(tools);
    await until(async () =>
      expect(await letters.list()).toMatchObject([
        { queue: "learn-run", reason: "ended-its-process: 3 times" },
      ]),
    );
    expect(tools.learnRun).not.toHaveBeenCalled();
    const [letter] = await letters.list();
    await letters.retry(letter?.id ?? "");
    await until(() => expect(tools.learnRun.mock.calls).toEqual([[learnRunTask(), expect.anything()]]));
  });

  test("a task that was given back any number of times is none", async () => {
    await queues.learnRun(learnRunTask());
    const queue = inspect("learn-run");
    for (let i = 0; i < 4; i++) {
      const stuck = watchTools({ learnRun: () => new Promise(() => {}) });
      const { workers } = work(stuck);
      await until(() => expect(stuck.learnRun).toHaveBeenCalledTimes(1));
      await workers.drain(1);
      await until(async () => expect(await queue.getJobCountByTypes("waiting", "prioritized")).toBe(1));
    }
    const tools = watchTools();
    work(tools);
    await until(() => expect(tools.learnRun.mock.calls).toEqual([[learnRunTask(), expect.anything()]]));
    expect(await letters.list()).toEqual([]);
  });
});
