// Prints what a release keeps in Redis, as JSON: a repository that is learned, proposed and decided about, one that is only learned, and two
// tasks that wait. Run it in a checkout of that release; test/fixtures has what 0.1 printed, which later releases must read.
import { setTimeout as wait } from "node:timers/promises";
import { Queue } from "bullmq";
import { openQueues, queueNames, queuePrefix } from "../src/adapters/queue/queues.ts";
import { startBot } from "../test/e2e/bot.ts";
import { readQueues } from "../test/e2e/queue-state.ts";
import { createFakeGitHub } from "../test/fake-github/fake-github.ts";
import { deliver } from "../test/fake-github/webhooks/deliver.ts";
import { startDnsServer } from "../test/support/dns-server.ts";
import { startTestRedis } from "../test/support/redis.ts";
import { addRuns, addScenarioRepository, appPermissions } from "../test/support/scenario.ts";
import { learnRunTask } from "../test/support/tasks.ts";

async function untilDone(): Promise<void> {
  while ((await readQueues(redis.redis)).open > 0) await wait(50);
}

const path = ".github/workflows/ci.yml";
const github = await createFakeGitHub();
const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
const installation = github.addInstallation({ appId: app.id, account: "octo-org" });
for (const login of ["maintainer", "reader"]) github.addUser({ login });
const redis = await startTestRedis();
const dns = await startDnsServer();
const bot = await startBot({ github, app, redis, dns, role: "all" });
const url = `http://127.0.0.1:${bot.port}/api/github/webhooks`;
const secret = { secret: app.webhookSecret, appId: app.id };

const repositories = [];
for (const _ of [1, 2]) {
  const name = repositories.length === 0 ? {} : { name: "other-repo" };
  const repository = addScenarioRepository(github, { installationId: installation.id, ...name });
  repositories.push(repository);
  for (const run of addRuns(github, repository, { path, count: 20 }))
    await deliver(url, "workflow_run", github.payloads.workflowRun(run, "completed"), secret);
  await untilDone();
}
const [repository, other] = repositories;
if (repository === undefined || other === undefined) throw new Error("no repositories");
const number = repository.pulls()[0]?.number ?? 0;
for (const command of [
  "deny api.example.org not ours",
  "allow b.example.org:443 ours",
  "ignore ci.yml:build",
]) {
  const comment = repository.comment(number, "maintainer", `/egress ${command}`);
  await deliver(
    url,
    "issue_comment",
    github.payloads.issueComment(repository.state, comment, "created"),
    secret,
  );
  await untilDone();
}
await bot.close();
// Of what was done nothing is of interest.
for (const name of queueNames) {
  const queue = new Queue(name, { connection: redis.redis, prefix: queuePrefix });
  await queue.clean(0, 0, "completed");
  await queue.trimEvents(0);
  await queue.close();
}

const queues = openQueues(redis.redis, { backoff: 20, proposeDelay: 20, quietDelay: 20, addTimeout: 60_000 });
await queues.forget({ repositoryId: other.id });
const { run } = learnRunTask({ repositoryId: repository.id, runId: 77 });
const named = { installationId: installation.id, id: repository.id, owner: "octo-org", name: "octo-repo" };
// Of a fork, so that it is recorded without a question to GitHub.
await queues.learnRun({
  repository: { ...named, defaultBranch: "main" },
  run: { ...run, headRepositoryId: 99 },
});
await queues.close();

const keys: Record<string, string> = {};
for (const key of (await redis.redis.keys("*")).sort())
  keys[key] = (await redis.redis.dumpBuffer(key))?.toString("base64") ?? "";
process.stdout.write(`${JSON.stringify({ repository: repository.id, other: other.id, keys }, null, 1)}\n`);
await dns.close();
await redis.stop();
await github.close();
process.exit(0);
