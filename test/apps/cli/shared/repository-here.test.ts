import { expect, test } from "vitest";
import { readRemote } from "../../../../src/apps/cli/shared/repository-here.ts";

test.each([
  ["https://github.com/octo-org/octo-repo.git", "octo-org/octo-repo"],
  ["https://github.com/octo-org/octo.repo/", "octo-org/octo.repo"],
  ["https://token@github.example.com/octo-org/octo-repo", "octo-org/octo-repo"],
  ["git@github.com:octo-org/octo-repo.git", "octo-org/octo-repo"],
  ["ssh://git@github.com/octo-org/octo-repo.git", "octo-org/octo-repo"],
  ["/home/me/octo-repo", null],
  ["https://github.com/octo-org", null],
  ["https://gitlab.example.com/group/sub/project.git", null],
])("the repository of the remote %s is %s", (url, name) => {
  expect(readRemote(url)).toBe(name);
});
