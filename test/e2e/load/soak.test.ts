// prove: soak        50,000 runs in 250 days of virtual time: memory of the process and bytes in Redis are within 10 % of what they were after 10,000; 10 min

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { mostOutcomes } from "../../../src/adapters/store/sweep/run-keys.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { deliver } from "../../fake-github/webhooks/deliver.ts";
import { called, resolved } from "../../support/job-log-builder.ts";
import { passRedisTime } from "../../support/pass-redis-time.ts";
import { sizeOf } from "../../support/size-of.ts";
import { until } from "../../support/until.ts";
import { startWorld, type World } from "../bot.ts";
import { type BotChild, spawnBot } from "../bot-child.ts";
import { deliverRun, path, usualList, workflowOf } from "../enforcing.ts";
import { beginDue, readQueues } from "../queue-state.ts";
import { liftDailyLimits } from "../shared-world.ts";

const day = 86_400_000;
const { repositories, runsPerDay, days, daysPerPart } = sizeOf("soak", {
  suite: { repositories: 4, runsPerDay: 4, days: 2, daysPerPart: 1 },
  whole: { repositories: 10, runsPerDay: 20, days: 250, daysPerPart: 2 },
});
const firstDay = Date.UTC(2027, 0, 4, 9);

let world: World;
let bot: BotChild;
let killBot = (): void => {};
const watched: { readonly repository: FakeRepository; readonly isBlocking: boolean }[] = [];
const seen: Measured[] = [];

/** After so many runs, in MB: what the process holds after a collection, what it has of the machine, and what Redis has. */
interface Measured {
  readonly runs: number;
  readonly heap: number;
  readonly resident: number;
  readonly redis: number;
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: firstDay });
  world = await startWorld({ role: "web" });
  liftDailyLimits(world);
  for (let index = 0; index < repositories; index += 1) {
    const isBlocking = index % 5 !== 0;
    const repository = world.github.addRepository({
      owner: "octo-org",
      name: `product-${index}`,
      installationId: world.installation.id,
      files: { [path]: workflowOf({ build: isBlocking ? usualList : "audit" }) },
      collaborators: { maintainer: "maintain" },
    });
    watched.push({ repository, isBlocking });
  }
  bot = await spawnBot(world, "all", {}, (kill) => {
    killBot = kill;
  });
});
afterAll(async () => {
  killBot();
  await world.close();
  vi.useRealTimers();
});

/** Now and then a run fails, is of a pull request, or calls a host that was never seen. */
async function addRun({ repository, isBlocking }: (typeof watched)[number], number: number): Promise<void> {
  const { github, app } = world;
  const url = `http://127.0.0.1:${bot.port}/api/github/webhooks`;
  const sendRun: World["sendRun"] = async (run) =>
    (
      await deliver(url, "workflow_run", github.payloads.workflowRun(run, "completed"), {
        secret: app.webhookSecret,
        appId: app.id,
      })
    ).status;
  const audit = { log: { policy: "audit", allowedEndpoints: "" } } as const;
  const host = `new-${number}.example.org`;
  const strange = [resolved(host, "104.16.9.9", 30), called(host, "104.16.9.9", { after: 31 })];
  await deliverRun({ ...world, sendRun }, repository, {
    day: 0,
    conclusion: number % 50 === 49 ? "failure" : "success",
    ...(number % 10 === 9 && { event: "pull_request", headBranch: "feature" }),
    jobs: {
      build: isBlocking ? {} : { ...audit, ...(number % 200 === 199 && { agent: strange }) },
    },
  });
}

/** A day of all repositories: a push, its runs, and the hours that are left. */
async function liveDay(number: number): Promise<void> {
  const now = firstDay + number * day;
  vi.setSystemTime(now);
  bot.setTime(now);
  await beginDue(world.redis.redis);
  await Promise.all(
    watched.map(async (one) => {
      const by = { author: "maintainer", message: "Change it" };
      one.repository.commitFiles("main", { "a.txt": `${number}` }, by);
      for (let run = 0; run < runsPerDay; run += 1) await addRun(one, number * runsPerDay + run);
      // GitHub's part of it is not what is measured.
      one.repository.state.runs.splice(0, Math.max(0, one.repository.state.runs.length - 400));
    }),
  );
  await until(async () => expect(await readQueues(world.redis.redis)).toEqual({ open: 0, failed: 0 }), 250);
  await passRedisTime(world.redis.redis, day);
}

async function measure(runs: number): Promise<Measured> {
  const info = await world.redis.redis.info("memory");
  const redis = Number(/^used_memory:(\d+)/m.exec(info)?.[1]) / 1e6;
  const measured = { runs, ...(await bot.readMemory()), redis };
  process.stdout.write(
    `${runs} runs: ${measured.heap.toFixed(1)} MB held, ${measured.resident.toFixed(0)} MB of the machine, ${redis.toFixed(2)} MB in Redis\n`,
  );
  return measured;
}

test.each(Array.from({ length: days / daysPerPart }, (_, part) => part * daysPerPart))(
  "the days from %i on",
  async (from) => {
    for (let number = from; number < from + daysPerPart; number += 1) await liveDay(number);
    seen.push(await measure((from + daysPerPart) * repositories * runsPerDay));
  },
);

test("all runs were taken, and nothing grows with their number", async () => {
  for (const { repository } of watched) {
    const outcomes = await world.store.outcomes.list(repository.id);
    expect(outcomes).toHaveLength(Math.min(days * runsPerDay, mostOutcomes));
  }
  const after = (runs: number): Measured | undefined => seen.find((one) => one.runs === runs);
  const [early, late] = [after(10_000), after(50_000)];
  if (early === undefined || late === undefined) return;
  for (const kind of ["heap", "resident", "redis"] as const)
    expect(late[kind]).toBeLessThan(early[kind] * 1.1);
});
