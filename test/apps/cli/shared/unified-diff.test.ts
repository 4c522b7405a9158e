import { applyPatch } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDifference } from "../../../../src/apps/cli/shared/unified-diff.ts";

test("a difference reads like that of `diff -u`", () => {
  const before = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
  expect(formatDifference("./ci.yml", before, before)).toBe("");
  expect(formatDifference("./ci.yml", before, before.replace("f\n", "F\n"))).toBe(
    "--- a/ci.yml\n+++ b/ci.yml\n@@ -3,7 +3,7 @@\n c\n d\n e\n-f\n+F\n g\n h\n i\n",
  );
});

test("what it says makes the new text of the old one, wherever they differ", () => {
  // Few different lines, so that much repeats and the ends could be matched in more than one way.
  const text = fc
    .array(fc.constantFrom("a\n", "a\n", "b\n", "aa\n", "a\r\n", "\n"), { maxLength: 40 })
    .map((lines) => lines.join(""));
  const whole = fc.tuple(text, fc.boolean()).map(([lines, isCut]) => (isCut ? lines.trimEnd() : lines));
  const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 3 }), insert: text });
  fc.assert(
    fc.property(whole, fc.array(edit, { minLength: 1, maxLength: 3 }), (before, edits) => {
      const lines = before.split(/(?<=\n)/);
      for (const { at, remove, insert } of edits) lines.splice(at % (lines.length + 1), remove, insert);
      const after = lines.join("");
      const difference = formatDifference("ci.yml", before, after);
      expect(difference === "").toBe(before === after);
      if (difference !== "") expect(applyPatch(before, difference, { fuzzFactor: 0 })).toBe(after);
    }),
    { numRuns: 2000, seed: 20_261_128 },
  );
});
