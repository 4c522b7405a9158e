// prove: installation 10,000 repositories taken away and 3,000 added by one webhook each: answered in time, in bounded memory, and all of them are forgotten; 2 min

import { loadavg } from "node:os";
import { Queue } from "bullmq";
import { afterEach, beforeEach, expect, test } from "vitest";
import { queuePrefix } from "../../../src/adapters/queue/queues.ts";
import { deliver } from "../../fake-github/webhooks/deliver.ts";
import { sizeOf } from "../../support/size-of.ts";
import { until } from "../../support/until.ts";
import { startWorld, type World } from "../bot.ts";
import { startBotChild } from "../bot-child.ts";

const { lost, added } = sizeOf("installation", {
  suite: { lost: 300, added: 100 },
  whole: { lost: 10_000, added: 3_000 },
});
const isWhole = lost === 10_000;

let world: World;
beforeEach(async () => {
  world = await startWorld({ role: "web" });
});
afterEach(() => world.close());

/** Repositories as webhooks about installations name them. */
function named(count: number, from: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: from + index,
    node_id: `R_kgDO${from + index}`,
    name: `product-${from + index}`,
    full_name: `octo-org/product-${from + index}`,
    private: true,
  }));
}

test("thousands of repositories in one webhook are taken in time, and those that were lost are forgotten", async () => {
  const { app, github, installation, redis, repository, store } = world;
  const firstLost = 1_000_000;
  for (const { id } of named(lost, firstLost)) await store.answers.markAnswered(id, 1);
  await store.answers.markAnswered(repository.id, 1);
  const web = await startBotChild(world, "web", { addTimeout: 5_000 });
  const send = (event: string, payload: unknown) =>
    deliver(`http://127.0.0.1:${web.port}/api/github/webhooks`, event, payload, {
      secret: app.webhookSecret,
      appId: app.id,
    });
  const deleted = {
    ...github.payloads.installation(installation, "deleted"),
    repositories: named(lost, firstLost),
  };
  const gained = {
    ...github.payloads.installationRepositories(installation, "added", []),
    repositories_added: named(added, 2_000_000),
  };
  expect((await send("installation", deleted)).status).toBe(200);
  expect((await send("installation_repositories", gained)).status).toBe(200);
  const [forgets, backfills] = ["forget", "backfill"].map(
    (name) => new Queue(name, { connection: redis.redis, prefix: queuePrefix }),
  );
  expect(await forgets?.getJobCountByTypes("waiting", "prioritized", "delayed")).toBe(lost);
  expect(await backfills?.getJobCountByTypes("waiting", "prioritized", "delayed")).toBe(added);
  const { working, answering, memory } = await web.readHeld();
  // The added ones exist in the webhook only, so nothing can be read of them.
  await backfills?.obliterate({ force: true });

  const worker = await startBotChild(world, "worker");
  await until(async () => expect(await forgets?.getCompletedCount()).toBe(lost), 100);
  expect(await redis.redis.keys("egress:1:{*")).toHaveLength(2);
  const atWork = await worker.readHeld();
  await Promise.all([forgets?.close(), backfills?.close()]);
  process.stdout.write(
    `${lost} repositories lost and ${added} added: webhooks answered within ${answering.toFixed(0)} ms, at work for ${working.toFixed(0)} ms at most without a pause, ${memory.toFixed(0)} MB; forgotten by a worker that is at work for ${atWork.working.toFixed(0)} ms at most, ${atWork.memory.toFixed(0)} MB; load ${loadavg()[0]?.toFixed(0)}\n`,
  );
  expect(memory).toBeLessThan(512);
  if (!isWhole) return;
  expect(answering).toBeLessThan(10_000);
  expect(working).toBeLessThan(200);
  expect(atWork.working).toBeLessThan(200);
});
