import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { connectRedis } from "../../../src/adapters/store/redis/connect.ts";
import { startOwnRedis } from "../../../src/adapters/store/redis/own-redis.ts";
import { openStore } from "../../../src/adapters/store/store.ts";
import { mergeBaselines } from "../../../src/domain/baseline/baseline.ts";
import { learn, toBytes } from "../../support/baseline-builder.ts";
import { until } from "../../support/until.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "egress-restart-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const job = {
  repositoryId: 7,
  path: ".github/workflows/ci.yml",
  jobId: "build",
  source: "default-branch",
} as const;

test("nothing is lost when Redis is killed in the middle, and an open connection goes on", async () => {
  let server = await startOwnRedis(directory);
  onTestFinished(() => server.close());
  const redis = connectRedis({ socketPath: server.socketPath }, "store");
  onTestFinished(() => redis.disconnect());
  const errors: unknown[] = [];
  redis.on("error", (error: unknown) => errors.push(error));
  const { baselines, answers } = openStore(redis);
  const parts = Array.from({ length: 40 }, (_, index) =>
    learn([{ runId: index, calls: [`h${index % 9}.example.com`], resolvedOnly: [`r${index}.example.com`] }]),
  );

  for (const round of [0, 1]) {
    await answers.markAnswered(7, round);
    const id = Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
    const merges = parts.slice(round * 20, round * 20 + 20).map((part) => baselines.merge(job, part));
    await merges[5];
    const ended = new Promise((resolve) => redis.once("close", resolve));
    process.kill(id, "SIGKILL");
    await ended;
    await server.close();
    server = await startOwnRedis(directory);
    await Promise.all(merges);
  }

  await until(async () => expect(await redis.ping()).toBe("PONG"));
  const expected = parts.reduce(mergeBaselines);
  expect(toBytes(await baselines.read(job))).toBe(toBytes(expected));
  expect([await answers.isAnswered(7, 0), await answers.isAnswered(7, 1)]).toEqual([true, true]);
});
