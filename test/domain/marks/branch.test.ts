import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { branchOf, pathOfBranch } from "../../../src/domain/marks/branch.ts";

test.each([
  [".github/workflows/ci.yml", "egress-bot/ci.yml"],
  [".github/workflows/CI.yaml", "egress-bot/CI.yaml"],
  [
    ".github/workflows/a b~c^d:e?f*[g\\h@{i}.yml",
    "egress-bot/a%20b%7Ec%5Ed%3Ae%3Ff%2A%5Bg%5Ch%40%7Bi%7D.yml",
  ],
  [".github/workflows/.a...b.yml", "egress-bot/%2Ea.%2E%2Eb.yml"],
  [".github/workflows/100%.yml", "egress-bot/100%25.yml"],
  [".github/workflows/größe.yml", "egress-bot/gr%C3%B6%C3%9Fe.yml"],
])("the branch of %s is %s, and back", (path, branch) => {
  expect(branchOf(path)).toBe(branch);
  expect(pathOfBranch(branch)).toBe(path);
  expect(() => execFileSync("git", ["check-ref-format", "--branch", branch])).not.toThrow();
});

test.each([
  "main",
  "egress-bot",
  "egress-bot/",
  "egress-bot/ci",
  "egress-bot/ci.yml/x.yml",
  "egress-bot/..%2Fci.yml",
  "egress-bot/%63i.yml",
  "egress-bot/%.yml",
  "egress-bot/%FF.yml",
  "other/egress-bot/ci.yml",
])("%s is no branch of the bot's", (branch) => {
  expect(pathOfBranch(branch)).toBeNull();
});

test("every file name has a branch of its own that git allows", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("/"));
  fc.assert(
    fc.property(name, (text) => {
      const path = `.github/workflows/${text}.yml`;
      const branch = branchOf(path);
      expect(pathOfBranch(branch)).toBe(path);
      expect(branch).toMatch(/^egress-bot\/[\w.%-]+$/);
      expect(branch).not.toMatch(/\/\.|\.\./);
    }),
  );
});

test("what is proposed to another branch has a branch of its own, which is no file's of the default branch", () => {
  const branch = branchOf(".github/workflows/ci.yml", "release/1.x");
  expect(branch).toBe("egress-bot/release%2F1.x%2Fci.yml");
  expect(pathOfBranch(branch)).toBeNull();
});
