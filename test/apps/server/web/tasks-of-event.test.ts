import { describe, expect, test } from "vitest";
import {
  answerCommentOf,
  checkSettingsOf,
  forgottenFrom,
  forgottenWith,
  learnRunOf,
  type Payload,
  proposalOf,
  proposePushedOf,
} from "../../../../src/apps/server/web/tasks-of-event.ts";
import { eventOf } from "../../../support/payloads.ts";
import { repositoryOf } from "../../../support/tasks.ts";

const repository = repositoryOf(5);
type Changes = Record<string, unknown>;

describe("a completed run", () => {
  const run = {
    id: 100,
    run_attempt: 2,
    path: ".github/workflows/ci.yml@main",
    event: "push",
    conclusion: "success",
    head_branch: "main",
    head_sha: "a".repeat(40),
    repository: { full_name: "octo-org/repository-5" },
    head_repository: { id: 5 },
    created_at: "2026-01-01T12:00:00Z",
  };
  const learn = (changes: Changes, runChanges: Changes = {}) =>
    learnRunOf(
      eventOf<Payload<"workflow_run.completed">>("workflow_run", {
        action: "completed",
        workflow_run: { ...run, ...runChanges },
        ...changes,
      }),
    );

  test("is learned", () => {
    expect(learn({})).toMatchObject({
      repository,
      run: { id: 100, attempt: 2, path: ".github/workflows/ci.yml" },
    });
  });

  test.each<[string, Changes, Changes?]>([
    ["not of an installation", { installation: undefined }],
    ["of GitHub's own workflow", {}, { path: "dynamic/github-code-scanning/codeql" }],
    ["that is none", { workflow_run: null }],
  ])("%s is not", (_, changes, runChanges) => {
    expect(learn(changes, runChanges)).toBeNull();
  });
});

describe("a comment", () => {
  const comment = {
    id: 7,
    body: "/egress status",
    user: { login: "octocat" },
    performed_via_github_app: null,
  };
  const read = ({ body = comment.body, ...changes }: Changes) =>
    answerCommentOf(
      eventOf<Payload<"issue_comment.created">>("issue_comment", {
        action: "created",
        issue: { number: 3, pull_request: { url: "https://…" } },
        comment: { ...comment, body },
        sender: { login: "octocat", type: "User" },
        ...changes,
      }),
    );

  test("with a command is answered", () => {
    expect(read({})).toEqual({
      repository,
      pullRequest: 3,
      commentId: 7,
      author: "octocat",
      body: "/egress status",
    });
  });

  test.each(["/EGRESS refresh", "/egress", "/egress refresh\nplease", "/egressive"])(
    "that begins %j goes on to be read",
    (body) => {
      expect(read({ body })?.body).toBe(body);
    },
  );

  test("is cut to what a comment can hold", () => {
    expect(read({ body: `/egress ${"x".repeat(100_000)}` })?.body).toHaveLength(65_536);
  });

  test.each(["/egress status", "/egress refresh", "/egress allow a.example.com why", "/egressive"])(
    "on an issue too: %j",
    (body) => {
      expect(read({ body, issue: { number: 3, pull_request: undefined } })?.body).toBe(body);
    },
  );

  test.each<[string, Changes]>([
    ["without a command", { body: "please /egress refresh" }],
    ["quoting one", { body: "> /egress refresh" }],
    ["behind a blank", { body: " /egress help" }],
    ["by a bot", { sender: { login: "x[bot]", type: "Bot" } }],
    ["through an App", { comment: { ...comment, performed_via_github_app: { id: 1 } } }],
    ["of nobody", { comment: { ...comment, user: null } }],
    ["not of an installation", { installation: undefined }],
  ])("%s is not", (_, changes) => {
    expect(read(changes)).toBeNull();
  });
});

describe("a pull request", () => {
  const read = (head: Changes, changes: Changes = {}) =>
    proposalOf(
      eventOf<Payload<"pull_request.closed">>("pull_request", {
        action: "closed",
        pull_request: { head: { ref: "egress-bot/ci.yml", repo: { id: 5 }, ...head } },
        ...changes,
      }),
    );

  test("of the bot's branch is looked at", () => {
    expect(read({})).toEqual({ repository, path: ".github/workflows/ci.yml" });
  });

  test.each<[string, Changes, Changes?]>([
    ["of another branch", { ref: "feature" }],
    ["of a name that is not a workflow file's", { ref: "egress-bot/../ci.yml" }],
    ["of a fork with the same branch", { repo: { id: 6 } }],
    ["of a fork that is gone", { repo: null }],
    ["not of an installation", {}, { installation: undefined }],
  ])("%s is not", (_, head, changes) => {
    expect(read(head, changes)).toBeNull();
  });
});

describe("a push", () => {
  const read = (changes: Changes) =>
    proposePushedOf(
      eventOf<Payload<"push">>("push", {
        ref: "refs/heads/main",
        commits: [],
        sender: { login: "octocat", type: "User" },
        ...changes,
      }),
    )?.paths ?? [];

  test("to the default branch: the workflow files it touched, each once", () => {
    const commits = [
      { added: [".github/workflows/new.yaml"], modified: ["README.md"], removed: [] },
      { added: [], modified: [".github/workflows/ci.yml"], removed: [".github/workflows/new.yaml"] },
      { modified: [".github/workflows/ci.yml", ".github/workflows/sub/x.yml", "x/.github/workflows/y.yml"] },
    ];
    expect(read({ commits })).toEqual([".github/workflows/new.yaml", ".github/workflows/ci.yml"]);
  });

  test("all of them in one task, however many", () => {
    const added = Array.from({ length: 200 }, (_, i) => `.github/workflows/${i}.yml`);
    expect(read({ commits: [{ added }] })).toEqual(added);
  });

  test("to the bot's branch by a person: its file", () => {
    expect(read({ ref: "refs/heads/egress-bot/ci.yml" })).toEqual([".github/workflows/ci.yml"]);
  });

  test.each<[string, Changes]>([
    ["to the bot's branch by a bot", { ref: "refs/heads/egress-bot/ci.yml", sender: { type: "Bot" } }],
    ["to another branch", { ref: "refs/heads/x", commits: [{ added: [".github/workflows/ci.yml"] }] }],
    ["of a tag", { ref: "refs/tags/main", commits: [{ added: [".github/workflows/ci.yml"] }] }],
    ["of nothing", {}],
  ])("%s: nothing", (_, changes) => {
    expect(read(changes)).toEqual([]);
  });
});

describe("a push of settings", () => {
  const settings = ".github/egress-bot.yml";
  const read = (changes: Changes) =>
    checkSettingsOf(eventOf<Payload<"push">>("push", { ref: "refs/heads/main", commits: [], ...changes }));

  test.each<[string, Changes]>([
    ["adds", { added: [settings] }],
    ["changes", { added: ["x"], modified: [".github/workflows/ci.yml", settings] }],
    ["removes", { modified: null, removed: [settings] }],
  ])("that %s them is looked at, whoever pushed", (_, commit) => {
    expect(read({ commits: [{ added: ["README.md"] }, commit] })).toEqual({ repository });
    expect(read({ commits: [commit], sender: { type: "Bot" } })).toEqual({ repository });
  });

  test.each<[string, Changes]>([
    ["to another branch", { ref: "refs/heads/topic", commits: [{ added: [settings] }] }],
    ["of a tag", { ref: "refs/tags/main", commits: [{ added: [settings] }] }],
    ["of other files", { commits: [{ added: ["x/.github/egress-bot.yml", ".github/egress-bot.yaml"] }] }],
    ["of nothing", {}],
    ["not of an installation", { installation: undefined, commits: [{ added: [settings] }] }],
  ])("%s is not", (_, changes) => {
    expect(read(changes)).toBeNull();
  });
});

describe("what the App may no longer see is forgotten", () => {
  const list = [
    { id: 5, full_name: "octo-org/x" },
    { id: 6, full_name: "octo-org/y" },
  ];
  const tasks = [{ repositoryId: 5 }, { repositoryId: 6 }];

  test("with an installation", () => {
    expect(
      forgottenWith(
        eventOf<Payload<"installation.deleted">>("installation", { action: "deleted", repositories: list }),
      ),
    ).toEqual(tasks);
    expect(
      forgottenWith(
        eventOf<Payload<"installation.deleted">>("installation", {
          action: "deleted",
          repositories: undefined,
        }),
      ),
    ).toEqual([]);
  });

  test("with a repository", () => {
    const payload = { action: "removed", repositories_removed: list };
    const from = (name: string) => ({ from: { installationId: 1, owner: "octo-org", name } });
    expect(
      forgottenFrom(
        eventOf<Payload<"installation_repositories.removed">>("installation_repositories", payload),
      ),
    ).toEqual([
      { repositoryId: 5, ...from("x") },
      { repositoryId: 6, ...from("y") },
    ]);
  });
});
