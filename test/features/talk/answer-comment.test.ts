import { describe, expect, test } from "vitest";
import { LateLogError } from "../../../src/adapters/github/runs/late-log-error.ts";
import { UnfinishedJobError } from "../../../src/adapters/github/runs/run-jobs.ts";
import type { AnswerComment } from "../../../src/adapters/queue/tasks/answer-comment.ts";
import type { ProposeAction } from "../../../src/features/propose/result.ts";
import { answerComment } from "../../../src/features/talk/answer-comment.ts";
import type { Comment } from "../../fake-github/state/repository.ts";
import {
  addRun,
  botLogin,
  forgetful,
  github,
  openPull,
  own,
  path,
  postRoute,
  record,
  redis,
  repository,
  resultOf,
  runOf,
  say,
  seenBy,
  store,
  taskOf,
  toolsWith,
  useAnswerWorld,
} from "./answer-comment-setup.ts";

useAnswerWorld();

describe("who may command", () => {
  test.each(["maintainer", "writer"])("%s", async (login) => {
    const { reactions, answers, comment } = await say(login, "/egress help");
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers).toHaveLength(1);
    for (const part of [
      "refresh",
      "status",
      "explain",
      "allow",
      "deny",
      "propose",
      "relearn",
      "ignore",
      "help",
    ])
      expect(answers[0]).toContain(`\`/egress ${part}`);
    expect(answers[0]).toContain(`<!-- egress-bot:answer=${comment.id} -->`);
    expect(answers[0]).not.toContain("no command");
  });

  test("who may not is told once on a pull request, and then gets a reaction", async () => {
    expect((await say("reader", "/egress help")).answers).toHaveLength(1);
    const again = await say("reader", "/egress ignore build");
    expect(again.reactions).toEqual(["confused"]);
    expect(again.answers).toHaveLength(1);
    expect((await say("stranger", "/egress help")).answers).toHaveLength(2);
    expect((await say("maintainer", "/egress help")).answers).toHaveLength(3);
  });

  test.each(["reader", "helper", "stranger"])("not %s", async (login) => {
    const { reactions, answers, tools } = await say(login, "/egress refresh");
    expect(reactions).toEqual(["confused"]);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain("Commands need write access");
    expect(tools.learnRun).not.toHaveBeenCalled();
    expect(tools.propose).not.toHaveBeenCalled();
  });
});

describe("ignored is", () => {
  test.each<[string, () => Comment, Partial<AnswerComment>?]>([
    ["a comment of the bot's own", () => repository.comment(own, botLogin, "/egress help")],
    ["a comment without command", () => repository.comment(own, "maintainer", "Try /egress help")],
    [
      "a comment that was edited since",
      () => repository.comment(own, "maintainer", "/egress help"),
      { body: "/egress refresh" },
    ],
    [
      "a comment in another's name",
      () => repository.comment(own, "reader", "/egress help"),
      { author: "maintainer" },
    ],
    [
      "a comment under another pull request",
      () => repository.comment(openPull("maintainer", "topic"), "maintainer", "/egress help"),
      { pullRequest: 1 },
    ],
    [
      "a comment on what is not there",
      () => repository.comment(own, "maintainer", "/egress help"),
      { pullRequest: 99 },
    ],
  ])("%s", async (_, write, changes = {}) => {
    const comment = write();
    const before = repository.state.comments.size;
    await answerComment(taskOf(comment, changes), toolsWith());
    expect(comment.reactions).toEqual([]);
    expect(repository.state.comments.size).toBe(before);
  });

  test("a comment that was deleted", async () => {
    const comment = repository.comment(own, "maintainer", "/egress refresh");
    repository.deleteComment(comment.id, "maintainer");
    const tools = toolsWith();
    await answerComment(taskOf(comment), tools);
    expect(seenBy(comment)).toEqual({ reactions: [], answers: [] });
    expect(tools.propose).not.toHaveBeenCalled();
  });

  test("a repository that has another's name by now", async () => {
    const comment = repository.comment(own, "maintainer", "/egress help");
    const task = taskOf(comment);
    await answerComment({ ...task, repository: { ...task.repository, id: 5 } }, toolsWith());
    expect(seenBy(comment)).toEqual({ reactions: [], answers: [] });
  });
});

describe("refresh", () => {
  test("learns the newest runs that were not seen yet, and then proposes", async () => {
    const order: string[] = [];
    const seen = addRun({ id: 1 });
    await record({
      repository: taskOf(repository.comment(own, "maintainer", "x")).repository,
      run: runOf(seen.id),
    });
    addRun({ id: 2 });
    addRun({ id: 3, status: "in_progress" });
    addRun({ id: 4, path: ".github/workflows/other.yml" });
    addRun({
      id: 5,
      path: ".github/workflows/caller.yml",
      referencedWorkflows: [
        { path: `octo-org/${repository.name}/${path}@refs/heads/main`, sha: "a".repeat(40) },
      ],
    });
    addRun({ id: 6, path: `octo-org/${repository.name}/${path}@main` });
    const { answers, reactions } = await say("maintainer", "/egress refresh", {
      async learnRun(task) {
        order.push(`learn ${task.run.id}`);
        await record(task, task.run.id === 2 ? { notLearned: "fork", jobs: [] } : {});
        return task.run.id === 5 ? [path, ".github/workflows/caller.yml"] : [path];
      },
      async propose(task) {
        order.push(`propose ${task.path}`);
        return resultOf("updated", { added: ["a.example.com:443"], removed: ["b.example.com:443"] });
      },
    });
    expect(order).toEqual([
      "learn 6",
      "learn 5",
      "learn 2",
      "propose .github/workflows/caller.yml",
      `propose ${path}`,
    ]);
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain("Updated this pull request.");
    expect(answers[0]).toContain("Read 3 new runs:\n\n- 2 learned\n- 1 not learned: ");
    expect(answers[0]).toContain("Added 1 endpoint: `a.example.com:443`\n");
    expect(answers[0]).toContain("Removed 1 endpoint: `b.example.com:443`\n");
  });

  test("looks at thirty runs at most", async () => {
    for (let id = 1; id <= 40; id += 1) addRun({ id });
    const learned: number[] = [];
    await say("maintainer", "/egress refresh", {
      async learnRun({ run }) {
        learned.push(run.id);
        return [];
      },
    });
    expect(learned).toEqual(Array.from({ length: 30 }, (_, index) => 40 - index));
  });

  test("tells of runs that GitHub deleted meanwhile, and stops at what may pass", async () => {
    addRun({ id: 1 });
    addRun({ id: 2 });
    const failing = (status: number) => async (): Promise<never> => {
      throw Object.assign(new Error("no"), { status });
    };
    const { answers } = await say("maintainer", "/egress refresh", { learnRun: failing(404) });
    expect(answers[0]).toContain("Read 2 new runs:\n\n- 2 not learned: GitHub has deleted them\n");
    await expect(say("maintainer", "/egress refresh", { learnRun: failing(502) })).rejects.toMatchObject({
      status: 502,
    });
    expect(repository.comments(own).filter(({ author }) => author.login === botLogin)).toHaveLength(1);
  });

  test("reads a run again of which a log was missing", async () => {
    for (const id of [1, 2]) {
      const { id: runId } = addRun({ id });
      const { repository: named } = taskOf(repository.comment(own, "maintainer", "x"));
      const reason = id === 1 ? "log-not-found" : "log-expired";
      const job = { name: "build", jobId: "build", result: "not-learned", reason } as const;
      await record({ repository: named, run: runOf(runId) }, { jobs: [job] });
    }
    const learned: number[] = [];
    await say("maintainer", "/egress refresh", {
      async learnRun({ run }) {
        learned.push(run.id);
        return [path];
      },
    });
    expect(learned).toEqual([1]);
  });

  test.each([
    ["that is not quite over", new UnfinishedJobError("in progress")],
    ["of which a log may still come", new LateLogError(Date.now())],
  ])("leaves a run %s to its own task", async (_, error) => {
    addRun({ id: 1 });
    addRun({ id: 2 });
    const { answers, reactions } = await say("maintainer", "/egress refresh", {
      async learnRun(task) {
        if (task.run.id === 2) throw error;
        await record(task);
        return [path];
      },
    });
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers[0]).toContain("Read 1 new run:\n\n- 1 learned\n");
    expect(answers[0]).not.toContain("deleted");
  });

  test.each<[ProposeAction, string, string]>([
    ["opened", "+1", "Opened #77."],
    ["updated", "+1", "Updated #77."],
    ["unchanged", "+1", "#77 is up to date"],
    ["closed", "+1", "Closed #77"],
    ["none", "+1", "nothing to propose"],
    ["hands-off", "confused", "somebody else pushed"],
    ["rejected", "confused", "with the same list was closed"],
    ["no-file", "confused", `The default branch has no \`${path}\``],
    ["archived", "confused", "archived"],
  ])("%s", async (action, reaction, text) => {
    const { answers, reactions } = await say("maintainer", "/egress refresh", {
      propose: async () => resultOf(action, { pullRequest: 77 }),
    });
    expect(reactions).toEqual(["eyes", reaction]);
    expect(answers[0]).toContain(text);
    expect(answers[0]).toContain("No new run has completed.");
  });

  test("bounds and escapes what it names", async () => {
    const { answers } = await say("maintainer", "/egress refresh", {
      propose: async () =>
        resultOf("updated", {
          added: Array.from({ length: 3_000 }, (_, id) => `${id}.${"x".repeat(200)}.com:443`),
        }),
    });
    expect(answers[0]).toMatch(/Added 3000 endpoints: `0\.x+\.com:443`, .* and 2900 more\n/);
  });
});

describe("one answer", () => {
  test("to the same comment twice at once", async () => {
    const comment = repository.comment(own, "maintainer", "/egress refresh");
    const tools = toolsWith();
    await Promise.all([1, 2, 3].map(() => answerComment(taskOf(comment), tools)));
    await answerComment(taskOf(comment), tools);
    const { reactions, answers } = seenBy(comment);
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers).toHaveLength(1);
    expect(tools.propose).toHaveBeenCalledTimes(3);
  });

  test("to each of two comments", async () => {
    const comments = ["maintainer", "writer"].map((login) =>
      repository.comment(own, login, "/egress status"),
    );
    await Promise.all(comments.map((comment) => answerComment(taskOf(comment), toolsWith())));
    expect(repository.comments(own)).toHaveLength(4);
  });

  test("after a crash between posting and remembering", async () => {
    const comment = repository.comment(own, "maintainer", "/egress help");
    for (let id = 0; id < 120; id += 1) repository.comment(own, "maintainer", `Comment ${id}`);
    await expect(answerComment(taskOf(comment), toolsWith({ store: forgetful() }))).rejects.toThrow("killed");
    expect(await store.answers.isAnswered(repository.id, comment.id)).toBe(false);
    await answerComment(taskOf(comment), toolsWith());
    expect(seenBy(comment).answers).toHaveLength(1);
    expect(await store.answers.isAnswered(repository.id, comment.id)).toBe(true);
  });

  test("where GitHub fails to take it: the client does not post again by itself", async () => {
    const comment = repository.comment(own, "maintainer", "/egress help");
    const before = github.calls.length;
    github.faults.next("POST", postRoute, "502");
    await expect(answerComment(taskOf(comment), toolsWith())).rejects.toMatchObject({ status: 502 });
    const posts = github.calls
      .slice(before)
      .filter(({ method, route }) => method === "POST" && route === postRoute);
    expect(posts).toHaveLength(1);
    await answerComment(taskOf(comment), toolsWith());
    expect(seenBy(comment).answers).toHaveLength(1);
  });

  test.each([
    ["the comments", "GET", postRoute],
    ["the comment", "GET", "/repos/{owner}/{repo}/issues/comments/{comment_id}"],
    ["the issue", "GET", "/repos/{owner}/{repo}/issues/{issue_number}"],
    ["the pull request", "GET", "/repos/{owner}/{repo}/pulls/{pull_number}"],
    ["the permission", "GET", "/repos/{owner}/{repo}/collaborators/{username}/permission"],
  ])("where a look at %s breaks off", async (_, method, route) => {
    const comment = repository.comment(own, "maintainer", "/egress help");
    github.faults.next(method, route, "reset-mid-body");
    await Promise.allSettled([answerComment(taskOf(comment), toolsWith({ store: forgetful() }))]);
    github.faults.next(method, route, "reset-mid-body");
    await Promise.allSettled([answerComment(taskOf(comment), toolsWith({ store: forgetful() }))]);
    await answerComment(taskOf(comment), toolsWith());
    const { reactions, answers } = seenBy(comment);
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers).toHaveLength(1);
  });

  test("when another holds the claim and dies", async () => {
    const comment = repository.comment(own, "maintainer", "/egress help");
    await store.answers.claim(repository.id, comment.id, 300);
    await answerComment(taskOf(comment), toolsWith());
    expect(seenBy(comment).answers).toHaveLength(1);
  });

  test("whatever others write that looks like one", async () => {
    const comment = repository.comment(own, "maintainer", "/egress help");
    repository.comment(own, "reader", `<!-- egress-bot:answer=${comment.id} -->`);
    await answerComment(taskOf(comment), toolsWith());
    expect(seenBy(comment).answers).toHaveLength(1);
  });
});

test("a claim is one holder's, until it is released or over", async () => {
  const first = await store.answers.claim(7, 1, 60_000);
  expect(await store.answers.claim(7, 1, 60_000)).toBeNull();
  expect(await store.answers.claim(7, 2, 60_000)).not.toBeNull();
  await first?.release();
  const second = await store.answers.claim(7, 1, 60_000);
  expect(second).not.toBeNull();
  await first?.release();
  expect(await store.answers.claim(7, 1, 60_000)).toBeNull();
  expect(await redis.redis.pttl("egress:1:{7}:answering:1")).toBeGreaterThan(50_000);
});

describe("reactions", () => {
  const route = "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
  test("that are not permitted do no harm", async () => {
    for (let count = 0; count < 2; count += 1) github.faults.next("POST", route, "forbidden");
    const { reactions, answers } = await say("maintainer", "/egress help");
    expect(reactions).toEqual([]);
    expect(answers).toHaveLength(1);
  });

  test("that meet a limit wait for it", async () => {
    github.faults.retryAfterSeconds = 600;
    github.faults.next("POST", route, "secondary-limit");
    await expect(say("maintainer", "/egress help")).rejects.toMatchObject({ status: 403 });
    expect(repository.comments(own)).toHaveLength(1);
  });
});

describe("hostile text", () => {
  const tail =
    " @octo-org/everyone <img src=x onerror=alert(1)> | [x](javascript:y) ``` <!-- --> #1 ![](http://e.vil)".repeat(
      100,
    );

  test.each(["status", "help", "refresh"])("behind /egress %s means nothing", async (word) => {
    const { reactions, answers } = await say("maintainer", `/egress ${word}${tail}`);
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers).toHaveLength(1);
    for (const part of ["octo-org/everyone", "img", "javascript", "e.vil"])
      expect(answers[0]).not.toContain(part);
  });

  test.each([
    ["@octo-org/everyone", "@"],
    ["<img/src=x>", "<img"],
    ["![](http://e.vil)", "]("],
    ["`|<!--", "`|"],
  ])("in place of a command is escaped: %s", async (word, raw) => {
    const { reactions, answers } = await say("maintainer", `/egress ${word}`);
    expect(reactions).toEqual(["eyes", "confused"]);
    expect(answers[0]).toContain("**There is no command <code>");
    expect(answers[0]).not.toContain(raw);
    expect(answers[0]).toContain("`/egress refresh [FILE]`");
  });
});

test("status shows the file of the default branch and the runs that were not learned", async () => {
  await record(
    { repository: taskOf(repository.comment(own, "maintainer", "x")).repository, run: runOf(41) },
    { notLearned: "other-branch", jobs: [] },
  );
  const { answers, tools } = await say("maintainer", "/egress status");
  expect(answers[0]).toContain("**Waiting (1)** Nothing to do: ");
  expect(answers[0]).toContain("- `ci.yml` › `build`: no run has been learned yet");
  expect(answers[0]).toMatch(
    /\| not learned \| [^|`]+ \| 1 \| \[41\]\(http[^)]+\/runs\/41\/attempts\/1\) of ci\.yml \|/,
  );
  expect(tools.learnRun).not.toHaveBeenCalled();
  expect(tools.propose).not.toHaveBeenCalled();
});
