import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { createBot } from "../../../src/adapters/github/client/bot.ts";
import type { Octokit } from "../../../src/adapters/github/client/octokit.ts";
import type { AnswerComment } from "../../../src/adapters/queue/tasks/answer-comment.ts";
import type { LearnRun } from "../../../src/adapters/queue/tasks/learn-run.ts";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { RunOutcome } from "../../../src/domain/run/outcome.ts";
import type { ProposeAction, ProposeResult } from "../../../src/features/propose/result.ts";
import { answerComment } from "../../../src/features/talk/answer-comment.ts";
import type { AnswerTools } from "../../../src/features/talk/question/tools.ts";
import type { RunOptions } from "../../fake-github/add-run.ts";
import { createFakeGitHub, type FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { Comment } from "../../fake-github/state/repository.ts";
import { guardAction } from "../../support/guarded-job.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { appPermissions } from "../../support/scenario.ts";

export const path = ".github/workflows/ci.yml";
export const branch = "egress-bot/ci.yml";
export const botLogin = "egress-bot[bot]";
export const postRoute = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
export const guardedSteps = `    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n        with: { egress-policy: audit }\n`;
export const workflow = `on: push\njobs:\n  build:\n${guardedSteps}`;

export let github: FakeGitHub;
export let store: Store;
export let repository: FakeRepository;
/** The bot's pull request. */
export let own: number;
export let redis: TestRedis;
export let octokit: Octokit;
let installationId: number;
let repositories = 0;

/** A fake GitHub and a Redis for the file, and a repository with a pull request of the bot's for each test. */
export function useAnswerWorld(files: Readonly<Record<string, string>> = { [path]: workflow }): void {
  beforeAll(async () => {
    github = await createFakeGitHub();
    const permissions = { ...appPermissions, issues: "write" } as const;
    const app = github.addApp({ id: 17, slug: "egress-bot", permissions });
    installationId = github.addInstallation({ appId: app.id, account: "octo-org" }).id;
    for (const login of ["maintainer", "writer", "reader", "helper", "stranger"]) github.addUser({ login });
    const pace = { retryBase: 1, timeout: 60_000, throttled: false };
    octokit = await createBot(app, github.baseUrl, pace, pino({ level: "silent" })).connect(installationId);
    redis = await startTestRedis();
    store = openStore(redis.redis);
  });
  afterAll(async () => {
    await redis.stop();
    await github.close();
  });
  beforeEach(() => {
    repositories += 1;
    repository = github.addRepository({
      owner: "octo-org",
      name: `repo-${repositories}`,
      installationId,
      files,
      collaborators: { maintainer: "maintain", writer: "write", reader: "read", helper: "triage" },
    });
    own = openPull(botLogin, branch);
  });
  afterEach(() => {
    github.faults.stop();
    expect(github.violations).toEqual([]);
  });
}

export function openPull(author: string, head: string): number {
  repository.commitFiles(head, { [path]: `${workflow}# ${head}\n` }, { author, message: "Block" });
  return repository.openPull(author, { title: "Block", head, base: "main" }).number;
}

export function taskOf(comment: Comment, changes: Partial<AnswerComment> = {}): AnswerComment {
  const { id, owner, name } = repository;
  return {
    repository: { installationId, id, owner, name, defaultBranch: "main" },
    pullRequest: comment.issue.number,
    commentId: comment.id,
    author: comment.author.login,
    body: comment.body,
    ...changes,
  };
}

export function resultOf(action: ProposeAction, changes: Partial<ProposeResult> = {}): ProposeResult {
  return { action, pullRequest: own, added: [], removed: [], jobs: [], policyChanges: [], ...changes };
}

/** What became of a run when it was "learned" here. */
export async function record(
  { repository: { id }, run }: LearnRun,
  changes: Partial<RunOutcome> = {},
): Promise<void> {
  const { id: runId, attempt, startedAt: at, event } = run;
  const jobs = [{ name: "build", jobId: "build", result: "learned", reason: null }] as const;
  await store.outcomes.record(id, {
    runId,
    attempt,
    at,
    path: run.path,
    event,
    notLearned: null,
    jobs,
    ...changes,
  });
}

export function toolsWith(changes: Partial<AnswerTools> = {}) {
  const learnRun = vi.fn(async (task: LearnRun) => {
    await record(task);
    return [task.run.path];
  });
  const propose = vi.fn(async () => resultOf("unchanged"));
  const backfill = vi.fn(async () => {});
  const policyStore: AnswerTools["policyStore"] = null;
  return {
    octokit,
    fetch,
    store,
    policyStore,
    looksUpHosts: true,
    botLogin,
    learnRun,
    propose,
    backfill,
    ...changes,
  };
}

/** A store in which the worker dies where it would remember that it answered. */
export function forgetful(): Store {
  const markAnswered = async (): Promise<never> => {
    throw new Error("killed");
  };
  return { ...store, answers: { ...store.answers, markAnswered } };
}

/** What stands under the pull request besides a comment, and how that one was reacted to. */
export function seenBy(comment: Comment) {
  return {
    reactions: comment.reactions.map(({ content }) => content),
    answers: repository
      .comments(comment.issue.number)
      .filter(({ author }) => author.login === botLogin)
      .map(({ body }) => body),
  };
}

/** Has somebody write a comment, on the bot's pull request or elsewhere, and the bot answer it. */
export async function say(
  login: string,
  body: string,
  changes: Partial<AnswerTools> = {},
  number: number = own,
) {
  const comment = repository.comment(number, login, body);
  const tools = toolsWith(changes);
  await answerComment(taskOf(comment), tools);
  return { ...seenBy(comment), tools, comment };
}

export function addRun(options: Partial<RunOptions> & { readonly id: number }) {
  const runStartedAt = new Date(Date.UTC(2026, 6, 1) + options.id * 60_000).toISOString();
  return github.addRun({ repository, path, createdAt: runStartedAt, runStartedAt, jobs: [], ...options });
}

export function runOf(id: number): LearnRun["run"] {
  return {
    id,
    attempt: 1,
    path,
    event: "push",
    conclusion: "success",
    headBranch: "main",
    headSha: "a".repeat(40),
    headRepositoryId: repository.id,
    actor: null,
    triggeringActor: null,
    startedAt: "2026-07-01T00:00:00Z",
    referencedWorkflows: [],
    intoBranches: [],
  };
}
