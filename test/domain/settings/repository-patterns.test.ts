import { expect, test } from "vitest";
import { isChosen } from "../../../src/domain/settings/repository-patterns.ts";

test.each<[readonly string[], string, boolean]>([
  [["*"], "anything", true],
  [[], "anything", false],
  [["web"], "web", true],
  [["web"], "web-shop", false],
  [["web-*"], "Web-Shop", true],
  [["WEB-*"], "web-shop", true],
  [["*", "!web-*"], "web-shop", false],
  [["!web-*", "*"], "web-shop", false],
  [["!web-*"], "api", false],
  [["*.github.io"], "octo.github.io", true],
  [["a.c"], "abc", false],
])("%j and %s: %s", (patterns, name, expected) => {
  expect(isChosen(patterns, name)).toBe(expected);
});
