import { expect, test } from "vitest";
import type { LessonReason } from "../../../src/domain/record/lesson-reason.ts";
import type { RunReason } from "../../../src/domain/run/outcome.ts";
import { explainReason, lessonWords } from "../../../src/domain/text/sentences/lessons.ts";

test("every reason for which nothing was learned has its words", () => {
  // A code without words is an error of the type.
  const words: Readonly<Record<RunReason | LessonReason, string>> = lessonWords;
  for (const [code, text] of Object.entries(words)) expect(explainReason(code)).toBe(text);
  expect(explainReason("of-a-later-version")).toBe("");
});
