// bench: webhook   the web role with Redis against Probot's middleware with an empty handler: posts per second, and p99 at half of it
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createFakeGitHub } from "../../test/fake-github/fake-github.ts";
import { startTestRedis } from "../../test/support/redis.ts";
import { openRunFolder } from "../../test/support/run/run-folder.ts";
import { addRuns, addScenarioRepository, appPermissions } from "../../test/support/scenario.ts";
import { median } from "./process.ts";
import type { LoadOptions, LoadResult } from "./webhook-load.ts";

const rounds = 5;
const posts = 3_000;
const connections = 16;

function start(script: string, options: unknown): ChildProcess {
  return fork(fileURLToPath(new URL(script, import.meta.url)), [JSON.stringify(options)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

// However this ends, no process and no file is left.
openRunFolder();
const github = await createFakeGitHub();
const { id, privateKey, webhookSecret } = github.addApp({
  id: 17,
  slug: "egress-bot",
  permissions: appPermissions,
});
const installation = github.addInstallation({ appId: id, account: "octo-org" });
const repository = addScenarioRepository(github, { installationId: installation.id });
const [run] = addRuns(github, repository, { path: ".github/workflows/ci.yml", count: 1 });
if (run === undefined) throw new Error("there is no run");
const payload = github.payloads.workflowRun(run, "completed") as LoadOptions["payload"];
const redis = await startTestRedis();

const empty = start("empty-webhook-server.mjs", { id, privateKey, webhookSecret });
const [emptyPort] = (await once(empty, "message")) as [number];
const web = start("web-role.mjs", {
  environment: {
    production: false,
    app: { id, privateKey, webhookSecret },
    redis: { url: `unix://${redis.socketPath}` },
    host: "127.0.0.1",
    port: 0,
    apiUrl: github.baseUrl,
    logLevel: "silent",
  },
});
const [webPort] = (await once(web, "message")) as [number];

let firstRunId = 40_000_000_000;
async function load(port: number, rate: number | null = null): Promise<LoadResult> {
  const options: LoadOptions = {
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    secret: webhookSecret,
    payload,
    firstRunId,
    posts,
    connections,
    rate,
  };
  firstRunId += posts;
  const [result] = (await once(start("webhook-load.ts", options), "message")) as [LoadResult];
  if (result.refused > 0) throw new Error(`${result.refused} posts were refused`);
  return result;
}

const rates: { readonly empty: number[]; readonly web: number[] } = { empty: [], web: [] };
await load(emptyPort);
await load(webPort);
for (let round = 0; round < rounds; round += 1) {
  rates.empty.push((await load(emptyPort)).perSecond);
  rates.web.push((await load(webPort)).perSecond);
}
const rate = median(rates.web);
const { p99 } = await load(webPort, rate / 2);
const ratios = rates.web.map((value, index) => value / (rates.empty[index] ?? Number.NaN));
console.log(
  `posts           ${posts} a round of ${Buffer.byteLength(JSON.stringify(payload))} bytes, ${connections} connections, median of ${rounds}`,
);
console.log(`empty handler   ${median(rates.empty).toFixed(0)} posts/s`);
console.log(`web role        ${rate.toFixed(0)} posts/s`);
console.log(`ratio           ${median(ratios).toFixed(2)}, round by round (bound: at least 0.70)`);
console.log(`p99             ${p99.toFixed(1)} ms at ${(rate / 2).toFixed(0)} posts/s (bound: 50 ms)`);

for (const child of [empty, web]) child.kill("SIGKILL");
redis.redis.disconnect();
await redis.stop();
await github.close();
