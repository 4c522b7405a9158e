import { describe, expect, test } from "vitest";
import { defaultSettings } from "../../../src/domain/settings/settings.ts";
import { readSettings, type SettingsNow } from "../../../src/features/look/read-settings.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { FaultKind } from "../../fake-github/http/faults.ts";
import {
  addRepository,
  apiCalls,
  github,
  nowOf,
  octokit,
  path,
  pushSettings,
  store,
  useSettingsWorld,
} from "./settings-setup.ts";

useSettingsWorld();

const by = { author: "mona", message: "Change a file" };

const read = (repository: FakeRepository): Promise<SettingsNow> =>
  readSettings(nowOf(repository), { octokit, store });

describe("settings are read", () => {
  test("as the defaults where there are no files", async () => {
    const repository = addRepository("octo-repo", null);
    addRepository(".github", null);
    expect(await read(repository)).toEqual({ settings: defaultSettings, mistakes: [] });
    expect(await read(addRepository("empty", null, { files: {} }))).toEqual({
      settings: defaultSettings,
      mistakes: [],
    });
  });

  test("from the repository over its owner, with three calls", async () => {
    addRepository(".github", "ready: {runs: 20, days: 3}\ndeny: [a.example.com]\nwildcards: never\n");
    const repository = addRepository("octo-repo", "ready: {days: 14}\ndeny: [b.example.com]\n");
    expect(await read(repository)).toEqual({
      settings: {
        ...defaultSettings,
        ready: { ...defaultSettings.ready, runs: 20, days: 14 },
        deny: ["b.example.com:443"],
        wildcards: "never",
      },
      mistakes: [],
    });
    expect(apiCalls()).toHaveLength(3);
  });

  test("as they are on the default branch", async () => {
    const repository = addRepository("octo-repo", "wildcards: never\n");
    repository.commitFiles("topic", { [path]: "wildcards: allow\n" }, { author: "mona", message: "Try" });
    expect((await read(repository)).settings.wildcards).toBe("never");
    pushSettings(repository, "wildcards: allow\n");
    expect((await read(repository)).settings.wildcards).toBe("allow");
  });

  test("once for the owner's own repository", async () => {
    const repository = addRepository(".github", "wildcards: maybe\n");
    expect((await read(repository)).mistakes).toMatchObject([{ file: "repository", path: "wildcards" }]);
    expect(apiCalls()).toHaveLength(1);
  });
});

describe("an owner's repository counts as none", () => {
  /** A repository, and the owner's, which the App is not installed on. */
  function addBoth(isPrivate: boolean): FakeRepository {
    const files = { [path]: "wildcards: never\n" };
    github.addRepository({ owner: "octo-org", name: ".github", private: isPrivate, files });
    return addRepository("octo-repo", "backfill: {runs: 3}\n");
  }

  const own = { settings: { ...defaultSettings, backfill: { runs: 3 } }, mistakes: [] };

  test("when it is private and the App is not installed there", async () => {
    expect(await read(addBoth(true))).toEqual(own);
    expect(github.calls.map(({ method, status }) => `${method} ${status}`)).toContain("GET 404");
  });

  test("but not when it is public: anybody may read it", async () => {
    expect((await read(addBoth(false))).settings.wildcards).toBe("never");
  });

  test.each<FaultKind>(["forbidden", "blocked"])(
    "when GitHub says that the App may not read it: %s",
    async (kind) => {
      const repository = addBoth(false);
      github.faults.next("GET", "/repos/octo-org/.github", kind);
      expect(await read(repository)).toEqual(own);
    },
  );

  test.each<FaultKind>(["timeless-limit", "unclear-403", "ip-allow-list", "saml"])(
    "but not after an answer that says nothing about it: %s",
    async (kind) => {
      const repository = addBoth(false);
      github.faults.next("GET", "/repos/octo-org/.github", kind);
      await expect(read(repository)).rejects.toMatchObject({ status: 403 });
    },
  );

  test.each([
    ["another owner", { owner: { login: "stranger" } }],
    ["another name", { name: "dot-github" }],
  ])("when its name leads to %s by now", async (_, changes) => {
    addRepository(".github", "wildcards: never\n");
    const repository = addRepository("octo-repo", null);
    octokit.hook.after("request", (answer, { url }) => {
      if (url === "/repos/{owner}/{repo}") answer.data = { ...answer.data, ...changes };
    });
    expect((await read(repository)).settings.wildcards).toBe("ask");
  });
});

describe("with mistakes", () => {
  test("the last good version of the repository stays in force", async () => {
    const repository = addRepository("octo-repo", "deny: [A.example.com]\nready: {runs: 20}\n");
    const before = await read(repository);
    pushSettings(repository, "deny: [A.example.com]\nready: {runs: 0}\n");
    expect(await read(repository)).toEqual({
      settings: before.settings,
      mistakes: [
        {
          file: "repository",
          line: 2,
          column: 15,
          path: "ready.runs",
          message: "must be a whole number from 1 to 200",
        },
      ],
    });
    pushSettings(repository, "deny: [b.example.com]\n");
    expect(await read(repository)).toEqual({
      settings: { ...defaultSettings, deny: ["b.example.com:443"] },
      mistakes: [],
    });
  });

  test("the last good version of the owner stays in force, also for a repository that never saw it", async () => {
    const owners = addRepository(".github", "deny: [a.example.com]\n");
    await read(addRepository("one", null));
    pushSettings(owners, "deny: a.example.com\n");
    expect(await read(addRepository("two", "wildcards: never\n"))).toMatchObject({
      settings: { deny: ["a.example.com:443"], wildcards: "never" },
      mistakes: [{ file: "owner", line: 1, column: 7, path: "deny" }],
    });
  });

  test("and no good version, it is as if there were no file", async () => {
    const repository = addRepository("octo-repo", "deny: [a.example.com]\nwildcards: maybe\n");
    expect(await read(repository)).toMatchObject({
      settings: defaultSettings,
      mistakes: [{ file: "repository", line: 2, column: 12 }],
    });
  });

  test("a file that was deleted leaves nothing in force", async () => {
    const repository = addRepository("octo-repo", "deny: [a.example.com]\n");
    await read(repository);
    pushSettings(repository, null);
    expect(await read(repository)).toEqual({ settings: defaultSettings, mistakes: [] });
    pushSettings(repository, "deny: a.example.com\n");
    expect((await read(repository)).settings.deny).toEqual([]);
  });

  test.each(["no settings", '{"runs": 3}', '{"deny": 1}'])(
    "a remembered %j is as good as none",
    async (text) => {
      const repository = addRepository("octo-repo", "deny: a.example.com\n");
      await store.settings.rememberGood(repository.id, text);
      expect((await read(repository)).settings).toEqual(defaultSettings);
    },
  );

  test.each<[string, Readonly<Record<string, string | Buffer | null>>, string]>([
    ["a folder", { [path]: null, [`${path}/x.yml`]: "x\n" }, "this is not a file"],
    ["a file of more than 64 KiB", { [path]: `# ${"x".repeat(65_536)}\n` }, "the file is larger than 64 KiB"],
    [
      "a file of more than 1 MiB",
      { [path]: `# ${"x".repeat(1_048_576)}\n` },
      "the file is larger than 64 KiB",
    ],
    ["a file that is no text", { [path]: Buffer.from([0x64, 0xff, 0xfe]) }, "the file is not UTF-8"],
  ])("%s is one, not no file", async (_, files, message) => {
    const repository = addRepository("octo-repo", "deny: [a.example.com]\n");
    await read(repository);
    repository.commitFiles("main", files, { author: "mona", message: "Break it" });
    expect(await read(repository)).toMatchObject({
      settings: { deny: ["a.example.com:443"] },
      mistakes: [{ line: 1, column: 1, message }],
    });
  });
});

describe("an answer that says nothing about the settings is an error", () => {
  const places = {
    "the file": /octo-repo\/contents\//,
    "the owner's repository": /\/\.github$/,
    "the owner's file": /\/\.github\/contents\//,
  };
  const kinds: readonly FaultKind[] = [
    "500",
    "502",
    "primary-limit",
    "secondary-limit",
    "429",
    "reset-mid-body",
  ];
  test.each(
    Object.entries(places).flatMap(([place, pattern]) =>
      kinds.map((kind) => [place, kind, pattern] as const),
    ),
  )("%s: %s", async (_, kind, pattern) => {
    addRepository(".github", "deny: [a.example.com]\n");
    const repository = addRepository("octo-repo", "allow: [b.example.com]\n");
    const good = await read(repository);
    github.faults.retryAfterSeconds = 600;
    // Octokit asks again three times.
    for (let tries = 0; tries < 4; tries += 1) github.faults.next("GET", pattern, kind);
    await expect(read(repository)).rejects.toThrow();
    github.faults.stop();
    expect(await read(repository)).toEqual(good);
  });

  test("and so is a 403 for the repository's own file", async () => {
    const repository = addRepository("octo-repo", "deny: [a.example.com]\n");
    github.faults.next("GET", places["the file"], "forbidden");
    await expect(read(repository)).rejects.toMatchObject({ status: 403 });
  });
});

describe("a shared file", () => {
  const shared = (text: string): FakeRepository =>
    addRepository("standards", null, { files: { "egress/web.yml": text }, private: true });

  test("lies below the file that extends it", async () => {
    shared("wildcards: never\nready: {runs: 20, days: 3}\ndeny: [a.example.com]\n");
    const repository = addRepository("octo-repo", "extends: standards:egress/web.yml\nready: {days: 14}\n");
    expect(await read(repository)).toEqual({
      settings: {
        ...defaultSettings,
        wildcards: "never",
        ready: { ...defaultSettings.ready, runs: 20, days: 14 },
        deny: ["a.example.com:443"],
      },
      mistakes: [],
    });
  });

  test("says for an owner what only owners say, and for a repository nothing of it", async () => {
    shared("per-day: {issues: 3}\nrepositories: [web-*]\nwildcards: never\n");
    const repository = addRepository("octo-repo", "extends: standards:egress/web.yml\n");
    expect(await read(repository)).toMatchObject({
      settings: { perDay: { issues: 5 }, repositories: ["*"], wildcards: "never" },
      mistakes: [],
    });
    addRepository(".github", "extends: standards:egress/web.yml\n");
    expect(await read(repository)).toMatchObject({
      settings: { perDay: { issues: 3 }, repositories: ["web-*"] },
    });
  });

  const problem = [
    {
      file: "repository",
      line: 2,
      column: 1,
      path: "extends",
      message:
        '"standards:egress/web.yml" cannot be used: the App must reach the repository, the file must be there, have no mistakes and extend no other file',
    },
  ];
  const extending = "# ours\nextends: standards:egress/web.yml\nready: {runs: 30}\n";

  test.each<[string, (standards: FakeRepository) => void]>([
    ["is gone", (one) => void one.commitFiles("main", { "egress/web.yml": null }, by)],
    ["has mistakes", (one) => void one.commitFiles("main", { "egress/web.yml": "secret-name: x\n" }, by)],
    [
      "extends another one",
      (one) => void one.commitFiles("main", { "egress/web.yml": "extends: a:b.yml\n" }, by),
    ],
    ["is closed to the App", () => github.faults.next("GET", "/repos/octo-org/standards", "forbidden")],
  ])("that %s is a mistake which says no more, and the last good settings stay", async (_, change) => {
    const standards = shared("wildcards: never\n");
    const repository = addRepository("octo-repo", extending);
    const before = await read(repository);
    expect(before).toMatchObject({ settings: { wildcards: "never", ready: { runs: 30 } }, mistakes: [] });
    change(standards);
    expect(await read(repository)).toEqual({ settings: before.settings, mistakes: problem });
    pushSettings(repository, "wildcards: allow\n");
    expect((await read(repository)).settings).toEqual({ ...defaultSettings, wildcards: "allow" });
  });

  test("of another owner, to which GitHub forwards the name, is none", async () => {
    shared("wildcards: never\n");
    const repository = addRepository("octo-repo", extending);
    octokit.hook.after("request", (answer, { url, repo }) => {
      if (url === "/repos/{owner}/{repo}" && repo === "standards")
        answer.data = { ...answer.data, owner: { login: "stranger" } };
    });
    expect(await read(repository)).toEqual({ settings: defaultSettings, mistakes: problem });
  });
});

test("what only an owner says is a mistake in a repository's own file", async () => {
  const repository = addRepository("octo-repo", "propose: false\nper-day: {issues: 1}\nrepositories: [x]\n");
  expect(await read(repository)).toMatchObject({
    settings: defaultSettings,
    mistakes: [
      {
        line: 3,
        path: "repositories",
        message: "repositories counts only in the owner's repository .github",
      },
      { line: 2, path: "per-day", message: "per-day counts only in the owner's repository .github" },
    ],
  });
  const owners = addRepository(".github", "per-day: {issues: 1}\nrepositories: [x]\n");
  expect(await read(owners)).toMatchObject({ settings: { perDay: { issues: 1 } }, mistakes: [] });
});
