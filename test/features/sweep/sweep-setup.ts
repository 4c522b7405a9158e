import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Bot, createBot } from "../../../src/adapters/github/client/bot.ts";
import type { Octokit } from "../../../src/adapters/github/client/octokit.ts";
import type { Queues } from "../../../src/adapters/queue/queues.ts";
import { type TaskName, type TaskOf, taskKinds } from "../../../src/adapters/queue/tasks.ts";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { Repository } from "../../../src/domain/run/repository.ts";
import { sweepApp as sweepWholeApp } from "../../../src/features/sweep/sweep-app.ts";
import { sweepInstallation } from "../../../src/features/sweep/sweep-installation.ts";
import { sweepRepository } from "../../../src/features/sweep/sweep-repository.ts";
import { createFakeGitHub, type FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { FakeApp, RepositoryOptions } from "../../fake-github/seed.ts";
import type { Installation } from "../../fake-github/state/world.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { appPermissions } from "../../support/scenario.ts";

export const hour = 3_600_000;
export const path = ".github/workflows/ci.yml";

export let github: FakeGitHub;
export let app: FakeApp;
export let installation: Installation;
export let bot: Bot;
export let store: Store;
export let queued: Queued[] = [];
let redis: TestRedis;

/** A task as it was queued. */
interface Queued {
  readonly name: TaskName;
  readonly task: TaskOf<TaskName>;
  readonly delivery: string | undefined;
}

/** A fake GitHub of its own for each test, with the App on one account, and queues that only note what they are given. */
export function useSweepWorld(): void {
  beforeAll(async () => {
    redis = await startTestRedis();
    store = openStore(redis.redis);
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    await redis.redis.flushall();
    queued = [];
    github = await createFakeGitHub();
    app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
    installation = github.addInstallation({ appId: app.id, account: "octo-org" });
    for (const login of ["maintainer", "reader"]) github.addUser({ login });
    const pace = { retryBase: 1, timeout: 60_000, throttled: false };
    bot = createBot(
      { id: app.id, privateKey: app.privateKey, webhookSecret: app.webhookSecret },
      github.baseUrl,
      pace,
      pino({ level: "silent" }),
    );
  });
  afterEach(async () => {
    expect(github.violations).toEqual([]);
    await github.close();
  });
}

export function addRepository(name: string, options: Partial<RepositoryOptions> = {}): FakeRepository {
  return github.addRepository({
    owner: "octo-org",
    name,
    installationId: installation.id,
    files: {},
    collaborators: { maintainer: "write", reader: "read" },
    ...options,
  });
}

/** The repository as tasks name it. */
export function describe({ id, owner, name }: FakeRepository): Repository {
  return { installationId: installation.id, id, owner, name, defaultBranch: "main" };
}

/** Completed runs of a repository that began at these times, ms since 1970. */
export function addRunsAt(repository: FakeRepository, times: readonly number[]): readonly number[] {
  return times.map((at) => {
    const createdAt = `${new Date(at).toISOString().slice(0, 19)}Z`;
    return github.addRun({ repository, path, createdAt, runStartedAt: createdAt, jobs: [] }).id;
  });
}

const names = Object.keys(taskKinds) as TaskName[];

/** Queues that note what they are given. */
export function notingQueues(): Pick<Queues, TaskName | "forgetDone"> {
  const adders = Object.fromEntries(
    names.map((name) => [
      name,
      async (task: TaskOf<TaskName>, delivery?: string) => void queued.push({ name, task, delivery }),
    ]),
  ) as Pick<Queues, TaskName>;
  return { ...adders, forgetDone: async () => {} };
}

/** The tasks of a kind that were queued. */
export function listQueued<Name extends TaskName>(name: Name): readonly TaskOf<Name>[] {
  return queued.filter((one) => one.name === name).map(({ task }) => task as TaskOf<Name>);
}

export interface SweepOptions {
  readonly since?: number | null;
  readonly cause?: "gap" | "day" | "empty";
  /** Of the task. */
  readonly id?: string;
  /** Sees the client before it is used. */
  prepare?(octokit: Octokit): void;
}

export async function sweepAll({
  since = Date.now() - 6 * hour,
  cause = "gap",
  id = "1",
  prepare = () => {},
}: SweepOptions = {}): Promise<void> {
  const octokit = await bot.connectToList(installation.id);
  prepare(octokit);
  const task = { installationId: installation.id, cause, since };
  await sweepInstallation(task, { bot, octokit, store, queues: notingQueues(), id, now: Date.now });
}

export async function sweepApp(since: number | null, cause: "gap" | "day" | "empty" = "gap"): Promise<void> {
  await sweepWholeApp({ since, cause }, { bot, store, queues: notingQueues(), now: Date.now });
}

export async function sweepOne(
  repository: FakeRepository,
  { since = Date.now() - 6 * hour, cause = "gap", id = "1", prepare = () => {} }: SweepOptions = {},
): Promise<void> {
  const named = describe(repository);
  const octokit = await bot.connectTo({ installationId: installation.id, repository: named });
  prepare(octokit);
  const task = { repository: named, cause, since };
  const tools = { octokit, botLogin: app.botLogin, store, queues: notingQueues(), id, now: Date.now };
  await sweepRepository(task, tools);
}

/** How often each address below the API was asked for with success, but for tokens. */
export function listCalls(from = 0): readonly string[] {
  return github.calls
    .slice(from)
    .filter(({ method, status }) => method === "GET" && status < 400)
    .map((call) => call.path)
    .filter((asked) => !asked.startsWith("/app"));
}
