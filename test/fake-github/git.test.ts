import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGitObjects } from "./git/objects.ts";

describe("git objects", () => {
  test("have the ids that git gives them", () => {
    const folder = mkdtempSync(join(tmpdir(), "fake-github-"));
    const git = (args: readonly string[], input = "") =>
      execFileSync("git", args, {
        cwd: folder,
        input,
        env: {
          ...process.env,
          GIT_AUTHOR_NAME: "Mona Lisa",
          GIT_AUTHOR_EMAIL: "mona@example.com",
          GIT_AUTHOR_DATE: "1700000000 +0000",
          GIT_COMMITTER_NAME: "Möna",
          GIT_COMMITTER_EMAIL: "m@example.com",
          GIT_COMMITTER_DATE: "1700000001 +0000",
        },
      })
        .toString()
        .trim();
    try {
      git(["init", "-q"]);
      writeFileSync(join(folder, "file"), "hällo\n");
      const objects = createGitObjects();
      const blob = objects.writeBlob(Buffer.from("hällo\n"));
      expect(blob).toBe(git(["hash-object", "-w", "file"]));
      const inner = objects.writeTree([{ mode: "100755", name: "x", sha: blob }]);
      expect(inner).toBe(git(["mktree"], `100755 blob ${blob}\tx\n`));
      // A folder sorts as if its name ended with a slash: `a.b` before `a/`.
      const tree = objects.writeTree([
        { mode: "40000", name: "a", sha: inner },
        { mode: "100644", name: "a.b", sha: blob },
        { mode: "120000", name: "a0", sha: blob },
      ]);
      const lines = [`040000 tree ${inner}\ta`, `100644 blob ${blob}\ta.b`, `120000 blob ${blob}\ta0`];
      expect(tree).toBe(git(["mktree"], `${lines.join("\n")}\n`));
      const author = { name: "Mona Lisa", email: "mona@example.com", at: 1_700_000_000_999 };
      const committer = { name: "Möna", email: "m@example.com", at: 1_700_000_001_000 };
      const facts = { tree, author, committer, signature: null };
      const first = objects.writeCommit({ ...facts, parents: [], message: "one\n" });
      expect(first.sha).toBe(git(["commit-tree", tree], "one\n"));
      const second = objects.writeCommit({ ...facts, parents: [first.sha], message: "two\n\nmore\n" });
      expect(second.sha).toBe(git(["commit-tree", tree, "-p", first.sha], "two\n\nmore\n"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
