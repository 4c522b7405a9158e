import { expect, onTestFinished, test } from "vitest";
import { addRuns } from "../../support/scenario.ts";
import { startWorld } from "../bot.ts";
import { untilDone } from "../queue-state.ts";
import { listen } from "./sweep-world.ts";

test("what webhooks leave that come after the one that took the repository away goes with the next sweep", async () => {
  const world = await startWorld();
  onTestFinished(() => world.close());
  const { github, installation, repository, redis } = world;
  const path = ".github/workflows/ci.yml";
  const [late, ...runs] = addRuns(github, repository, { path, count: 20 });
  if (late === undefined) throw new Error("no run");
  for (const run of runs) await world.sendRun(run);
  await untilDone(redis.redis);
  const { number } = repository.openIssue("maintainer", "About the bot");
  const comment = repository.comment(number, "maintainer", "/egress deny evil.example");
  const before = repository.head();
  const by = { author: "maintainer", message: "Change it" };
  const after = repository.commitFiles("main", { [path]: "on: push\n" }, by);
  const { payloads } = github;
  const push = { repository: repository.state, ref: "refs/heads/main", before, after, sender: "maintainer" };
  const deliveries = [
    ["installation", payloads.installation(installation, "deleted")],
    ["workflow_run", payloads.workflowRun(late, "completed")],
    ["issue_comment", payloads.issueComment(repository.state, comment, "created")],
    ["push", payloads.push(push)],
  ] as const;
  github.uninstall(installation.id);
  for (const [event, payload] of deliveries) {
    expect(await world.send(event, payload)).toBe(200);
    await untilDone(redis.redis);
  }
  expect(await redis.redis.keys(`egress:1:{${repository.id}}:*`)).not.toEqual([]);

  const bot = await listen(world);
  onTestFinished(() => bot.close());
  expect(await redis.redis.keys(`egress:1:{${repository.id}}:*`)).toEqual([]);
  expect(await redis.redis.keys("egress:1:installation*")).toEqual([]);
});
