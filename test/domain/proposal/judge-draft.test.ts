import { expect, test } from "vitest";
import { noDoubt } from "../../../src/domain/assessment/told.ts";
import { judgeDraft } from "../../../src/domain/proposal/judge-draft.ts";

const drafted = { isDoubtful: true, isDrafted: true };
const leftOpen = { isDoubtful: true, isDrafted: false };

test.each([
  ["nothing is doubtful", noDoubt, { isDoubtful: false, isDraft: false }, noDoubt, null],
  ["a draft of people's is left to them", noDoubt, { isDoubtful: false, isDraft: true }, noDoubt, null],
  ["it becomes doubtful", noDoubt, { isDoubtful: true, isDraft: false }, drafted, "draft"],
  ["people's draft becomes doubtful", noDoubt, { isDoubtful: true, isDraft: true }, leftOpen, null],
  ["it stays doubtful", drafted, { isDoubtful: true, isDraft: true }, drafted, null],
  [
    "somebody marked it ready, or GitHub refused",
    drafted,
    { isDoubtful: true, isDraft: false },
    leftOpen,
    null,
  ],
  ["it is left ready", leftOpen, { isDoubtful: true, isDraft: false }, leftOpen, null],
  ["somebody made it a draft after that", leftOpen, { isDoubtful: false, isDraft: true }, noDoubt, null],
  ["the doubt is over", drafted, { isDoubtful: false, isDraft: true }, noDoubt, "ready"],
  [
    "the doubt is over, and somebody marked it ready",
    drafted,
    { isDoubtful: false, isDraft: false },
    noDoubt,
    null,
  ],
] as const)("%s", (_, known, now, doubt, to) => {
  expect(judgeDraft(known, now)).toEqual({ doubt, to });
});
