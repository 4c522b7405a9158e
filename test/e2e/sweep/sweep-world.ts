import { expect } from "vitest";
import { heartbeatKey, queuePrefix } from "../../../src/adapters/store/redis/keys.ts";
import type { Running } from "../../../src/apps/server/main.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { until } from "../../support/until.ts";
import { startBot, type World } from "../bot.ts";
import { untilDone } from "../queue-state.ts";

export const hour = 3_600_000;

/** It tells of itself often, and gaps are made by turning its clock back. */
const listening = { beat: 100, silence: 60_000, everyDay: 24 * hour };

/** A bot that listens, and has a sweep to do as soon as it does; resolves when that and all that follows from it is done. */
export async function listen(world: World): Promise<Running> {
  const { github, app, redis, dns } = world;
  const before = await countSweeps(world);
  const bot = await startBot({ github, app, redis, dns, role: "all", pace: { listening } });
  await until(async () => {
    if ((await countSweeps(world)) === before) throw new Error("no sweep has begun");
  }, 20);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
  return bot;
}

/** How many sweeps were ever queued. */
async function countSweeps({ redis }: World): Promise<number> {
  return Number((await redis.redis.get(`${queuePrefix}:sweep:id`)) ?? 0);
}

/** A bot listened until so many ms ago, and knew all there was. */
export async function listenUntil(world: World, ago: number): Promise<void> {
  const bot = await listen(world);
  await bot.close();
  await world.redis.redis.hset(heartbeatKey, "at", String(Date.now() - ago));
}

/** The bot's answers under an issue or a pull request. */
export function listAnswers(world: World, repository: FakeRepository, number: number): readonly string[] {
  return repository
    .comments(number)
    .filter(({ author }) => author.login === world.app.botLogin)
    .map(({ body }) => body);
}
