import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBot } from "../../../../src/adapters/github/client/bot.ts";
import type { Octokit } from "../../../../src/adapters/github/client/octokit.ts";
import { type SeenText, watchTexts } from "../../../../src/adapters/github/client/watch-texts.ts";
import { createFakeGitHub, type FakeGitHub } from "../../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { appPermissions } from "../../../support/scenario.ts";

let github: FakeGitHub;
let repository: FakeRepository;
let octokit: Octokit;
let seen: SeenText[];

beforeEach(async () => {
  github = await createFakeGitHub();
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
  const { id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" });
  repository = github.addRepository({ owner: "octo-org", name: "octo-repo", installationId, files: {} });
  const pace = { retryBase: 1, timeout: 60_000, throttled: false };
  const bot = createBot(app, github.baseUrl, pace, pino({ level: "silent" }));
  octokit = await bot.connect(installationId);
  seen = [];
  watchTexts(octokit, async (one) => void seen.push(one));
});
afterEach(() => github.close());

const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

test("each text that is written is told of, with its place and GitHub's time", async () => {
  const here = { owner: repository.owner, repo: repository.name };
  const { data: issue } = await octokit.rest.issues.create({ ...here, title: "Look", body: "first" });
  const { number } = issue;
  await octokit.rest.issues.update({ ...here, issue_number: number, body: "second" });
  await octokit.rest.issues.update({ ...here, issue_number: number, title: "No text" });
  const { data: comment } = await octokit.rest.issues.createComment({
    ...here,
    issue_number: number,
    body: "third",
  });
  await octokit.rest.issues.updateComment({ ...here, comment_id: comment.id, body: "fourth" });
  await octokit.rest.issues.get({ ...here, issue_number: number });
  const body = { kind: "body", number };
  const said = { kind: "comment", commentId: comment.id };
  expect(seen).toEqual([
    { place: body, text: "first", at },
    { place: body, text: "second", at: null },
    { place: body, text: "second", at },
    { place: said, text: "third", at },
    { place: said, text: "fourth", at: null },
    { place: said, text: "fourth", at },
  ]);
});

test("a text that GitHub refuses is told of before only", async () => {
  const here = { owner: repository.owner, repo: repository.name };
  await expect(octokit.rest.issues.update({ ...here, issue_number: 999, body: "x" })).rejects.toMatchObject({
    status: 404,
  });
  await expect(
    octokit.rest.issues.createComment({ ...here, issue_number: 999, body: "x" }),
  ).rejects.toMatchObject({ status: 404 });
  expect(seen).toEqual([{ place: { kind: "body", number: 999 }, text: "x", at: null }]);
});
