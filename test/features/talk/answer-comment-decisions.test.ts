import { beforeEach, describe, expect, test } from "vitest";
import type { ProposeAction } from "../../../src/features/propose/result.ts";
import { answerComment } from "../../../src/features/talk/answer-comment.ts";
import type { AnswerTools } from "../../../src/features/talk/question/tools.ts";
import { iso } from "../../fake-github/clock.ts";
import type { Comment } from "../../fake-github/state/repository.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import {
  botLogin,
  branch,
  forgetful,
  github,
  guardedSteps,
  openPull,
  own,
  path,
  repository,
  resultOf,
  say,
  seenBy,
  store,
  taskOf,
  toolsWith,
  useAnswerWorld,
} from "./answer-comment-setup.ts";

const other = ".github/workflows/other.yml";
const plain = "    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";
const done = guardedSteps.replace("audit", "block");
useAnswerWorld({
  [path]: `on: push\njobs:\n  build:\n${guardedSteps}  done:\n${done}  plain:\n${plain}`,
  [other]: `on: push\njobs:\n  build:\n${guardedSteps}  lint:\n${guardedSteps}  plain:\n${plain}`,
  ".github/workflows/broken.yml": "jobs: [",
});

const quiet: readonly Run[] = Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] }));

async function teach(
  jobId: string,
  runs: readonly Run[],
  source: "default-branch" | "untrusted" = "default-branch",
) {
  await store.baselines.merge({ repositoryId: repository.id, path, jobId, source }, learn(runs));
}

/** When a comment was written, as GitHub says. */
function timeOf({ createdAt }: Comment): string {
  return iso(createdAt);
}

const read = () => store.decisions.read(repository.id, path);

/** Commands that change what is remembered, and where they leave it alone if they are not obeyed. */
const changing = [
  "/egress allow b.example.com we need it",
  "/egress deny a.example.com",
  "/egress propose build",
  "/egress ignore build",
  "/egress audit build",
  "/egress relearn build",
  "/egress explain a.example.com",
  "/egress status",
] as const;

describe.each(changing)("%s", (body) => {
  beforeEach(() => teach("build", [{ calls: ["a.example.com"] }]));

  test("is not obeyed from a reader", async () => {
    const { reactions, answers, tools } = await say("reader", body);
    expect(reactions).toEqual(["confused"]);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain("Commands need write access");
    expect(tools.propose).not.toHaveBeenCalled();
    expect(tools.backfill).not.toHaveBeenCalled();
    expect(await read()).toEqual({ endpoints: [], jobs: new Map() });
    expect(await store.baselines.list(repository.id)).toHaveLength(1);
  });

  test("is ignored from a bot", async () => {
    const { reactions, answers, tools } = await say(botLogin, body);
    expect(reactions).toEqual([]);
    expect(answers).toEqual([body]);
    expect(tools.propose).not.toHaveBeenCalled();
  });

  test("is answered once, however often it is delivered and wherever the worker dies", async () => {
    const comment = repository.comment(own, "writer", body);
    await expect(answerComment(taskOf(comment), toolsWith({ store: forgetful() }))).rejects.toThrow("killed");
    const once = await read();
    await answerComment(taskOf(comment), toolsWith());
    const tools = toolsWith();
    await Promise.all([1, 2].map(() => answerComment(taskOf(comment), tools)));
    expect(seenBy(comment).answers).toHaveLength(1);
    expect(seenBy(comment).reactions).toEqual(["eyes", "+1"]);
    expect(tools.propose).not.toHaveBeenCalled();
    expect(await read()).toEqual(once);
  });
});

describe("allow and deny", () => {
  test("remember who, when and why, for the file, and say what changed", async () => {
    const { answers, reactions, tools, comment } = await say(
      "writer",
      "/egress allow B.example.com:8443 the <b>mirror</b> @all",
      {
        propose: async () => resultOf("updated", { added: ["b.example.com:8443"] }),
      },
    );
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers[0]).toContain("**`b.example.com:8443` is allowed for every job of `ci.yml`**");
    expect(answers[0]).toContain("Updated this pull request.");
    expect(answers[0]).toContain("Added 1 endpoint: `b.example.com:8443`");
    expect(await read()).toEqual({
      endpoints: [
        {
          kind: "allow",
          endpoint: "b.example.com:8443",
          origin: { kind: "person", login: "writer", at: timeOf(comment), reason: "the <b>mirror</b> @all" },
        },
      ],
      jobs: new Map(),
    });
    expect(tools.learnRun).not.toHaveBeenCalled();
    expect((await store.decisions.read(repository.id, other)).endpoints).toEqual([]);
  });

  test("in answer to a refusal are about the jobs that were refused it", async () => {
    await teach("done", [{ refused: ["b.example.com"] }]);
    const { answers, comment } = await say("writer", "/egress allow b.example.com the new version needs it");
    expect(answers[0]).toContain("is allowed in `ci.yml` for done**");
    expect((await read()).endpoints).toMatchObject([
      { endpoint: "b.example.com:443", origin: { at: timeOf(comment) }, jobs: ["done"] },
    ]);
  });

  test("a later word takes the place of the earlier, which the answer quotes", async () => {
    await store.decisions.decideEndpoint(repository.id, path, {
      kind: "allow",
      endpoint: "b.example.com:443",
      origin: { kind: "person", login: "octocat", at: "2020-01-01T00:00:00Z", reason: "<b>@all</b>" },
    });
    const { answers } = await say("writer", "/egress deny b.example.com");
    expect(answers[0]).toContain("**`b.example.com:443` is denied for every job of `ci.yml`**");
    expect(answers[0]).toContain(
      "This replaces `allow` by octocat on 1 Jan 2020: &lt;b&gt;&#64;&#8203;all&lt;/b&gt;.",
    );
    expect((await read()).endpoints.map(({ kind }) => kind)).toEqual(["deny"]);
  });

  test("a later word stands against an earlier one that is answered after it", async () => {
    await store.decisions.decideEndpoint(repository.id, path, {
      kind: "deny",
      endpoint: "b.example.com:443",
      origin: { kind: "person", login: "octocat", at: "2099-01-01T00:00:00Z", reason: "" },
    });
    const { answers } = await say("writer", "/egress allow b.example.com we need it");
    expect(answers[0]).toContain(
      "A later decision about `b.example.com:443` holds: `deny` by octocat on 1 Jan 2099.",
    );
    expect(answers[0]).not.toContain("is allowed");
    expect((await read()).endpoints.map(({ kind }) => kind)).toEqual(["deny"]);
  });

  test.each([
    ["/egress allow b.example.com", "reason is missing", "/egress allow [FILE:JOB] HOST[:PORT] REASON"],
    ["/egress allow 10.0.0.1 x", "host names only", "/egress allow [FILE:JOB] HOST[:PORT] REASON"],
    ["/egress allow a.example.com:53 x", "only TCP", "/egress allow [FILE:JOB] HOST[:PORT] REASON"],
    ["/egress allow db.internal x", "a private name", "/egress allow [FILE:JOB] HOST[:PORT] REASON"],
    ["/egress allow *.cloudfront.net x", "let strangers in", "/egress allow [FILE:JOB] HOST[:PORT] REASON"],
    ["/egress deny", "host is missing", "/egress deny [FILE] HOST[:PORT] [REASON]"],
    ["/egress explain a b", "too many words", "/egress explain [FILE:JOB] [HOST[:PORT]]"],
    ["/egress relearn <img>", "not a job", "/egress relearn [FILE:JOB]"],
  ])("mistakes are named: %s", async (body, why, usage) => {
    const { answers, reactions, tools } = await say("writer", body);
    expect(reactions).toEqual(["eyes", "confused"]);
    expect(answers[0]).toContain(why);
    expect(answers[0]).toContain(`Write it like this: \`${usage}\``);
    expect(tools.propose).not.toHaveBeenCalled();
    expect(await read()).toEqual({ endpoints: [], jobs: new Map() });
  });
});

describe("a job", () => {
  test.each([
    [
      "/egress ignore nope",
      "no such job on the default branch",
      "- `/egress ignore ci.yml:done`\n- `/egress ignore ci.yml:build`",
    ],
    [
      "/egress ignore other.yml:nope",
      "no such job",
      "- `/egress ignore other.yml:build`\n- `/egress ignore other.yml:lint`",
    ],
    ["/egress ignore none.yml:build", "no such workflow file", ""],
    ["/egress ignore broken.yml:build", "cannot be read", ""],
  ])("that is not there is answered with those that are: %s", async (body, why, known) => {
    const { answers, reactions } = await say("writer", body);
    expect(reactions).toEqual(["eyes", "confused"]);
    expect(answers[0]).toContain(why);
    expect(answers[0]).toContain(known);
  });

  test("of another file is named with the file", async () => {
    const { answers } = await say("writer", "/egress ignore other.yml:lint");
    expect(answers[0]).toContain("I leave `other.yml:lint` alone");
    expect((await store.decisions.read(repository.id, other)).jobs.get("lint")?.kind).toBe("ignore");
    expect((await read()).jobs.size).toBe(0);
  });

  test("is left alone, which can be taken back", async () => {
    await teach("build", quiet);
    const ignored = await say("writer", "/egress ignore build", { propose: async () => resultOf("closed") });
    expect(ignored.reactions).toEqual(["eyes", "+1"]);
    expect(ignored.answers[0]).toContain("comment `/egress propose ci.yml:build`");
    expect(ignored.answers[0]).toContain("Closed this pull request");
    expect((await read()).jobs.get("build")).toEqual({
      kind: "ignore",
      login: "writer",
      at: timeOf(ignored.comment),
    });
    const proposed = await say("maintainer", "/egress propose build");
    expect(proposed.answers.at(-1)).toContain("**`ci.yml:build` is proposed.** It has passed every check.");
    expect((await read()).jobs.get("build")).toMatchObject({
      kind: "propose",
      login: "maintainer",
      gates: [],
    });
  });

  test("is proposed although gates hold it, which are remembered and named", async () => {
    await teach("build", [
      { calls: ["a.example.com"] },
      { calls: ["b.example.com"], addresses: ["203.0.113.9:443"] },
    ]);
    const { answers, reactions, tools } = await say("writer", "/egress propose build", {
      propose: async () => resultOf("opened", { pullRequest: 77 }),
    });
    expect(reactions).toEqual(["eyes", "+1"]);
    const decision = (await read()).jobs.get("build");
    expect(decision).toMatchObject({ kind: "propose", login: "writer" });
    const gates = decision?.kind === "propose" ? decision.gates : [];
    expect(gates).toEqual(expect.arrayContaining(["address-without-name", "too-few-runs", "too-few-days"]));
    expect(answers[0]).toContain("is proposed even though some checks have not passed:**\n\n- ");
    expect(answers[0]?.match(/^- /gm)).toHaveLength(gates.length);
    expect(answers[0]).toContain("Opened #77.");
    expect(tools.backfill).not.toHaveBeenCalled();
  });

  test("asked for again keeps the gates that were overridden before", async () => {
    await teach("build", [{ calls: ["a.example.com"] }]);
    await say("writer", "/egress propose build");
    const first = (await read()).jobs.get("build");
    await say("maintainer", "/egress propose build");
    expect((await read()).jobs.get("build")).toMatchObject({
      gates: first?.kind === "propose" ? first.gates : null,
      login: "maintainer",
    });
  });

  test("whose pattern waits for a word is proposed with it", async () => {
    const runs = Array.from({ length: 12 }, (_, at) => ({
      calls: ["a.example.com", `w${at}.cdn.example.com`],
    }));
    await teach("build", runs);
    await say("writer", "/egress propose build");
    expect((await read()).jobs.get("build")).toMatchObject({
      gates: expect.arrayContaining(["wildcard-not-confirmed"]),
    });
  });

  test.each([
    ["plain", "it has no Harden-Runner step"],
    ["done", "no run has shown yet"],
    ["build", "no run has been learned yet"],
  ])("cannot be proposed by any word: %s", async (jobId, why) => {
    const { answers, reactions, tools } = await say("writer", `/egress propose ${jobId}`);
    expect(reactions).toEqual(["eyes", "confused"]);
    expect(answers[0]).toContain(`\`ci.yml:${jobId}\` cannot be proposed:`);
    expect(answers[0]).toContain(why);
    expect(tools.propose).not.toHaveBeenCalled();
    expect((await read()).jobs.size).toBe(0);
  });

  test("is learned again: all that was learned goes, what was said stays", async () => {
    await teach("build", quiet);
    await teach("build", quiet, "untrusted");
    await teach("done", quiet);
    await say("writer", "/egress deny a.example.com");
    const { answers, reactions, tools } = await say("writer", "/egress relearn build");
    expect(reactions).toEqual(["eyes", "+1"]);
    expect(answers.at(-1)).toContain("What was learned about `ci.yml:build` is forgotten.");
    expect((await store.baselines.list(repository.id)).map(({ jobId }) => jobId)).toEqual(["done"]);
    const { id, owner, name } = repository;
    expect(tools.backfill).toHaveBeenCalledExactlyOnceWith({
      repository: { installationId: expect.any(Number), id, owner, name },
      again: path,
    });
    expect((await read()).endpoints).toHaveLength(1);
  });

  test.each<[ProposeAction, string]>([
    ["rejected", "confused"],
    ["hands-off", "confused"],
    ["none", "+1"],
  ])("with a proposal that ends as %s is answered with %s", async (action, reaction) => {
    const { reactions } = await say("writer", "/egress ignore build", {
      propose: async () => resultOf(action),
    });
    expect(reactions).toEqual(["eyes", reaction]);
  });
});

describe("on what is not the bot's", () => {
  const places: readonly [string, () => number][] = [
    ["an issue", () => repository.openIssue("reader", "x").number],
    ["a pull request", () => openPull("maintainer", "topic")],
    [
      "a pull request from a branch like the bot's",
      () => openPull("maintainer", branch.replace("ci", "other")),
    ],
  ];
  async function ask(login: string, body: string, number: number, changes: Partial<AnswerTools> = {}) {
    const { reactions, answers, tools } = await say(login, body, changes, number);
    return { reactions, answers, tools };
  }

  describe.each(places)("%s", (_, open) => {
    test("a writer gets the status", async () => {
      const { reactions, answers } = await ask("writer", "/egress status", open());
      expect(reactions).toEqual(["eyes", "+1"]);
      for (const job of ["`ci.yml` › `build`", "`other.yml` › `lint`"]) expect(answers[0]).toContain(job);
    });

    test("a writer may have a job proposed", async () => {
      await teach("build", quiet);
      const { reactions, answers, tools } = await ask("writer", "/egress propose ci.yml:build", open());
      expect(reactions).toEqual(["eyes", "+1"]);
      expect(answers[0]).toContain(`#${own} is up to date`);
      expect(tools.propose).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ path }), true);
    });
  });

  test("a job that several files have must be named with its file", async () => {
    const { reactions, answers, tools } = await ask(
      "writer",
      "/egress propose build",
      repository.openIssue("reader", "x").number,
    );
    expect(reactions).toEqual(["eyes", "confused"]);
    expect(answers[0]).toContain("- `/egress propose ci.yml:build`\n- `/egress propose other.yml:build`");
    expect(tools.propose).not.toHaveBeenCalled();
  });

  test("a job that one file has need not be, and mistakes are named", async () => {
    const { number } = repository.openIssue("reader", "x");
    const found = await ask("writer", "/egress propose lint", number);
    expect(found.answers[0]).toContain("`other.yml:lint` cannot be proposed:** no run has been learned yet");
    const unknown = await ask("writer", "/egress propose nope", number);
    expect(unknown.answers.at(-1)).toContain(
      "- `/egress propose ci.yml:done`\n- `/egress propose ci.yml:build`\n- `/egress propose other.yml:build`",
    );
    const missing = await ask("writer", "/egress propose", number);
    expect(missing.answers.at(-1)).toContain("does not say which job");
    expect(missing.reactions).toEqual(["eyes", "confused"]);
  });

  test("one answer, however often it is delivered", async () => {
    const { number } = repository.openIssue("reader", "x");
    const comment = repository.comment(number, "writer", "/egress status");
    await expect(answerComment(taskOf(comment), toolsWith({ store: forgetful() }))).rejects.toThrow("killed");
    await Promise.all([1, 2].map(() => answerComment(taskOf(comment), toolsWith())));
    expect(repository.comments(number)).toHaveLength(2);
  });

  test("a look at the permission that breaks off is not taken for an answer", async () => {
    const { number } = repository.openIssue("reader", "x");
    const comment = repository.comment(number, "writer", "/egress status");
    github.faults.next("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", "reset-mid-body");
    await Promise.allSettled([answerComment(taskOf(comment), toolsWith())]);
    await answerComment(taskOf(comment), toolsWith());
    expect(repository.comments(number)).toHaveLength(2);
  });
});
