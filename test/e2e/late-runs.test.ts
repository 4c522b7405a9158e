import { Queue } from "bullmq";
import { expect, test } from "vitest";
import { queuePrefix } from "../../src/adapters/queue/queues.ts";
import { guardedLog } from "../support/guarded-job.ts";
import { called } from "../support/job-log-builder.ts";
import {
  deliverRun,
  type JobParts,
  newestPull,
  path,
  refusing,
  runJobs,
  usual,
  usualList,
  workflowOf,
} from "./enforcing.ts";
import { untilDone, untilParked } from "./queue-state.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

useWorld();

const host = "new.example.org";
const failing: JobParts = { agent: [refusing(host)], conclusion: "failure" };
const audit: JobParts = { log: { policy: "audit", allowedEndpoints: "" } };

test("an old run that is run again while a repair is open does not close it", async () => {
  const repository = addRepository(workflowOf({ build: usualList }));
  const calling: JobParts = {
    log: { ...audit.log, agent: [...usual, called(host, "203.0.113.9", { after: 30 })] },
  };
  const old = await runJobs(world, repository, { day: -3, jobs: { build: calling } });
  await runJobs(world, repository, { day: -2, jobs: { build: {} } });
  await runJobs(world, repository, { day: -1, jobs: { build: failing }, conclusion: "failure" });
  expect(newestPull(repository)).toMatchObject({ state: "open", labels: ["egress-repair"] });
  await runJobs(world, repository, { day: -0.5, jobs: { build: calling }, rerunOf: old });
  expect(newestPull(repository)).toMatchObject({ state: "open", labels: ["egress-repair"] });
  expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain(`${host}:443`);
});

test("a log that comes late is waited for, and what it tells of a refusal is repaired", async () => {
  const repository = addRepository(workflowOf({ build: usualList }));
  const day = -240 / 86_400;
  const run = await deliverRun(world, repository, {
    day,
    jobs: { build: { ...failing, rawLog: null } },
    conclusion: "failure",
  });
  await untilParked(world.redis.redis, 1);
  expect(await world.store.outcomes.list(repository.id)).toEqual([]);
  expect(repository.pulls()).toEqual([]);
  const [job] = run.jobs;
  if (job === undefined) throw new Error("the run has no job");
  job.log = Buffer.from(
    guardedLog(run.startedAt, {
      repository: `octo-org/${repository.name}`,
      runId: run.id,
      jobName: "build",
      policy: "block",
      allowedEndpoints: usualList.join(" "),
      agent: [...usual, refusing(host)],
    }),
  );
  // GitHub tells of the run once more, and the task's time comes.
  expect(await world.sendRun(run)).toBe(200);
  await promoteAll();
  await untilDone(world.redis.redis);
  expect(await world.store.outcomes.list(repository.id)).toMatchObject([{ runId: run.id }]);
  expect(newestPull(repository)).toMatchObject({ state: "open", labels: ["egress-repair"] });
});

test("a run that somebody dispatches does not throw away what pull requests taught", async () => {
  const repository = addRepository(workflowOf({ build: "audit" }, "[pull_request, workflow_dispatch]"));
  for (let index = 0; index < 20; index += 1)
    await deliverRun(world, repository, {
      day: -20 + index * 0.75,
      event: "pull_request",
      headBranch: "feature",
      jobs: { build: audit },
    });
  await untilDone(world.redis.redis);
  const { number } = newestPull(repository);
  const head = repository.head("egress-bot/ci.yml");
  await runJobs(world, repository, {
    day: -1,
    event: "workflow_dispatch",
    jobs: { build: { ...audit, conclusion: "failure" } },
    conclusion: "failure",
  });
  expect(newestPull(repository)).toMatchObject({ number, state: "open" });
  expect(repository.head("egress-bot/ci.yml")).toBe(head);
  expect(newestPull(repository).body).toContain(
    "most of these runs were of pull requests of this repository",
  );
});

async function promoteAll(): Promise<void> {
  const queue = new Queue("learn-run", { connection: world.redis.redis, prefix: queuePrefix });
  for (const job of await queue.getDelayed()) await job.promote();
  await queue.close();
}
