import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Comment } from "../fake-github/state/repository.ts";
import { called } from "../support/job-log-builder.ts";
import { addRuns } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
const matrix = ".github/workflows/matrix.yml";
let world: World;
let number: number;

beforeAll(async () => {
  world = await startWorld();
  for (const run of addRuns(world.github, world.repository, { path, count: 20 })) await world.sendRun(run);
  await untilDone(world.redis.redis);
  number = world.repository.pulls()[0]?.number ?? 0;
});

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
    from: 20,
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
    from: 31,
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

test("a command on a pull request that is not the bot's is obeyed for the file that it names", async () => {
  world.repository.commitFiles("topic", { "a.txt": "a\n" }, { author: "maintainer", message: "Add a file" });
  const pull = world.repository.openPull("maintainer", { title: "t", head: "topic", base: "main" });
  const { reactions, answers } = await say("maintainer", "/egress refresh ci.yml", pull.number);
  expect(reactions).toContain("+1");
  expect(answers[0]).toContain(`#${number} is up to date.`);
});

describe("is ignored", () => {
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
  for (const command of ["refresh", "status", "explain", "allow", "ignore", "help"])
    expect(answers[0]).toContain(`/egress ${command}`);
});

/** The open pull request of a branch. */
function openPull(branch = "egress-bot/ci.yml"): number | undefined {
  return world.repository.pulls().find(({ state, pull }) => state === "open" && pull.headRef === branch)
    ?.number;
}

const listOnBranch = (): string => world.repository.file(path, "egress-bot/ci.yml")?.content ?? "";

describe("what was decided", () => {
  test("a reader's words and a bot's change nothing", async () => {
    const before = listOnBranch();
    for (const words of [
      "allow mirror.example.com we need it",
      "deny cdn.example.com",
      "ignore build",
      "relearn build",
      "propose build",
    ]) {
      const { reactions, answers } = await say("reader", `/egress ${words}`);
      expect(reactions).toContain("confused");
      // The refusal of the refresh told the reason once for all.
      expect(answers).toEqual([]);
      expect(await say("other[bot]", `/egress ${words}`)).toEqual({ reactions: [], answers: [] });
    }
    expect(listOnBranch()).toBe(before);
    expect(await world.store.decisions.list(world.repository.id)).toEqual(new Map());
  });

  test("allowed is listed, and the pull request says by whom and why", async () => {
    const { reactions, answers } = await say(
      "maintainer",
      "/egress allow Mirror.example.com our <b>mirror</b>",
    );
    expect(reactions).toContain("+1");
    expect(answers[0]).toContain("Added 1 endpoint: `mirror.example.com:443`");
    expect(listOnBranch()).toContain("mirror.example.com:443");
    const body = world.repository.pulls().find((pull) => pull.number === number)?.body ?? "";
    expect(body).toContain("maintainer");
    expect(body).toContain("our &lt;b&gt;mirror&lt;/b&gt;");
  });

  test("denied leaves the list, and a later word brings it back", async () => {
    const denied = await say("maintainer", "/egress deny cdn.example.com not ours");
    expect(denied.answers[0]).toContain("Removed 1 endpoint: `cdn.example.com:443`");
    expect(listOnBranch()).not.toContain("cdn.example.com:443");
    const allowed = await say("maintainer", "/egress allow cdn.example.com ours after all");
    expect(allowed.answers[0]).toContain("This replaces `deny` by maintainer");
    expect(listOnBranch()).toContain("cdn.example.com:443");
  });
});

test("explain shows runs, processes and the addresses of the newest run", async () => {
  const { reactions, answers } = await say("maintainer", "/egress explain cdn.example.com");
  expect(reactions).toContain("+1");
  expect(answers[0]).toMatch(/\| `cdn\.example\.com:443` \| called \| 22 of 42 on the default branch, /);
  expect(answers[0]).toContain("`203.0.113.77`");
  expect((await say("maintainer", "/egress explain nobody.example.com")).answers[0]).toContain(
    "No run called it or looked it up.",
  );
});

describe("a job", () => {
  test("is ignored: its pull request is closed; and proposed again from an issue", async () => {
    const ignored = await say("maintainer", "/egress ignore build");
    expect(ignored.reactions).toContain("+1");
    expect(openPull()).toBeUndefined();
    const issue = world.repository.openIssue("maintainer", "Egress").number;
    expect(await say("reader", "/egress propose ci.yml:build", issue)).toEqual({
      reactions: ["confused"],
      answers: [],
    });
    const proposed = await say("maintainer", "/egress propose ci.yml:build", issue);
    expect(proposed.reactions).toContain("+1");
    number = openPull() ?? 0;
    expect(proposed.answers[0]).toContain(`Opened #${number}.`);
    expect(listOnBranch()).toContain("mirror.example.com:443");
  });

  test("that was seen too little is proposed on somebody's word, which the pull request records", async () => {
    const [run] = addRuns(world.github, world.repository, { path: matrix, count: 1 });
    if (run !== undefined) await world.sendRun(run);
    await untilDone(world.redis.redis);
    expect(openPull("egress-bot/matrix.yml")).toBeUndefined();
    const { reactions, answers } = await say("maintainer", "/egress propose matrix.yml:test");
    expect(reactions).toContain("+1");
    expect(answers[0]).toContain("- 1 of 10 complete runs");
    const pull = world.repository.pulls().find((one) => one.number === openPull("egress-bot/matrix.yml"));
    expect(pull?.body).toContain("1 of 10 complete runs");
  });

  test("is learned again, and what was decided stays", async () => {
    const { reactions, answers } = await say("maintainer", "/egress relearn build");
    expect(reactions).toContain("+1");
    expect(answers[0]).toContain("What was learned about `ci.yml:build` is forgotten.");
    expect((await world.store.decisions.read(world.repository.id, path)).endpoints).toHaveLength(2);
  });
});

test("on an issue a writer gets an answer to everything, and a reader a reaction", async () => {
  const issue = world.repository.openIssue("reader", "How is it?").number;
  expect(await say("reader", "/egress status", issue)).toEqual({ reactions: ["confused"], answers: [] });
  const { reactions, answers } = await say("maintainer", "/egress status", issue);
  expect(reactions).toContain("+1");
  for (const row of ["`ci.yml` › `build`", "`matrix.yml` › `test`", "`package.yml` › `package`"])
    expect(answers[0]).toContain(row);
  const unknown = await say("maintainer", "/egress statsu", issue);
  expect(unknown.reactions).toEqual(["eyes", "confused"]);
  expect(unknown.answers[0]).toContain("Did you mean `/egress status`?");
  const allowed = await say("maintainer", "/egress allow ci.yml:build issue.example.com said here", issue);
  expect(allowed.answers[0]).toContain("is allowed in `ci.yml` for build");
  const { endpoints } = await world.store.decisions.read(world.repository.id, path);
  expect(endpoints).toContainEqual(
    expect.objectContaining({ endpoint: "issue.example.com:443", jobs: ["build"] }),
  );
});

test("the bot asked for nothing that GitHub doesn't know", () => {
  expect(world.github.violations).toEqual([]);
});
