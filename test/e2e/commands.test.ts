import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Comment } from "../github/state/repository.ts";
import { called } from "../support/job-log-builder.ts";
import { addRuns } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
let world: World;
let number: number;

beforeAll(async () => {
  world = await startWorld();
  for (const run of addRuns(world.github, world.repository, { path, count: 12 })) await world.sendRun(run);
  await untilDone(world.redis.redis);
  number = world.repository.pulls()[0]?.number ?? 0;
}, 30_000);

afterAll(async () => {
  await world.close();
});

function announce(comment: Comment): Promise<number> {
  const { repository, github } = world;
  return world.send("issue_comment", github.payloads.issueComment(repository.state, comment, "created"));
}

/** Writes a comment, delivers it, and waits until it has been dealt with. Returns it with the answers that came. */
async function say(login: string, body: string, issue = number) {
  const before = world.repository.comments(issue).length;
  const comment = world.repository.comment(issue, login, body);
  expect(await announce(comment)).toBe(200);
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
  const answers = world.repository.comments(issue).slice(before + 1);
  return {
    reactions: comment.reactions.map(({ content }) => content),
    answers: answers.map(({ body }) => body),
  };
}

test("a reader may not command, and is told so politely", async () => {
  const { reactions, answers } = await say("reader", "/egress refresh");
  expect(reactions).toContain("confused");
  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain("write access");
});

test("a maintainer's refresh learns the runs that no webhook told of, and updates the pull request", async () => {
  const head = world.repository.head("egress-bot/ci.yml");
  addRuns(world.github, world.repository, {
    path,
    count: 11,
    from: 12,
    extra: [called("cdn.example.com", "203.0.113.77")],
  });
  const { reactions, answers } = await say("maintainer", "/egress refresh");
  expect(reactions).toContain("+1");
  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain("11");
  expect(answers[0]).toContain("cdn.example.com:443");
  expect(world.repository.head("egress-bot/ci.yml")).not.toBe(head);
  expect(world.repository.file(path, "egress-bot/ci.yml")?.content).toContain("cdn.example.com:443");
});

test("two refreshes at once get an answer each, and the branch is written once at most", async () => {
  addRuns(world.github, world.repository, {
    path,
    count: 11,
    from: 23,
    extra: [called("cdn.example.com", "203.0.113.77"), called("late.example.com", "203.0.113.78")],
  });
  const before = world.repository.comments(number).length;
  const pushes = world.github.events.length;
  const comments = ["maintainer", "maintainer"].map((login) =>
    world.repository.comment(number, login, "/egress refresh"),
  );
  await Promise.all(comments.flatMap((comment) => [announce(comment), announce(comment)]));
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
  expect(world.repository.comments(number).length - before).toBe(4);
  const written = world.github.events
    .slice(pushes)
    .filter((event) => event.event === "push" && event.payload.ref === "refs/heads/egress-bot/ci.yml");
  expect(written).toHaveLength(1);
  expect(world.repository.file(path, "egress-bot/ci.yml")?.content).toContain("late.example.com:443");
});

describe("is ignored", () => {
  test("a command on a pull request that is not the bot's", async () => {
    world.repository.commitFiles(
      "topic",
      { "a.txt": "a\n" },
      { author: "maintainer", message: "Add a file" },
    );
    const pull = world.repository.openPull("maintainer", { title: "t", head: "topic", base: "main" });
    expect(await say("maintainer", "/egress refresh", pull.number)).toEqual({ reactions: [], answers: [] });
  });

  test("a command by a bot", async () => {
    world.github.addUser({ login: "other[bot]", type: "Bot" });
    world.repository.setRole("other[bot]", "write");
    expect(await say("other[bot]", "/egress refresh")).toEqual({ reactions: [], answers: [] });
  });
});

test("ten thousand characters of Markdown, HTML and mentions behind a command are harmless", async () => {
  const tail =
    "\n@octo-org/everyone <img src=x onerror=alert(1)> | [x](javascript:y) `` ``` <!-- --> #1 ".repeat(120);
  const { reactions, answers } = await say("maintainer", `/egress status ${tail}`);
  expect(reactions).toContain("+1");
  expect(answers).toHaveLength(1);
  for (const part of ["@octo-org", "<img", "javascript:"]) expect(answers[0]).not.toContain(part);
});

test("help tells the commands", async () => {
  const { answers } = await say("maintainer", "/EGRESS help");
  for (const command of ["refresh", "status", "help"]) expect(answers[0]).toContain(`/egress ${command}`);
});

test("the bot asked for nothing that GitHub doesn't know", () => {
  expect(world.github.violations).toEqual([]);
});
