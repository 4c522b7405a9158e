import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { createBot } from "../../../src/adapters/github/client/bot.ts";
import type { Octokit } from "../../../src/adapters/github/client/octokit.ts";
import type { CheckSettings } from "../../../src/adapters/queue/tasks/check-settings.ts";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { RepositoryNow } from "../../../src/domain/run/repository-now.ts";
import { createFakeGitHub, type FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { FakeApp, RepositoryOptions } from "../../fake-github/seed.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

export const path = ".github/egress-bot.yml";

let redis: TestRedis;
let app: FakeApp;
let installationId: number;

export let github: FakeGitHub;
export let octokit: Octokit;
export let store: Store;

/** A Redis for the file, and for each test a fake GitHub with an App that may read contents and write checks. */
export function useSettingsWorld(): void {
  beforeAll(async () => {
    redis = await startTestRedis();
    store = openStore(redis.redis);
  });

  beforeEach(async () => {
    await redis.redis.flushall();
    github = await createFakeGitHub();
    app = github.addApp({
      id: 17,
      slug: "egress-bot",
      permissions: { metadata: "read", contents: "read", checks: "write" },
    });
    ({ id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" }));
    github.addUser({ login: "mona" });
    const { id, privateKey, webhookSecret } = app;
    const pace = { retryBase: 1, timeout: 60_000, throttled: false };
    const bot = createBot({ id, privateKey, webhookSecret }, github.baseUrl, pace, pino({ level: "silent" }));
    octokit = await bot.connect(installationId);
  });

  afterEach(async () => {
    await github.close();
    expect(github.violations).toEqual([]);
  });

  afterAll(async () => {
    await redis.stop();
  });
}

/** Adds a repository `octo-org/NAME`, with these settings and whatever else there is to it. */
export function addRepository(
  name: string,
  settings: RepositoryOptions["files"][string],
  options: Partial<RepositoryOptions> = {},
): FakeRepository {
  return github.addRepository({
    owner: "octo-org",
    name,
    installationId,
    collaborators: { mona: "write" },
    files: { "README.md": "one\n", ...(settings === null ? {} : { [path]: settings }) },
    ...options,
  });
}

/** A person pushes other settings to the default branch, or none. */
export function pushSettings(
  repository: FakeRepository,
  settings: RepositoryOptions["files"][string],
): string {
  return repository.commitFiles(
    "main",
    { [path]: settings },
    { author: "mona", message: "Change the settings" },
  );
}

export function nowOf({ id, owner, name, state }: FakeRepository): RepositoryNow {
  const url = `https://github.com/${owner}/${name}`;
  const ownerId = state.owner.id;
  return {
    id,
    owner,
    ownerId,
    name,
    nodeId: state.nodeId,
    url,
    defaultBranch: "main",
    isArchived: state.archived,
    visibility: "private",
  };
}

export function taskOf({ id, owner, name, state }: FakeRepository): CheckSettings {
  return { repository: { installationId, id, owner, name, defaultBranch: state.defaultBranch } };
}

/** The calls since the client has its token, as `GET /repos/…`. */
export function apiCalls(): readonly string[] {
  return github.calls
    .map(({ method, path: where }) => `${method} ${where}`)
    .filter((call) => call.includes("/repos/"));
}
