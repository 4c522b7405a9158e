import fc from "fast-check";
import { expect, test } from "vitest";
import { isAppLogin, isMarkedCommit, markCommit, marksFile } from "../../../src/domain/marks/own-commit.ts";

test("a marked commit is about the text that it was marked with, and no other", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (message, text, other) => {
      const marked = markCommit(message, text);
      expect(isMarkedCommit(marked)).toBe(true);
      expect(marksFile(marked, text)).toBe(true);
      expect(marksFile(marked, other)).toBe(other === text);
      expect(marksFile(marked, null)).toBe(false);
    }),
  );
});

test.each([
  ["an ordinary message", "ci.yml: block egress in build (1 endpoint)\n\nMore.\n"],
  ["a mark in the middle", `${markCommit("x", "text")}\nand then more`],
  ["a mark that is cut", markCommit("x", "text").slice(0, -5)],
])("%s carries no mark", (_, message) => {
  expect(isMarkedCommit(message)).toBe(false);
  expect(marksFile(message, "text")).toBe(false);
});

test.each([
  ["egress-bot[bot]", true],
  ["mona", false],
  ["robot", false],
])("%s is an App's login: %s", (login, expected) => expect(isAppLogin(login)).toBe(expected));
