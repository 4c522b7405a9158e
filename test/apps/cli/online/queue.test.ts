import { UnrecoverableError, Worker } from "bullmq";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDeadLetters } from "../../../../src/adapters/queue/dead-letters.ts";
import { openQueues, queuePrefix } from "../../../../src/adapters/queue/queues.ts";
import type { QueueName } from "../../../../src/adapters/queue/tasks.ts";
import { connectRedis } from "../../../../src/adapters/store/redis/connect.ts";
import { runQueue } from "../../../../src/apps/cli/online/queue.ts";
import { UsageError } from "../../../../src/apps/cli/shared/usage-error.ts";
import { egress, useFolder } from "../../../support/cli.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { answerCommentTask, learnRunTask } from "../../../support/tasks.ts";
import { until } from "../../../support/until.ts";

const folder = useFolder();
let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.redis.flushall();
});

function queue(...args: string[]) {
  return egress(["queue", ...args], { env: { REDIS_URL: `unix://${redis.socketPath}` }, cwd: folder.path });
}

/** Lets a queue's tasks fail until there are so many dead letters in all. */
async function fail(name: QueueName, reason: string, total: number): Promise<void> {
  const connection = connectRedis({ socketPath: redis.socketPath }, "queue");
  const refuse = () => Promise.reject(new UnrecoverableError(reason));
  const worker = new Worker(name, refuse, { connection, prefix: queuePrefix });
  worker.on("error", () => {});
  const letters = openDeadLetters(redis.redis);
  await until(async () => expect(await letters.list()).toHaveLength(total));
  await letters.close();
  await worker.close();
  connection.disconnect();
}

/** Two dead letters, the newer of which has a reason that is not made for terminals. */
async function addLetters(): Promise<void> {
  const queues = openQueues(redis.redis, { backoff: 1, proposeDelay: 1, quietDelay: 1, addTimeout: 60_000 });
  await queues.learnRun(learnRunTask());
  await fail("learn-run", "gone: GitHub says 410", 1);
  await queues.answerComment(answerCommentTask());
  await fail("answer-comment", "broken\u001b[31m red\u202e\nnext line", 2);
  await queues.close();
}

test("an empty queue", () => {
  expect(queue("list")).toEqual({ status: 0, stdout: "no task was given up\n", stderr: "" });
});

describe("list", () => {
  beforeEach(addLetters);

  test("shows the newest first, each in a line that is safe for a terminal", () => {
    const { status, stdout } = queue("list");
    const [head, newest, oldest, ...rest] = stdout.trimEnd().split("\n");
    expect(status).toBe(0);
    expect(head).toMatch(/id +repository +task +tries +given up \(UTC\) +reason/);
    expect(newest).toMatch(/^ {2}answer-comment\/1-7 +octo-org\/repository-1 +comment 7 on #3 +1 +2\d{3}-/);
    expect(newest).toMatch(/broken red\?\?next line$/);
    expect(oldest).toMatch(
      /learn-run\/1-100-1 .* run 100 attempt 1 of \.github\/workflows\/ci\.yml .*gone: GitHub says 410$/,
    );
    expect(rest).toEqual([]);
  });

  test("as JSON", () => {
    const letters: unknown[] = queue("list", "--json")
      .stdout.trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(letters).toEqual([
      expect.objectContaining({ id: "answer-comment/1-7", reason: "broken\u001b[31m red\u202e\nnext line" }),
      {
        id: "learn-run/1-100-1",
        queue: "learn-run",
        repository: "octo-org/repository-1",
        task: "run 100 attempt 1 of .github/workflows/ci.yml",
        reason: "gone: GitHub says 410",
        tries: 1,
        failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    ]);
  });
});

describe("retry and drop", () => {
  test("one by its id", async () => {
    await addLetters();
    expect(queue("retry", "learn-run/1-100-1")).toEqual({ status: 0, stdout: "put back: 1\n", stderr: "" });
    expect(await redis.redis.zcard(`${queuePrefix}:learn-run:prioritized`)).toBe(1);
    expect(queue("drop", "answer-comment/1-7", "--json")).toEqual({
      status: 0,
      stdout: '{"done":["answer-comment/1-7"],"unknown":[]}\n',
      stderr: "",
    });
    expect(queue("list").stdout).toBe("no task was given up\n");
  });

  test("all", async () => {
    await addLetters();
    expect(queue("drop", "--all")).toEqual({ status: 0, stdout: "dropped: 2\n", stderr: "" });
    expect(queue("list").stdout).toBe("no task was given up\n");
  });

  test("what is not there is told, and the rest is done", async () => {
    await addLetters();
    const ids = ["learn-run/nothing", "learn-run/failed", "nowhere/1", "x", "learn-run/1-100-1"];
    expect(queue("retry", ...ids)).toEqual({
      status: 1,
      stdout: "put back: 1\n",
      stderr: ["learn-run/nothing", "learn-run/failed", "nowhere/1", "x"]
        .map((id) => `egress: queue: there is no task ${id} to retry\n`)
        .join(""),
    });
    // It waits now, so it is no dead letter any more.
    expect(queue("drop", "learn-run/1-100-1").status).toBe(1);
    expect(await redis.redis.zcard(`${queuePrefix}:learn-run:prioritized`)).toBe(1);
  });
});

describe("unusable input", () => {
  test.each<[string[], string]>([
    [[], "say one of list, retry, drop"],
    [["frob"], "say one of list, retry, drop"],
    [["list", "x"], "list takes no IDs"],
    [["list", "--all"], "list takes no IDs"],
    [["retry"], "retry takes either IDs or --all"],
    [["drop", "x", "--all"], "drop takes either IDs or --all"],
    [["list", "--frob"], "unknown option '--frob'"],
  ])("egress queue %j", async (args, message) => {
    const error: unknown = await runQueue(args).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toContain(message);
  });

  test.each<[string, string]>([
    ["", "no egress serve runs in this directory, and REDIS_URL is not set"],
    ["http://x", "REDIS_URL must be a URL that begins with redis://"],
  ])("with REDIS_URL=%s", (REDIS_URL, message) => {
    const { status, stdout, stderr } = egress(["queue", "list"], { env: { REDIS_URL }, cwd: folder.path });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });
});
