// prove: hostile     20 pull requests with the worst files of 1 MiB and 512 KiB, while webhooks and other installations go on; 1 min

import { loadavg } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliver } from "../fake-github/webhooks/deliver.ts";
import { hostileTexts } from "../support/hostile-yaml.ts";
import { sizeOf } from "../support/size-of.ts";
import { startWorld, type World } from "./bot.ts";
import { startBotChild } from "./bot-child.ts";
import { deliverRun, path, runJobs, usualList, workflowOf } from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";

const pulls = sizeOf("hostile", { suite: 4, whole: 20 });
/** GitHub gives no text of a file above 1 MiB; the longest that is parsed has 512 KiB. */
const lengths = sizeOf("hostile", { suite: [60_000, 524_288], whole: [524_288, 1_048_576] });

let world: World;

beforeEach(async () => {
  // The bot that works is a process of its own, so that nothing but its own work holds its event loop.
  world = await startWorld({ role: "web" });
});
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

test("hostile files of strangers stop neither the webhooks nor other installations", async () => {
  const { github, app, installation, redis } = world;
  const blocking = workflowOf({ build: usualList });
  const victim = github.addRepository({
    owner: "octo-org",
    name: "public",
    installationId: installation.id,
    files: { [path]: blocking },
    collaborators: { maintainer: "maintain" },
  });
  const other = github.addInstallation({ appId: app.id, account: "other-org" });
  const honest = github.addRepository({
    owner: "other-org",
    name: "honest",
    installationId: other.id,
    files: { [path]: workflowOf({ build: "audit" }) },
    collaborators: { maintainer: "maintain" },
  });
  github.addUser({ login: "stranger" });
  const bot = await startBotChild(world, "all");
  const url = `http://127.0.0.1:${bot.port}/api/github/webhooks`;
  await runJobs(world, victim, { day: -1, jobs: { build: {} } });

  const kinds = Object.values(hostileTexts);
  const statuses: number[] = [];
  const send = (event: string, payload: unknown) =>
    deliver(url, event, payload, { secret: app.webhookSecret, appId: app.id });
  for (let at = 0; at < pulls; at += 1) {
    const text = kinds[at % kinds.length]?.(lengths[at % 2] ?? 0) ?? "";
    const author = "stranger";
    victim.commitFiles(`fork-${at}`, { [path]: text }, { author, message: "typo" });
    const pull = victim.openPull(author, { title: "typo", head: `fork-${at}`, base: "main" });
    const opened = github.payloads.pullRequest(victim.state, pull, { action: "opened", sender: author });
    statuses.push((await send("pull_request", opened)).status);
    const audit = { log: { policy: "audit", allowedEndpoints: "" } } as const;
    await deliverRun(world, honest, { day: -20 + at * 0.75, jobs: { build: audit } });
  }
  const { failed } = await untilDone(redis.redis);

  expect(statuses).toEqual(statuses.map(() => 200));
  expect(failed).toBe(0);
  const key = { repositoryId: honest.id, path, jobId: "build", source: "default-branch" } as const;
  expect((await world.store.baselines.read(key)).runs.size).toBe(pulls);
  const read = github.calls.filter(({ route }) => route.endsWith("/pulls/{pull_number}/files")).length;
  expect(read).toBe(pulls);
  // Each ends with a word to the people there: why the file cannot be read, or what becomes of its job.
  const told = [...victim.state.checkRuns.values()].filter(({ name }) => name === "egress");
  expect(told).toHaveLength(pulls);
  for (const { conclusion, output } of told) {
    expect(conclusion).toBe("neutral");
    expect(output.summary).toMatch(/cannot be read\*\*, .*: .+\.|the job is gone/);
  }
  const { held, working, answering } = await bot.readHeld();
  process.stdout.write(
    `${pulls} pull requests with hostile files: event loop held for ${held.toFixed(0)} ms at most, at work for ${working.toFixed(0)} ms at most, webhooks answered within ${answering.toFixed(0)} ms, load ${loadavg()[0]?.toFixed(0)}\n`,
  );
  // How long it is held beside its own work is the machine's: a busy one lets it wait.
  if (pulls < 20) return;
  expect(working).toBeLessThan(200);
  // GitHub waits for ten seconds.
  expect(answering).toBeLessThan(10_000);
});
