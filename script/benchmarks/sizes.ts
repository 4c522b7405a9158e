// bench: sizes     what a process takes in memory, and a repository in Redis: 10 jobs of 20 endpoints with 200 runs each
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { openStore } from "../../src/adapters/store/store.ts";
import { job as jobKey, learnRun } from "../../test/adapters/store/learned.ts";
import { createRandom } from "../../test/support/random.ts";
import { startTestRedis } from "../../test/support/redis.ts";
import { openRunFolder } from "../../test/support/run/run-folder.ts";

const repositories = 5;
const jobs = 10;
const endpoints = 20;
const runs = 200;

const { shuffle } = createRandom(23);

openRunFolder();
const { redis, socketPath, stop } = await startTestRedis();
const store = openStore(redis);
const memory = async (): Promise<number> =>
  Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1]);

async function fill(repositoryId: number): Promise<void> {
  for (let run = 0; run < runs; run += 1) {
    const at = new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString();
    await Promise.all(
      Array.from({ length: jobs }, async (_, job) => {
        const calls = Array.from({ length: endpoints }, (__, host) => `host-${host}.of-${job}.example.com`);
        const key = { ...jobKey, repositoryId, jobId: `job-${job}` };
        const runId = 16_000_000_000 + run;
        await store.baselines.merge(key, learnRun({ runId, calls }, run / 24));
        // No two runs call them in the same order.
        const made = shuffle(calls).map((host) => ({
          endpoint: `${host}:443`,
          steps: ["Install"],
          processes: ["node"],
        }));
        await store.runCalls.note(key, `${runId}/1`, `job-${job}`, made);
      }),
    );
    await store.outcomes.record(repositoryId, {
      runId: 16_000_000_000 + run,
      attempt: 1,
      at,
      path: jobKey.path,
      event: "push",
      notLearned: null,
      jobs: Array.from({ length: jobs }, (_, job) => ({
        name: `job-${job}`,
        jobId: `job-${job}`,
        result: "learned" as const,
        reason: null,
      })),
    });
    if (run % 10 === 0)
      await store.workflowTexts.write(
        repositoryId,
        jobKey.path,
        `${run}`.padStart(40, "0"),
        "x".repeat(4_000),
      );
  }
}

await fill(1);
const before = await memory();
for (let id = 0; id < repositories; id += 1) await fill(800_000_000 + id);
const bytes = ((await memory()) - before) / repositories;
console.log(
  `Redis           ${(bytes / jobs / 1e3).toFixed(1)} kB a job, ${(bytes / 1e3).toFixed(0)} kB a repository of ${jobs} jobs, ${endpoints} endpoints each, ${runs} runs`,
);

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
for (const role of ["web", "worker"]) {
  const child = spawn(process.execPath, ["dist/apps/cli/cli.js", "serve", "--role", role], {
    env: {
      PATH: process.env.PATH,
      APP_ID: "17",
      PRIVATE_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      WEBHOOK_SECRET: "0123456789abcdef",
      REDIS_URL: `unix://${socketPath}`,
      HOST: "127.0.0.1",
      PORT: "0",
      GHE_HOST: "127.0.0.1:9",
      GHE_PROTOCOL: "http",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const kB = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]);
  console.log(`${role.padEnd(15)} ${(kB / 1e3).toFixed(0)} MB after the start`);
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
}
await stop();
