import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stripAnsi } from "../../src/shared/strip-ansi.ts";

test.each([
  ["plain text", "plain text"],
  ["\u001b[36;1mblue\u001b[0m", "blue"],
  ["\u001b[38;2;1;2;3mtrue\u001b[m colour", "true colour"],
  ["\u009b1mbold", "bold"],
  ["\u001b[?25lcursor\u001b[2K", "cursor"],
  ["\u001b]8;;https://example.org\u0007link\u001b]8;;\u001b\\", "link"],
  ["\u001b]0;title\u009ctext", "text"],
  ["\u001b(Btext\u001b7", "text"],
  ["\u001b]never ended", "never ended"],
  ["\u001b[", "\u001b["],
])("%j becomes %j", (text, expected) => expect(stripAnsi(text)).toBe(expected));

test("colours are taken out as Node takes them out", () => {
  const piece = fc.oneof(
    fc.constantFrom("\u001b[0m", "\u001b[31;1m", "\u001b[38;5;9m", "\u001b[2J", "\u001b[K"),
    fc.stringMatching(/^[a-zA-Z0-9 .:,äß✓]*$/),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      expect(stripAnsi(text)).toBe(stripVTControlCharacters(text));
    }),
  );
});

test.each(["\u001b", "\u001b[", "\u001b]", "\u001b[;", "\u009b", "\u009d", "\u001b(", "\u001b[ ", ";#"])(
  "a million characters after the beginning of a sequence, %j and again, are read in time",
  (text) => {
    const long = `\u001b${text.repeat(1_000_000 / text.length)}`;
    expect(stripAnsi(long).length).toBeLessThanOrEqual(long.length);
  },
);
