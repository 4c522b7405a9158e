import fc from "fast-check";
import { expect, test } from "vitest";
import { countsAgain, type SaidWord } from "../../../src/domain/sweep/judge-word.ts";

const word = fc.record({
  kind: fc.constantFrom<SaidWord["kind"]>("allow", "deny", "propose", "ignore", "audit"),
  isEdited: fc.boolean(),
  mayWrite: fc.boolean(),
  wasDone: fc.boolean(),
});

test.each<[string, SaidWord, boolean]>([
  ["a deny", { kind: "deny", isEdited: false, mayWrite: true, wasDone: true }, true],
  ["a deny that nobody answered", { kind: "deny", isEdited: false, mayWrite: true, wasDone: false }, true],
  ["a deny of somebody who left", { kind: "deny", isEdited: false, mayWrite: false, wasDone: true }, true],
  ["an edited deny", { kind: "deny", isEdited: true, mayWrite: true, wasDone: true }, true],
  ["a stranger's deny", { kind: "deny", isEdited: false, mayWrite: false, wasDone: false }, false],
  [
    "an ignore of somebody who left",
    { kind: "ignore", isEdited: false, mayWrite: false, wasDone: true },
    true,
  ],
  ["an allow", { kind: "allow", isEdited: false, mayWrite: true, wasDone: true }, true],
  ["an edited allow", { kind: "allow", isEdited: true, mayWrite: true, wasDone: true }, false],
  [
    "an allow of somebody who left",
    { kind: "allow", isEdited: false, mayWrite: false, wasDone: true },
    false,
  ],
  [
    "an allow that was refused then",
    { kind: "allow", isEdited: false, mayWrite: true, wasDone: false },
    false,
  ],
])("%s", (_, said, counts) => {
  expect(countsAgain(said)).toBe(counts);
});

test("a doubt more never lets anything in, and never drops what keeps something out that its author may still say", () => {
  fc.assert(
    fc.property(word, (said) => {
      const isStrict = said.kind === "deny" || said.kind === "ignore";
      const isSure = said.mayWrite && said.wasDone && !said.isEdited;
      if (isSure) expect(countsAgain(said)).toBe(true);
      else if (!isStrict) expect(countsAgain(said)).toBe(false);
      else if (said.mayWrite) expect(countsAgain(said)).toBe(true);
    }),
  );
});
