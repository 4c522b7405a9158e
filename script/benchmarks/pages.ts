// bench: pages     a job of 200 runs and 300 endpoints, an owner with 3,000 repositories, and webhooks beside pages
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openStore } from "../../src/adapters/store/store.ts";
import { learnRun, mergeAll } from "../../test/adapters/store/learned.ts";
import { environmentOf } from "../../test/e2e/bot.ts";
import { createFakeGitHub } from "../../test/fake-github/fake-github.ts";
import { guardAction } from "../../test/support/guarded-job.ts";
import { createPlainBrowser } from "../../test/support/pages/browser.ts";
import { newSessionKey, preparePages } from "../../test/support/pages/page-settings.ts";
import { startTestRedis } from "../../test/support/redis.ts";
import { openRunFolder } from "../../test/support/run/run-folder.ts";
import { addRuns, addScenarioRepository, appPermissions } from "../../test/support/scenario.ts";
import { describeTimes, median } from "./process.ts";
import type { LoadOptions, LoadResult } from "./webhook-load.ts";

const [runs, endpoints, repositories] = [200, 300, 3_000];
const rounds = 20;
// Each of three processes begins as many rounds as the others: what runs first in a round is slower.
const webhooks = { rounds: 9, posts: 3_000, connections: 16 };
const file = ".github/workflows/ci.yml";
const day = 86_400_000;

openRunFolder();
const redis = await startTestRedis();
const store = openStore(redis.redis);
const github = await createFakeGitHub();
const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
const small = github.addInstallation({ appId: app.id, account: "octo-org" });
const large = github.addInstallation({ appId: app.id, account: "large-org" });
github.addUser({ login: "maintainer" });
github.setViewer("maintainer");
const repository = github.addRepository({
  owner: "octo-org",
  name: "shop",
  installationId: small.id,
  private: true,
  files: {
    [file]: `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ${guardAction}\n        with:\n          egress-policy: audit\n      - run: make\n`,
  },
  collaborators: { maintainer: "write" },
});
await fillJob(repository.id);
await fillOwner();

const withPages = await startRole(true);
const withoutPages = await startRole(false);
// How much two processes differ that do the same.
const control = await startRole(false);
const browser = createPlainBrowser(`http://127.0.0.1:${withPages.port}`);
await browser.signIn();

// First, while both processes have done nothing else.
await measureWebhooks();
await measureJob();
await measureOwner();

for (const { child } of [withPages, withoutPages, control]) child.kill("SIGKILL");
redis.redis.disconnect();
await redis.stop();
await github.close();

async function fillJob(repositoryId: number): Promise<void> {
  const begin = Date.UTC(2026, 0, 1);
  const first = (Date.now() - begin) / day - runs / 4;
  const learned = Array.from({ length: runs }, (_, run) => {
    const calls = Array.from({ length: endpoints }, (__, host) => `host-${host}.example.com`);
    // Some are called by every run, most by a part of them.
    const made = calls.filter((_name, host) => host < 20 || (run * 7 + host * 13) % 10 < 4);
    return learnRun(
      { runId: 16_000_000_000 + run, calls: made, steps: ["Run make"], day: first + run / 4 },
      run,
    );
  });
  await store.baselines.merge(
    { repositoryId, path: file, jobId: "build", source: "default-branch" },
    mergeAll(learned),
  );
}

async function fillOwner(): Promise<void> {
  const states = ["enforced", "learning", "settling", "held"] as const;
  for (let at = 0; at < repositories; at += 1) {
    const { id, state } = github.addRepository({
      owner: "large-org",
      name: `service-${at}`,
      installationId: large.id,
      private: true,
      files: { "a.txt": "a\n" },
      collaborators: { maintainer: "read" },
    });
    await store.standings.note(
      {
        id,
        owner: "large-org",
        ownerId: state.owner.id,
        name: `service-${at}`,
        nodeId: state.nodeId,
        url: `http://${github.host}/large-org/service-${at}`,
        defaultBranch: "main",
        isArchived: false,
        visibility: "private",
      },
      file,
      [
        {
          jobId: "build",
          state: states[at % states.length] ?? "learning",
          since: null,
          needs: at % 40 === 3 ? "endpoint-missing" : null,
          endpoints: at % 20,
          pullRequest: null,
        },
      ],
      Date.now() - (at % 100) * day,
    );
  }
}

/** A process in the web role. */
interface Role {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startRole(hasPages: boolean): Promise<Role> {
  const key = newSessionKey();
  const prepared = await preparePages(github, app, [key]);
  const { clientId, clientSecret, url } = prepared.pages.settings;
  const environment = {
    ...environmentOf({ github, app, redis, dns: { address: "127.0.0.1:9" } }),
    port: prepared.port,
    policyStore: { url: "http://127.0.0.1:9", key: null, keys: {} },
  };
  const pages = hasPages
    ? {
        CLIENT_ID: clientId,
        CLIENT_SECRET: clientSecret,
        PUBLIC_URL: url,
        SESSION_KEYS: key.toString("base64"),
      }
    : {};
  const child = fork(fileURLToPath(new URL("pages-role.ts", import.meta.url)), [
    JSON.stringify({ environment, pages }),
  ]);
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

/** The processor time that a process has used, ms. */
async function readProcessorTime({ child }: Role): Promise<number> {
  child.send("cpu");
  const [used] = (await once(child, "message")) as [number];
  return used;
}

async function measureJob(): Promise<void> {
  const where = "/octo-org/shop/jobs/ci.yml/build";
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds + 5; round += 1) {
    const before = await readProcessorTime(withPages);
    const { status, text } = await browser.get(where);
    if (status !== 200) throw new Error(`the job's page was answered with ${status}`);
    bytes = Buffer.byteLength(text);
    // The first ones compile what they run.
    if (round >= 5) times.push((await readProcessorTime(withPages)) - before);
  }
  console.log(`a job           ${runs} runs of ${endpoints} endpoints`);
  console.log(`processor time  ${describeTimes(times)} a page (bound: 50 ms)`);
  console.log(`size            ${(bytes / 1e3).toFixed(0)} kB (bound: 150 kB)`);
}

async function measureOwner(): Promise<void> {
  const before = github.calls.length;
  const cold = await browser.get("/large-org");
  if (cold.status !== 200) throw new Error(`the owner's page was answered with ${cold.status}`);
  const asked = github.calls.slice(before).filter(({ route }) => route === "/repos/{owner}/{repo}");
  const shown = new Set(cold.text.match(/service-\d+/g) ?? []);
  const unseen = asked.filter(({ path }) => !shown.has(path.split("/").at(-1) ?? ""));
  const times: number[] = [];
  const commands: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = await countCommands();
    const begin = performance.now();
    await browser.get("/large-org");
    times.push(performance.now() - begin);
    // One of them is the counting itself.
    commands.push((await countCommands()) - first - 1);
  }
  console.log(`an owner        ${repositories} repositories`);
  console.log(
    `cold            GitHub is asked about ${asked.length} repositories, ${unseen.length} of them not shown; ${github.calls.length - before} calls`,
  );
  console.log(`access known    ${describeTimes(times)} (bound: 100 ms)`);
  console.log(`Redis           ${median(commands)} commands (bound: 30)`);
}

async function countCommands(): Promise<number> {
  return Number(/^total_commands_processed:(\d+)/m.exec(await redis.redis.info("stats"))?.[1]);
}

async function measureWebhooks(): Promise<void> {
  const scenario = addScenarioRepository(github, { installationId: small.id });
  const [run] = addRuns(github, scenario, { path: file, count: 1 });
  if (run === undefined) throw new Error("there is no run");
  const payload = github.payloads.workflowRun(run, "completed") as LoadOptions["payload"];
  let firstRunId = 40_000_000_000;
  const load = async (port: number): Promise<number> => {
    const { posts, connections } = webhooks;
    const options: LoadOptions = {
      url: `http://127.0.0.1:${port}/api/github/webhooks`,
      secret: app.webhookSecret,
      payload,
      firstRunId,
      posts,
      connections,
      rate: null,
    };
    firstRunId += posts;
    const child = fork(fileURLToPath(new URL("webhook-load.ts", import.meta.url)), [JSON.stringify(options)]);
    const [{ perSecond, refused }] = (await once(child, "message")) as [LoadResult];
    if (refused > 0) throw new Error(`${refused} posts were refused`);
    return perSecond;
  };
  /** Posts per second, and the processor time that they took. */
  const measure = async (role: Role) => {
    const before = await readProcessorTime(role);
    const perSecond = await load(role.port);
    return { perSecond, time: (await readProcessorTime(role)) - before };
  };
  const roles = [withPages, withoutPages, control] as const;
  type Measured = Awaited<ReturnType<typeof measure>>;
  const measured = new Map<Role, Measured[]>(roles.map((role) => [role, []]));
  for (const { port } of roles) await load(port);
  for (let round = 0; round < webhooks.rounds; round += 1)
    // In turns, so that what else the machine does is in all of them.
    for (let place = 0; place < roles.length; place += 1) {
      const role = roles[(round + place) % roles.length] ?? control;
      measured.get(role)?.push(await measure(role));
    }
  /** The middle of the rounds' ratios to the process without pages: of the throughput, and of the processor time. */
  const compare = (role: Role): { readonly throughput: string; readonly time: string } => {
    const pairs = (measured.get(role) ?? []).map(
      (mine, round) => [mine, measured.get(withoutPages)?.[round] ?? mine] as const,
    );
    return {
      throughput: median(pairs.map(([mine, theirs]) => mine.perSecond / theirs.perSecond)).toFixed(2),
      time: median(pairs.map(([mine, theirs]) => theirs.time / mine.time)).toFixed(2),
    };
  };
  const [mine, same] = [compare(withPages), compare(control)];
  console.log(
    `webhooks        ${mine.throughput} of the throughput without pages, median of ${webhooks.rounds} rounds of ${webhooks.posts} (bound: 0.95)`,
  );
  console.log(
    `                ${mine.time} by processor time; two processes without pages differ by ${same.throughput}, and by ${same.time} of processor time`,
  );
}
