import fc from "fast-check";
import { expect, test } from "vitest";
import { code, command, escapeText } from "../../../src/domain/text/escape.ts";
import { sayDoneOnPage, sayNotDoneOnPage, sayOnPage } from "../../../src/domain/text/page-answers.ts";

test.each([
  [
    "**`a.example.com:443` is allowed.** To undo this, comment `/egress deny a`.\n\nUpdated [#5](https://x.example/5).",
    "a.example.com:443 is allowed. To undo this, comment /egress deny a. Updated #5.",
  ],
  ["Done.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- an item\n\n<!-- egress-bot:answer=1 -->", "Done."],
  ["`**-` and `a**b` are not what **this** is.", "**- and a**b are not what this is."],
  ["<details><summary>More</summary>\n\nhidden\n\n</details>\n\nShown.", "hidden Shown."],
])("%j is told as %j", (markdown, words) => {
  expect(sayDoneOnPage(markdown)).toBe(words);
});

test("where an answer has nothing but tables, the page still says something", () => {
  expect(sayDoneOnPage("| a |\n|---|")).toBe("Done.");
  expect(sayNotDoneOnPage("")).toBe("Nothing was changed.");
});

test("what was escaped for Markdown is what it was before, and stays one bounded line", () => {
  const word = fc
    .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 })
    .filter((text) => text.trim() === text && !/\s\s/.test(text));
  fc.assert(
    fc.property(word, (text) => {
      for (const written of [escapeText(text), code(text), command(text)])
        expect(sayDoneOnPage(`It is ${written} now.`)).toBe(`It is ${text} now.`);
    }),
  );
  expect([...sayDoneOnPage("x".repeat(5_000))]).toHaveLength(601);
});

test("a decision says on which page it was made, with the reason if there is one", () => {
  expect(sayOnPage("", "ci.yml:build")).toBe("on the page of ci.yml:build");
  expect(sayOnPage("the mirror", "ci.yml")).toBe("the mirror (on the page of ci.yml)");
});
