import { expect, test } from "vitest";
import { stepsOf } from "../../../src/domain/record/step-window.ts";

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, "0")}Z`;
const steps = [
  { name: "Install", startedAt: at(0), completedAt: at(10) },
  { name: "Release", startedAt: at(10), completedAt: at(10) },
  { name: "Test", startedAt: at(11), completedAt: at(20) },
];

test.each([
  ["within a step is that step's", [at(5)], ["Install"]],
  ["in a second in which two steps ran is both's", [at(10)], ["Install", "Release"]],
  ["after all steps is nobody's", [at(30)], []],
])("a call %s", (_, times, expected) => expect(stepsOf(times, steps)).toEqual(expected));

test("of a job without steps nothing is known", () => expect(stepsOf([at(1)], [])).toEqual([]));
