import { Probot, ProbotOctokit } from "probot";
import { describe, expect, test } from "vitest";
import {
  app,
  call,
  github,
  installation,
  installationToken,
  path,
  repository,
  useFakeGitHub,
  workflow,
  zero,
} from "./harness.ts";

useFakeGitHub();

describe("Probot's Octokit", () => {
  test("opens a pull request with a signed commit", async () => {
    const probot = new Probot({
      appId: 1,
      privateKey: app.privateKey,
      baseUrl: github.baseUrl,
      logLevel: "fatal",
      // As a function: Probot replaces an object's `throttle` by its own.
      Octokit: ProbotOctokit.defaults((options: object) => ({ ...options, throttle: { enabled: false } })),
    });
    const octokit = await probot.auth(installation.id);
    const where = { owner: "octo-org", repo: "octo-repo" };
    const { data: found } = await octokit.rest.repos.get(where);
    const { data: main } = await octokit.rest.git.getRef({ ...where, ref: `heads/${found.default_branch}` });
    const { data: file } = await octokit.rest.repos.getContent({ ...where, path: workflow });
    if (Array.isArray(file) || file.type !== "file") throw new Error("no file");
    const text = Buffer.from(file.content, "base64").toString();
    const { data: tree } = await octokit.rest.git.createTree({
      ...where,
      base_tree: main.object.sha,
      tree: [{ path: workflow, mode: "100644", type: "blob", content: `# changed\n${text}` }],
    });
    const { data: commit } = await octokit.rest.git.createCommit({
      ...where,
      message: "Change it",
      tree: tree.sha,
      parents: [main.object.sha],
    });
    expect(commit.verification.verified).toBe(true);
    const { updateRefs } = await octokit.graphql<{ updateRefs: unknown }>(
      "mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }",
      {
        input: {
          repositoryId: found.node_id,
          refUpdates: [{ name: "refs/heads/egress-bot/ci.yml", beforeOid: zero, afterOid: commit.sha }],
        },
      },
    );
    expect(updateRefs).toEqual({ clientMutationId: null });
    const { data: pull } = await octokit.rest.pulls.create({
      ...where,
      title: "Change it",
      head: "egress-bot/ci.yml",
      base: "main",
      body: "Why",
    });
    expect(pull).toMatchObject({
      mergeable: true,
      commits: 1,
      changed_files: 1,
      user: { login: app.botLogin },
    });
    const { data: head } = await octokit.rest.repos.getCommit({ ...where, ref: "egress-bot/ci.yml" });
    expect(head).toMatchObject({
      author: { login: app.botLogin, type: "Bot" },
      commit: { verification: { verified: true, reason: "valid" } },
      files: [{ filename: workflow, additions: 1, deletions: 0 }],
    });
    repository.mergePull(pull.number, "mona", "squash");
    expect(repository.file(workflow)?.content).toBe(`# changed\n${text}`);
    expect(repository.file("run.sh")?.mode).toBe("100755");
    const { data: merged } = await octokit.rest.pulls.get({ ...where, pull_number: pull.number });
    expect(merged).toMatchObject({ state: "closed", merged: true, merged_by: { login: "mona" } });
    expect(github.violations).toEqual([]);
    expect(github.calls.every(({ status }) => status < 400)).toBe(true);
  });

  test("corrects its clock by the fake's", async () => {
    github.clock.set("2026-01-01T00:00:00Z");
    const probot = new Probot({
      appId: 1,
      privateKey: app.privateKey,
      baseUrl: github.baseUrl,
      logLevel: "fatal",
    });
    const octokit = await probot.auth(installation.id);
    expect((await octokit.rest.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1);
  });
});

describe("strictness", () => {
  test.each<[string, string, unknown, number]>([
    ["GET", `${path}/unknown`, undefined, 404],
    ["GET", `${path}/pulls?sate=open`, undefined, 422],
    ["GET", `${path}/pulls?head=no-owner`, undefined, 422],
    ["GET", `${path}/pulls?per_page=101`, undefined, 422],
    ["POST", `${path}/git/blobs`, { content: "x", extra: true }, 422],
    ["POST", `${path}/git/blobs`, {}, 422],
    ["POST", `${path}/git/blobs`, "not JSON", 422],
  ])("%s %s with %j is a violation", async (method, where, body, status) => {
    expect((await call(method, where, { body })).status).toBe(status);
    expect(github.violations).toHaveLength(1);
  });

  test("so is another content type", async () => {
    const headers = { authorization: `Bearer ${await installationToken()}`, "content-type": "text/plain" };
    const url = `${github.baseUrl}${path}/git/blobs`;
    const response = await fetch(url, { method: "POST", headers, body: '{"content":"x"}' });
    expect(response.status).toBe(422);
    expect(github.violations).toHaveLength(1);
  });

  test("what can happen to a good client is none", async () => {
    await call("GET", `${path}/contents/absent`);
    await call("GET", `${path}/pulls/99`);
    expect(github.violations).toEqual([]);
    expect(github.calls.map(({ route, status }) => [route, status]).slice(-2)).toEqual([
      ["/repos/{owner}/{repo}/contents/{path...}", 404],
      ["/repos/{owner}/{repo}/pulls/{pull_number}", 404],
    ]);
  });
});

describe("pages, tags and limits", () => {
  test("lists come in pages with Link", async () => {
    const run = { repository, path: workflow, jobs: [] };
    for (let index = 0; index < 5; index += 1) github.addRun(run);
    const second = await call("GET", `${path}/actions/runs?per_page=2&page=2`);
    expect(second.body.workflow_runs).toHaveLength(2);
    const link = second.headers.get("link") ?? "";
    const at = (page: number) => `<${github.baseUrl}${path}/actions/runs?per_page=2&page=${page}>`;
    expect(link.split(", ")).toEqual([
      `${at(1)}; rel="prev"`,
      `${at(3)}; rel="next"`,
      `${at(3)}; rel="last"`,
      `${at(1)}; rel="first"`,
    ]);
  });

  test("what has not changed is 304 and free", async () => {
    const first = await call("GET", path);
    const etag = first.headers.get("etag") ?? "";
    const second = await call("GET", path, { etag });
    expect(second.status).toBe(304);
    const limit = (await call("GET", "/rate_limit")).body.rate;
    expect(limit).toMatchObject({ limit: 5000, used: 1, remaining: 4999 });
    repository.setArchived(true);
    expect((await call("GET", path, { etag })).status).toBe(200);
  });

  test("a tag holds for the token that got it, and for no other", async () => {
    const etag = (await call("GET", path)).headers.get("etag") ?? "";
    const token = await installationToken({ metadata: "read" });
    expect((await call("GET", path, { etag, token })).status).toBe(200);
    expect((await call("GET", path, { etag })).status).toBe(304);
  });

  test("an hour has so many requests", async () => {
    github.setRateLimit(2);
    const left = [];
    for (let index = 0; index < 3; index += 1) {
      const { status, headers } = await call("GET", path);
      left.push([status, headers.get("x-ratelimit-remaining")]);
    }
    expect(left).toEqual([
      [200, "1"],
      [200, "0"],
      [403, "0"],
    ]);
    github.clock.advance(3_600_000);
    const token = await installationToken({ metadata: "read" });
    expect((await call("GET", path, { token })).status).toBe(200);
  });
});

describe("check runs", () => {
  test("are written by Apps and found by commit", async () => {
    const body = { name: "egress", head_sha: repository.head(), status: "in_progress" };
    const created = await call("POST", `${path}/check-runs`, { body });
    expect(created).toMatchObject({ status: 201 });
    const { id } = created.body;
    const output = { title: "t", summary: "s" };
    await call("PATCH", `${path}/check-runs/${id}`, { body: { conclusion: "neutral", output } });
    expect((await call("GET", `${path}/commits/main/check-runs`)).body).toMatchObject({
      total_count: 1,
      check_runs: [{ id, status: "completed", conclusion: "neutral", output }],
    });
  });
});
