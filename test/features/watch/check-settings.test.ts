import { describe, expect, test } from "vitest";
import { checkSettings } from "../../../src/features/watch/check-settings.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { CheckRun } from "../../fake-github/state/repository.ts";
import {
  addRepository,
  github,
  octokit,
  path,
  pushSettings,
  store,
  taskOf,
  useSettingsWorld,
} from "../look/settings-setup.ts";

useSettingsWorld();

const check = (repository: FakeRepository): Promise<void> =>
  checkSettings(taskOf(repository), { octokit, store });

function checksOf(repository: FakeRepository): readonly CheckRun[] {
  return [...repository.state.checkRuns.values()];
}

const broken = "wildcards: maybe\nready:\n  runs: 0\n  quietRuns: 3\n";

describe("mistakes", () => {
  test("are a failed check on the newest commit, each at its place", async () => {
    const repository = addRepository("octo-repo", null);
    const head = pushSettings(repository, broken);
    await check(repository);
    const at = (line: number, column: number) => ({
      path,
      start_line: line,
      end_line: line,
      start_column: column,
      end_column: column,
      annotation_level: "failure",
    });
    expect(checksOf(repository)).toMatchObject([
      {
        name: "egress-bot settings",
        headSha: head,
        status: "completed",
        conclusion: "failure",
        output: {
          title: "3 mistakes",
          summary: [
            "**`.github/egress-bot.yml` has 3 mistakes.** Until they are fixed, the file has no effect, because no version without mistakes is known.",
            "",
            "- Line 1, column 12, `wildcards`: must be one of ask, never, allow",
            "- Line 3, column 9, `ready.runs`: must be a whole number from 1 to 200",
            "- Line 4, column 3, `ready.quietRuns`: unknown key &quot;quietRuns&quot;; did you mean &quot;quiet-runs&quot;?",
          ].join("\n"),
          annotations: [
            { ...at(1, 12), title: "wildcards", message: "must be one of ask, never, allow" },
            { ...at(3, 9), title: "ready.runs", message: "must be a whole number from 1 to 200" },
            {
              ...at(4, 3),
              title: "ready.quietRuns",
              message: 'unknown key "quietRuns"; did you mean "quiet-runs"?',
            },
          ],
        },
      },
    ]);
  });

  test("are reported once, and again only when they change; when they are gone, once more", async () => {
    const repository = addRepository("octo-repo", "wildcards: never\n");
    const push = async (settings: string | null): Promise<readonly string[]> => {
      const head = pushSettings(repository, settings);
      await check(repository);
      await check(repository);
      return checksOf(repository)
        .filter(({ headSha }) => headSha === head)
        .map(({ conclusion, output }) => `${conclusion}: ${output.title}`);
    };
    await check(repository);
    expect(checksOf(repository)).toEqual([]);
    expect(await push("wildcards: maybe\n")).toEqual(["failure: 1 mistake"]);
    expect(checksOf(repository)[0]?.output.summary).toContain(
      "Until it is fixed, the last version without mistakes stays in force.",
    );
    expect(await push("wildcards: maybe\nbackfill: {runs: 3}\n")).toEqual([]);
    expect(await push("wildcards: maybe\nbackfill: {runs: -3}\n")).toEqual(["failure: 2 mistakes"]);
    expect(await push("wildcards: allow\n")).toEqual(["success: No mistakes"]);
    expect(await push("wildcards: never\n")).toEqual([]);
    expect(await push("wildcards: maybe\n")).toEqual(["failure: 1 mistake"]);
    expect(await push(null)).toEqual(["success: No mistakes"]);
    expect(await push("wildcards: ask\n")).toEqual([]);
  });

  test("of which GitHub takes 50 as annotations", async () => {
    const repository = addRepository("octo-repo", `allow:\n${"- no host\n".repeat(150)}`);
    await check(repository);
    expect(checksOf(repository)[0]?.output.annotations).toHaveLength(50);
  });

  test("of the owner are reported in the owner's repository", async () => {
    const owners = addRepository(".github", broken);
    const repository = addRepository("octo-repo", "wildcards: never\n");
    await check(repository);
    expect(checksOf(repository)).toEqual([]);
    await check(owners);
    expect(checksOf(owners)).toMatchObject([{ headSha: owners.head(), conclusion: "failure" }]);
  });

  test("whose text is hostile stay text", async () => {
    const key = "<img src=x> @mona [x](https://evil.example) `a` \u202E| #1\n\n# b";
    const repository = addRepository("octo-repo", `${JSON.stringify(key)}: 1\n`);
    await check(repository);
    const [run] = checksOf(repository);
    expect(run?.output.summary).not.toMatch(/<img|@mona|\[x|: ?\/\/evil|\n# |\u202E/);
    expect(run?.output.annotations).toMatchObject([{ message: expect.not.stringMatching(/[\n\u202E]/) }]);
  });
});

describe("what GitHub refuses", () => {
  test("for want of the permission is harmless, and tried with the next change", async () => {
    const repository = addRepository("octo-repo", broken);
    github.faults.next("POST", /\/check-runs$/, "forbidden");
    await check(repository);
    expect(checksOf(repository)).toEqual([]);
    await check(repository);
    expect(checksOf(repository)).toHaveLength(1);
  });

  test.each(["secondary-limit", "primary-limit", "429", "500"] as const)(
    "by %s is tried again",
    async (kind) => {
      const repository = addRepository("octo-repo", broken);
      github.faults.retryAfterSeconds = 600;
      for (let tries = 0; tries < 4; tries += 1) github.faults.next("POST", /\/check-runs$/, kind);
      await expect(check(repository)).rejects.toThrow();
      github.faults.stop();
      expect(checksOf(repository)).toEqual([]);
      await check(repository);
      expect(checksOf(repository)).toHaveLength(1);
    },
  );
});

describe("nothing is checked", () => {
  test("in an archived repository", async () => {
    const repository = addRepository("octo-repo", broken);
    repository.setArchived(true);
    await check(repository);
    expect(checksOf(repository)).toEqual([]);
  });

  test("where the name is another repository's by now", async () => {
    const repository = addRepository("octo-repo", broken);
    const task = taskOf(repository);
    await checkSettings({ repository: { ...task.repository, id: 1 } }, { octokit, store });
    expect(checksOf(repository)).toEqual([]);
  });

  test("without a commit", async () => {
    const repository = addRepository("octo-repo", broken);
    repository.state.refs.clear();
    await check(repository);
    expect(checksOf(repository)).toEqual([]);
  });
});
