// prove: kills       without one webhook, 20 killed processes and a GitHub that fails three calls of ten, with limits that say nothing, change nothing about the end; 3 min
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { heartbeatKey } from "../../../src/adapters/store/redis/keys.ts";
import type { FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { Run } from "../../fake-github/state/repository.ts";
import { deliver } from "../../fake-github/webhooks/deliver.ts";
import { egress } from "../../support/cli.ts";
import { killWorker } from "../../support/kill-worker.ts";
import { createRandom } from "../../support/random.ts";
import { addRuns } from "../../support/scenario.ts";
import { sizeOf } from "../../support/size-of.ts";
import { startWorld, type World } from "../bot.ts";
import { type BotChild, startBotChild } from "../bot-child.ts";
import { untilDone } from "../queue-state.ts";
import { describeEnd, lookAgain } from "../same-end.ts";
import { hour, listAnswers } from "./sweep-world.ts";

const { kills, names } = sizeOf<{ kills: number; names: readonly ("ci" | "matrix" | "release")[] }>("kills", {
  suite: { kills: 2, names: ["ci"] },
  whole: { kills: 20, names: ["ci", "matrix", "release"] },
});
const faults = ["500", "502", "timeless-limit", "timeout", "reset-mid-body"] as const;
const commands = ["/egress status", "/egress refresh"];
const listening = { beat: 50, silence: 500, everyDay: 24 * hour };
const newest = Math.floor(Date.now() / hour - 2) * hour;

/** Runs of each workflow, 18 hours apart; the last four are of the last three days. Of two GitHub has no logs any more. */
function addAll(github: FakeGitHub, repository: FakeRepository, from: number, count: number): Run[] {
  return names.flatMap((name) => {
    const path = `.github/workflows/${name}.yml` as const;
    const runs = addRuns(github, repository, { path, from, count, since: newest - 23 * 18 * hour });
    for (const [place, log] of [
      [2, "missing"],
      [3, "expired"],
    ] as const)
      for (const job of (from === 0 ? runs[place] : undefined)?.jobs ?? []) github.setLog(job, log);
    return runs;
  });
}

/** The same runs on a quiet day, told by webhooks, one after the other. */
async function learnInPeace(): Promise<unknown> {
  const world = await startWorld();
  onTestFinished(() => world.close());
  const { github, repository, redis, store } = world;
  for (const run of [...addAll(github, repository, 0, 20), ...addAll(github, repository, 20, 4)])
    await world.sendRun(run);
  await untilDone(redis.redis);
  await lookAgain(github, repository, (event, payload) => world.send(event, payload));
  await untilDone(redis.redis);
  return describeEnd(repository, store);
}

/** Waits until all is done. What was given up waits for the one who runs the bot, who tries it again. */
async function settle({ redis }: World): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    const { failed } = await untilDone(redis.redis);
    if (failed === 0) return;
    const env = { REDIS_URL: `unix://${redis.socketPath}` };
    expect(egress(["queue", "retry", "--all"], { env }).status).toBe(0);
  }
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
}

test("without one webhook, killed processes and a failing GitHub change nothing about the end", async () => {
  const expected = await learnInPeace();
  const world = await startWorld({ role: "web" });
  onTestFinished(() => world.close());
  const { github, app, repository, redis, store } = world;
  const random = createRandom(20_261_130);
  github.faults.holdMilliseconds = 50;
  github.faults.random({ rate: 0.3, seed: 20_261_130, kinds: faults });
  addAll(github, repository, 0, 20);

  const start = (): Promise<BotChild> => startBotChild(world, "all", { listening });
  const said: number[] = [];
  /** Says the next command as soon as there is a pull request to say it on. */
  function sayNext(): void {
    const [pull] = repository.pulls();
    const command = commands[said.length];
    if (pull === undefined || command === undefined) return;
    said.push(repository.comment(pull.number, "maintainer", command).id);
  }
  /** A process on a quick machine is back before its silence is noticed, and then nobody looks for what happened meanwhile. */
  const haveNobodyListen = () => redis.redis.hset(heartbeatKey, "at", String(Date.now() - hour));
  let bot = await start();
  for (let count = 0; count < kills; count += 1) {
    await wait(random.below(1_500));
    await killWorker(bot.child, redis.redis);
    if (count === Math.floor(kills / 2)) {
      addAll(github, repository, 20, 4);
      await haveNobodyListen();
    }
    sayNext();
    bot = await start();
  }
  await settle(world);
  expect(repository.pulls()).toHaveLength(names.length);
  while (said.length < commands.length) sayNext();
  await killWorker(bot.child, redis.redis);
  await haveNobodyListen();
  bot = await start();
  await wait(listening.silence);
  await settle(world);
  await lookAgain(github, repository, async (event, payload) => {
    const url = `http://127.0.0.1:${bot.port}/api/github/webhooks`;
    const { status } = await deliver(url, event, payload, { secret: app.webhookSecret, appId: app.id });
    expect(status).toBe(200);
  });
  await settle(world);
  await killWorker(bot.child, redis.redis);

  expect(await describeEnd(repository, store)).toEqual(expected);
  const answers = repository.pulls().flatMap(({ number }) => listAnswers(world, repository, number));
  expect(answers).toHaveLength(commands.length);
  for (const id of said) expect(await store.answers.isAnswered(repository.id, id)).toBe(true);
  for (const kind of faults) expect(github.faults.counts()[kind] ?? 0, kind).toBeGreaterThan(0);
  expect(github.violations).toEqual([]);
});
