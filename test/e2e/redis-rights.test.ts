import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { eventOf } from "../support/payloads.ts";
import { startRedisServer } from "../support/redis-server.ts";
import { addRuns } from "../support/scenario.ts";
import { startWorldOn } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

test("with the rights that the documents name, the bot learns, proposes, answers and forgets", async () => {
  const server = await startRedisServer([]);
  const text = readFileSync(new URL("../../docs/redis.md", import.meta.url), "utf8");
  const [, rules = ""] = /^ACL SETUSER egress on >PASSWORD (.+)$/m.exec(text) ?? [];
  await server.redis.call("ACL", "SETUSER", "egress", "on", ">PASSWORD", ...rules.split(" "));
  const url = `redis://egress:PASSWORD@127.0.0.1:${server.port}`;
  const world = await startWorldOn({ ...server, settings: { url } });
  onTestFinished(() => world.close());
  const { github, repository, redis } = world;
  for (const run of addRuns(github, repository, { path: ".github/workflows/ci.yml", count: 20 }))
    expect(await world.sendRun(run)).toBe(200);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
  const [pull] = repository.pulls();
  const comment = repository.comment(
    pull?.number ?? 0,
    "maintainer",
    "/egress deny api.example.org not ours",
  );
  await world.send("issue_comment", github.payloads.issueComment(repository.state, comment, "created"));
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
  const gone = eventOf("installation", { action: "deleted", repositories: [{ id: repository.id }] });
  await world.send("installation", gone);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
  expect(await redis.redis.keys(`egress:1:{${repository.id}}:*`)).toEqual([]);
  const log = String(await server.redis.call("ACL", "LOG"));
  expect(log).toBe("");
});
