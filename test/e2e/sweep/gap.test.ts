// prove: sweep       six hours without a listener are made up for, and 3,000 quiet repositories cost at most 300 calls; 1 min
import { afterEach, expect, test } from "vitest";
import type { Running } from "../../../src/apps/server/main.ts";
import { addRuns, addScenarioRepository } from "../../support/scenario.ts";
import { sizeOf } from "../../support/size-of.ts";
import { startWorld, type World } from "../bot.ts";
import { hour, listAnswers, listen, listenUntil } from "./sweep-world.ts";

const runsMissed = sizeOf("sweep", { suite: 8, whole: 200 });
/** What is missed has to be made up for within so many ms after the start. */
const longest = 5 * 60_000;

let world: World;
let bot: Running;

afterEach(async () => {
  await bot.close();
  await world.close();
  expect(world.github.violations).toEqual([]);
});

test("six hours without a listener: runs, comments and a repository that is gone are all seen to", async () => {
  world = await startWorld({ role: "web" });
  const { github, installation, repository, store, redis } = world;
  const lost = addScenarioRepository(github, { installationId: installation.id, name: "lost" });
  await listenUntil(world, 6 * hour);
  expect(await redis.redis.keys(`egress:1:{${lost.id}}:*`)).not.toEqual([]);

  const since = Math.floor(Date.now() / 1_000) * 1_000 - 5.5 * hour;
  const runs = addRuns(github, repository, {
    path: ".github/workflows/ci.yml",
    count: runsMissed,
    since,
    every: 0.025,
  });
  const { number } = repository.openIssue("maintainer", "About the bot");
  for (const command of ["help", "status", "deny evil.example", "explain github.com", "nonsense"])
    repository.comment(number, "maintainer", `/egress ${command}`);
  installation.repositories.delete(lost.id);

  const begun = Date.now();
  bot = await listen(world);
  expect(Date.now() - begun).toBeLessThan(longest);
  for (const { id } of runs) expect(await store.outcomes.has(repository.id, id, 1)).toBe(true);
  expect(listAnswers(world, repository, number)).toHaveLength(5);
  expect(await redis.redis.keys(`egress:1:{${lost.id}}:*`)).toEqual([]);
});
