import { afterAll, beforeAll, expect, test } from "vitest";
import { createBot } from "../../../src/adapters/github/client/bot.ts";
import { createLog } from "../../../src/environment/log.ts";
import { createCalleeFinder } from "../../../src/features/learn/find-callee.ts";
import { createFakeGitHub, type FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { RepositoryOptions } from "../../fake-github/seed.ts";

const pace = { retryBase: 5, timeout: 60_000, throttled: false };
let github: FakeGitHub;
let bot: ReturnType<typeof createBot>;
let installationId: number;
let otherInstallation: number;

beforeAll(async () => {
  github = await createFakeGitHub();
  const permissions = { metadata: "read", contents: "read" } as const;
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions });
  installationId = github.addInstallation({ appId: app.id, account: "octo-org" }).id;
  otherInstallation = github.addInstallation({ appId: app.id, account: "other-org" }).id;
  bot = createBot(app, github.baseUrl, pace, createLog("silent"));
});
afterAll(() => github.close());

function add(name: string, options: Partial<RepositoryOptions> = {}): FakeRepository {
  return github.addRepository({
    owner: "octo-org",
    name,
    installationId,
    files: { "README.md": "x" },
    ...options,
  });
}

/** Finds repositories as a run of a caller does. */
async function finderOf(caller: FakeRepository) {
  const { id, owner, name } = caller;
  const octokit = await bot.connect(installationId);
  const { findInstallation } = bot;
  return createCalleeFinder(
    { installationId, id, owner, name, defaultBranch: "main" },
    {
      findInstallation,
      connectTo: (named) => bot.connectTo({ installationId, repository: { ...named, id: null } }),
      octokit,
    },
  );
}

test("a repository of the same owner and installation is found with its default branch, and asked for once", async () => {
  const callee = add("called");
  const find = await finderOf(add("caller"));
  const found = await find("octo-org/called");
  expect(found).toEqual({
    id: callee.id,
    owner: "octo-org",
    name: "called",
    defaultBranch: "main",
    head: callee.head(),
  });
  const calls = github.calls.length;
  expect(await find("Octo-Org/Called")).toBe(found);
  expect(github.calls).toHaveLength(calls);
});

test.each<[string, () => string]>([
  [
    "of another owner, also where the App is",
    () => {
      add("elsewhere", { owner: "other-org", installationId: otherInstallation });
      return "other-org/elsewhere";
    },
  ],
  [
    "that the App does not reach, also a public one",
    () => {
      github.addRepository({ owner: "octo-org", name: "without-app", files: {} });
      return "octo-org/without-app";
    },
  ],
  ["that is not there", () => "octo-org/nowhere"],
  [
    "that went to another owner",
    () => {
      add("moved").transfer("other-org", otherInstallation);
      return "octo-org/moved";
    },
  ],
])("one %s is none", async (_, name) => {
  const wanted = name();
  expect(await (await finderOf(add(`caller-of-${wanted.replace("/", "-")}`)))(wanted)).toBeNull();
});

test("a private caller's calls are not to be shown in a public repository", async () => {
  add("public-callee");
  add("private-callee", { private: true });
  const find = await finderOf(add("private-caller", { private: true }));
  expect(await find("octo-org/public-callee")).toBeNull();
  expect(await find("octo-org/private-callee")).toMatchObject({ name: "private-callee" });
});
