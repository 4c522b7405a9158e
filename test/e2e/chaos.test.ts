// prove: chaos       20 killed workers, two restarts of Redis and a GitHub that fails three calls of ten change nothing about the end; 1 min
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { connectRedis } from "../../src/adapters/store/redis/connect.ts";
import { startOwnRedis } from "../../src/adapters/store/redis/own-redis.ts";
import { openStore } from "../../src/adapters/store/store.ts";
import { createFakeGitHub, type FakeGitHub } from "../fake-github/fake-github.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { Run } from "../fake-github/state/repository.ts";
import { deliver } from "../fake-github/webhooks/deliver.ts";
import { egress } from "../support/cli.ts";
import { startDnsServer } from "../support/dns-server.ts";
import { killWorker } from "../support/kill-worker.ts";
import { createRandom } from "../support/random.ts";
import { addRuns, addScenarioRepository, appPermissions } from "../support/scenario.ts";
import { sizeOf } from "../support/size-of.ts";
import { startBot, startWorld, type World } from "./bot.ts";
import { startWorkerChild } from "./bot-child.ts";
import { untilDone } from "./queue-state.ts";
import { describeEnd, lookAgain } from "./same-end.ts";

const { kills, names } = sizeOf<{ kills: number; names: readonly ("ci" | "matrix" | "release")[] }>("chaos", {
  suite: { kills: 3, names: ["ci"] },
  whole: { kills: 20, names: ["ci", "matrix", "release"] },
});
/** Redis is restarted after so many kills. */
const restarts = [Math.ceil(kills / 3), Math.ceil((2 * kills) / 3)];
const commands = ["/egress status", "/egress refresh"];
const faultsOfEveryCall = [
  "500",
  "502",
  "secondary-limit",
  "primary-limit",
  "429",
  "timeout",
  "reset-mid-body",
] as const;

/** Runs of each workflow, enough for a proposal, and two whose logs GitHub no longer has: it says so each time, with 404 or 410. */
function addAllRuns(github: FakeGitHub, repository: FakeRepository): Run[] {
  return names.flatMap((name) => {
    const path = `.github/workflows/${name}.yml` as const;
    const lost = addRuns(github, repository, { path, count: 2, from: 20 });
    for (const [index, { jobs }] of lost.entries()) {
      for (const job of jobs) github.setLog(job, index === 0 ? "missing" : "expired");
    }
    return [...addRuns(github, repository, { path, count: 20 }), ...lost];
  });
}

/** The same runs on a quiet day, one after the other. */
async function learnInPeace(): Promise<unknown> {
  const world: World = await startWorld();
  onTestFinished(() => world.close());
  for (const run of addAllRuns(world.github, world.repository)) await world.sendRun(run);
  await untilDone(world.redis.redis);
  await lookAgain(world.github, world.repository, (event, payload) => world.send(event, payload));
  await untilDone(world.redis.redis);
  return describeEnd(world.repository, world.store);
}

test("killed workers, restarted Redis and a failing GitHub change nothing about the end", async () => {
  const expected = await learnInPeace();
  const random = createRandom(20_260_727);
  const github = await createFakeGitHub();
  onTestFinished(() => github.close());
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
  const installation = github.addInstallation({ appId: app.id, account: "octo-org" });
  for (const login of ["maintainer", "reader"]) github.addUser({ login });
  const repository = addScenarioRepository(github, { installationId: installation.id });
  const directory = await mkdtemp(join(tmpdir(), "egress-chaos-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const dns = await startDnsServer();
  onTestFinished(() => dns.close());
  let server = await startOwnRedis(directory);
  onTestFinished(() => server.close());
  const redis = connectRedis({ socketPath: server.socketPath }, "queue");
  redis.on("error", () => {});
  onTestFinished(() => redis.disconnect());
  const store = openStore(redis);
  const web = await startBot({ github, app, redis: server, dns, role: "web" });
  onTestFinished(() => web.close());
  const url = `http://127.0.0.1:${web.port}/api/github/webhooks`;
  github.faults.holdMilliseconds = 50;
  github.faults.random({
    rate: 0.3,
    seed: 20_260_728,
    kinds: [...faultsOfEveryCall, "ref-moved", "422-existing-branch"],
  });

  /** Delivers until it is taken: a delivery that failed is delivered again, as one can on GitHub. */
  async function send(event: string, payload: unknown): Promise<void> {
    while ((await deliver(url, event, payload, { secret: app.webhookSecret })).status !== 200) await wait(20);
  }

  // Which server it is changes with each restart.
  const startWorker = () => startWorkerChild({ github, app, redis: server, dns });

  /** Waits until all is done. What was given up after eight tries waits for the one who runs the bot, who tries it again. */
  async function settle(): Promise<void> {
    let { failed } = await untilDone(redis);
    for (let tries = 0; failed > 0 && tries < 5; tries += 1) {
      const env = { REDIS_URL: `unix://${server.socketPath}` };
      expect(egress(["queue", "retry", "--all"], { env }).status).toBe(0);
      ({ failed } = await untilDone(redis));
    }
    expect(failed).toBe(0);
  }

  const runs = addAllRuns(github, repository);
  const deliveries = random.shuffle([...runs, ...runs]);
  const delivering = (async () => {
    for (const run of deliveries) await send("workflow_run", github.payloads.workflowRun(run, "completed"));
  })();
  const comments: string[] = [];
  /** Writes the next command as soon as there is a pull request to write it on. */
  async function sayNext(): Promise<void> {
    const [pull] = repository.pulls();
    const command = commands[comments.length];
    if (pull === undefined || command === undefined) return;
    const comment = repository.comment(pull.number, "maintainer", command);
    comments.push(command);
    const payload = github.payloads.issueComment(repository.state, comment, "created");
    await Promise.all([send("issue_comment", payload), send("issue_comment", payload)]);
  }
  let worker = await startWorker();
  for (let count = 0; count < kills; count += 1) {
    await wait(random.below(400));
    await killWorker(worker, redis);
    if (restarts.includes(count + 1)) {
      await server.close();
      server = await startOwnRedis(directory);
    }
    await sayNext();
    worker = await startWorker();
  }
  await delivering;
  await settle();
  expect(repository.pulls()).toHaveLength(names.length);
  for (let left = commands.length - comments.length; left > 0; left -= 1) await sayNext();
  await settle();
  await lookAgain(github, repository, send);
  await settle();
  await killWorker(worker, redis);

  expect(await describeEnd(repository, store)).toEqual(expected);
  const answers = repository
    .pulls()
    .flatMap(({ number }) => repository.comments(number))
    .filter(({ app: by }) => by !== null);
  expect(comments).toEqual(commands);
  expect(answers).toHaveLength(commands.length);
  expect(github.violations).toEqual([]);
  for (const kind of faultsOfEveryCall) {
    expect(github.faults.counts()[kind] ?? 0, kind).toBeGreaterThan(0);
  }
});
