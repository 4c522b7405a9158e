// bench: throughput  runs per second through the worker, bytes per run, and what an endpoint takes in Redis
import { setTimeout as wait } from "node:timers/promises";
import { Queue } from "bullmq";
import { openQueues, queuePrefix } from "../../src/adapters/queue/queues.ts";
import { openStore } from "../../src/adapters/store/store.ts";
import { start } from "../../src/apps/server/main.ts";
import { learnRunOf } from "../../src/apps/server/web/tasks-of-event.ts";
import type { Sighting } from "../../src/domain/baseline/baseline.ts";
import { createLog } from "../../src/environment/log.ts";
import { learnRun } from "../../src/features/learn/learn-run.ts";
import { job as jobKey, learnRun as learnedOf, mergeAll } from "../../test/adapters/store/learned.ts";
import { createFakeGitHub } from "../../test/fake-github/fake-github.ts";
import { guardAction, guardedJob } from "../../test/support/guarded-job.ts";
import { called, resolved } from "../../test/support/job-log-builder.ts";
import { startTestRedis, type TestRedis } from "../../test/support/redis.ts";
import { openRunFolder } from "../../test/support/run/run-folder.ts";
import { appPermissions } from "../../test/support/scenario.ts";
import { idleTools } from "../../test/support/tasks.ts";

const runs = 60;
const jobsPerRun = 8;
const runsPerCommit = 10;
const guardStep = "Harden the runner";
const jobNames = Array.from({ length: jobsPerRun }, (_, index) => `job-${index}`);

const workflow = `on: push
jobs:
${jobNames
  .map(
    (name) => `  ${name}:
    runs-on: ubuntu-24.04
    steps:
      - name: ${guardStep}
        uses: ${guardAction}
        with:
          egress-policy: audit
      - run: npm test
`,
  )
  .join("")}`;

const agent = Array.from({ length: 30 }, (_, index) => [
  resolved(`host-${index}.example.org`, `203.0.113.${index}`, 20),
  called(`host-${index}.example.org`, `203.0.113.${index}`, { after: 21 + index }),
]).flat();
const output = Array.from(
  { length: 6_250 },
  (_, line) => `[INFO] compiled module-${line % 977} of the build, as ever`,
);

async function measureLearning({ redis, socketPath }: TestRedis): Promise<void> {
  const github = await createFakeGitHub();
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
  const { id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" });
  github.addUser({ login: "maintainer" });
  const path = ".github/workflows/ci.yml";
  const repository = github.addRepository({
    owner: "octo-org",
    name: "octo-repo",
    installationId,
    files: { [path]: workflow },
    collaborators: { maintainer: "write" },
  });
  const queues = openQueues(redis, {
    backoff: 1_000,
    proposeDelay: 1_000,
    quietDelay: 1_000,
    addTimeout: 5_000,
  });
  let logBytes = 0;
  for (let index = 0; index < runs; index += 1) {
    if (index % runsPerCommit === 0) {
      repository.commitFiles("main", { "a.txt": `${index}` }, { author: "maintainer", message: "Change it" });
    }
    const startedAt = new Date(Date.UTC(2026, 6, 1) + index * 3_600_000).toISOString().replace(".000", "");
    const id = 30_000_000_000 + index;
    const log = { runId: id, agent, steps: [output] };
    const run = github.addRun({
      repository,
      id,
      path,
      createdAt: startedAt,
      runStartedAt: startedAt,
      actor: "maintainer",
      jobs: jobNames.map((name) => guardedJob({ name, start: startedAt, guardStep, log })),
    });
    for (const { log: bytes } of run.jobs) logBytes += Buffer.isBuffer(bytes) ? bytes.length : 0;
    const task = learnRunOf(
      github.payloads.workflowRun(run, "completed") as Parameters<typeof learnRunOf>[0],
    );
    if (task !== null) await queues.learnRun(task);
  }

  const begin = process.hrtime.bigint();
  const worker = await start({
    environment: {
      production: false,
      app: { id: app.id, privateKey: app.privateKey, webhookSecret: app.webhookSecret },
      redis: { url: `unix://${socketPath}` },
      host: "127.0.0.1",
      port: 0,
      apiUrl: github.baseUrl,
      logLevel: "silent",
      dnsServers: [],
      policyStore: { url: "http://127.0.0.1:9", key: null, keys: new Map() },
      formerSecret: null,
      metrics: { port: null, token: null },
      writes: true,
      pages: { kind: "none", missing: [] },
    },
    role: "worker",
    log: createLog("silent"),
    // Only learning is measured.
    createTools: ({ bot, store }) => ({
      ...idleTools,
      learnRun: async (task) =>
        learnRun(task, {
          octokit: await bot.connectTo({ ...task, installationId: task.repository.installationId }),
          fetch,
          store,
          readBotLogin: null,
        }),
    }),
  });
  const queue = new Queue("learn-run", { connection: redis, prefix: queuePrefix });
  while ((await queue.getCompletedCount()) < runs) await wait(10);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  await queue.close();
  await queues.close();
  await worker.close();
  await github.close();

  const calls = github.calls.filter(({ route }) => route.startsWith("/repos/"));
  const perRun = calls.length / runs;
  const share = github.logBytesSent() / logBytes;
  console.log(
    `runs            ${runs} with ${jobsPerRun} guarded jobs, ${(logBytes / runs / jobsPerRun / 1e3).toFixed(0)} kB a log, ${runsPerCommit} runs a commit`,
  );
  console.log(`learned         ${(runs / seconds).toFixed(1)} runs/s (worker and fake in one process)`);
  console.log(`calls per run   ${perRun.toFixed(2)} (bound: ${(1 + jobsPerRun + 0.1).toFixed(1)})`);
  console.log(`bytes per run   ${(share * 100).toFixed(1)} % of the logs (bound: 25 %)`);
  if (github.violations.length > 0) throw new Error(github.violations.join("\n"));
}

async function measureMemory({ redis }: TestRedis): Promise<void> {
  const { baselines } = openStore(redis);
  const [jobs, endpoints, history] = [1_000, 100, 30];
  await baselines.merge(jobKey, learnedOf({ calls: ["a.example.com"] }, 0));
  await redis.flushall();
  const before = await usedMemory(redis);
  for (let id = 0; id < jobs; id += 1) {
    const past = mergeAll(
      Array.from({ length: history }, (_, place) =>
        learnedOf(
          { runId: 16_000_000_000 + place * 7_919 + id, leg: `build (${20 + (place % 3) * 2})` },
          place / 2,
        ),
      ),
    );
    const seen = Array.from({ length: endpoints }, (_, number): [string, Sighting] => [
      `package-${number}-of-${id}.registry.example.com:443`,
      {
        runs: new Set(past.runs.keys()),
        processes: new Set(["node", `tool-${number % 7}`]),
        steps: new Set(["Install dependencies", `Step ${number % 9}`]),
        related: new Set(),
      },
    ]);
    const key = { ...jobKey, repositoryId: 800_000_000 + (id % 20), jobId: `build-${id}` };
    await baselines.merge(key, { ...past, endpoints: new Map(seen) });
  }
  const bytes = ((await usedMemory(redis)) - before) / (jobs * endpoints);
  console.log(
    `Redis           ${bytes.toFixed(1)} bytes an endpoint: ${jobs * endpoints} of ${jobs} jobs with ${history} runs each (bound: 150)`,
  );
}

async function usedMemory(redis: TestRedis["redis"]): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1]);
}

// However this ends, no process and no file is left.
openRunFolder();
for (const measure of [measureLearning, measureMemory]) {
  const redis = await startTestRedis();
  await measure(redis);
  redis.redis.disconnect();
  await redis.stop();
}
