import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createBot } from "../../../../src/adapters/github/client/bot.ts";
import { useOf } from "../../../../src/adapters/github/client/narrow-tokens.ts";
import { readSharedFile } from "../../../../src/adapters/github/files/settings-file.ts";
import { app, github, installation, repository, useFakeGitHub } from "../../../fake-github/harness.ts";

useFakeGitHub();

function createConnect() {
  const { id, privateKey, webhookSecret } = app;
  const pace = { retryBase: 1, timeout: 60_000, throttled: false };
  const bot = createBot({ id, privateKey, webhookSecret }, github.baseUrl, pace, pino({ level: "silent" }));
  const { id: repositoryId, owner, name } = repository;
  return () =>
    bot.connectTo({ installationId: installation.id, repository: { id: repositoryId, owner, name } });
}

function tokens(): number {
  return github.calls.filter(({ route, status }) => route.endsWith("/access_tokens") && status === 201)
    .length;
}

const statusOf = (call: Promise<{ readonly status: number }>): Promise<number> =>
  call.then(
    ({ status }) => status,
    (error: { readonly status: number }) => error.status,
  );

test.each([
  ["GET", "/repos/{owner}/{repo}/contents/{path}", "read"],
  ["GET", "/repos/{owner}/{repo}/git/ref/{ref}", "read"],
  ["HEAD", "/repos/{owner}/{repo}", "read"],
  ["POST", "/repos/{owner}/{repo}/git/refs", "propose"],
  ["POST", "/repos/{owner}/{repo}/pulls", "propose"],
  ["PATCH", "/repos/{owner}/{repo}/pulls/{pull_number}", "propose"],
  ["POST", "/graphql", "propose"],
  ["POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "talk"],
  ["POST", "/repos/{owner}/{repo}/check-runs", "talk"],
  ["POST", "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", "talk"],
] as const)("%s %s is to %s", (method, url, use) => {
  expect(useOf(method, url)).toBe(use);
});

test("a client that lists what an installation reaches can do nothing else", async () => {
  const { id, privateKey, webhookSecret } = app;
  const pace = { retryBase: 1, timeout: 60_000, throttled: false };
  const bot = createBot({ id, privateKey, webhookSecret }, github.baseUrl, pace, pino({ level: "silent" }));
  const octokit = await bot.connectToList(installation.id);
  const { owner, name: repo } = repository;
  const { data } = await octokit.rest.apps.listReposAccessibleToInstallation();
  expect(data.repositories.map(({ full_name: name }) => name)).toEqual([`${owner}/${repo}`]);
  expect(await statusOf(octokit.rest.actions.listWorkflowRunsForRepo({ owner, repo }))).toBe(403);
  expect(await statusOf(octokit.rest.repos.getContent({ owner, repo, path: "README.md" }))).toBe(403);
  const pull = { owner, repo, title: "x", head: "nowhere", base: "main" };
  expect(await statusOf(octokit.rest.pulls.create(pull))).toBe(403);
});

describe("a client of one repository", () => {
  test("reaches it, and uses its tokens again", async () => {
    const { owner, name: repo } = repository;
    const connect = createConnect();
    for (let round = 0; round < 2; round += 1) {
      const octokit = await connect();
      expect(await statusOf(octokit.rest.repos.get({ owner, repo }))).toBe(200);
      const pull = { owner, repo, title: "x", head: "nowhere", base: "main" };
      expect(await statusOf(octokit.rest.pulls.create(pull))).toBe(422);
      const check = { owner, repo, name: "egress", head_sha: repository.head() ?? "" };
      expect(await statusOf(octokit.rest.checks.create(check))).toBe(201);
    }
    expect(tokens()).toBe(3);
  });

  test("reaches no other of the same installation", async () => {
    const other = github.addRepository({
      owner: "octo-org",
      name: "other",
      installationId: installation.id,
      files: { "README.md": "one\n" },
    });
    const octokit = await createConnect()();
    const { owner, name: repo } = other;
    expect(
      await statusOf(
        octokit.rest.git.createRef({ owner, repo, ref: "refs/heads/x", sha: other.head() ?? "" }),
      ),
    ).not.toBe(201);
    expect(github.violations).toEqual([]);
  });

  test("reads the owner's settings, with a token that can do no more", async () => {
    github.addRepository({
      owner: "octo-org",
      name: ".github",
      installationId: installation.id,
      files: { "README.md": "one\n" },
    });
    const octokit = await createConnect()();
    const named = { owner: "octo-org", repo: ".github" };
    expect(await statusOf(octokit.rest.repos.get(named))).toBe(200);
    const check = { ...named, name: "egress", head_sha: repository.head() ?? "" };
    expect(await statusOf(octokit.rest.checks.create(check))).not.toBe(201);
  });

  test("reads a shared settings file of the owner's, and nothing else there", async () => {
    github.addRepository({
      owner: "octo-org",
      name: "standards",
      installationId: installation.id,
      private: true,
      files: { "web.yml": "wildcards: never\n" },
    });
    const octokit = await createConnect()();
    const file = { name: "standards", path: "web.yml" };
    expect(await readSharedFile(octokit, "octo-org", file)).toMatchObject({ text: "wildcards: never\n" });
    const contents = { owner: "octo-org", repo: "standards", path: "web.yml" };
    expect(await statusOf(octokit.rest.repos.getContent(contents))).toBe(404);
  });

  test("goes without what the App was not granted", async () => {
    Object.assign(installation.permissions, { checks: "read" });
    const octokit = await createConnect()();
    const { owner, name: repo } = repository;
    const check = { owner, repo, name: "egress", head_sha: repository.head() ?? "" };
    expect(await statusOf(octokit.rest.checks.create(check))).toBe(403);
    expect(await statusOf(octokit.rest.repos.get({ owner, repo }))).toBe(200);
  });
});
