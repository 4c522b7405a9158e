import { expect, test } from "vitest";
import { judgeNeed, type Need, type SweptRepository } from "../../../src/domain/sweep/judge-need.ts";

const hour = 3_600_000;
const since = 1_800_000_000_000;
const quiet: SweptRepository = {
  pushedAt: since - 200 * hour,
  isArchived: false,
  isFilled: true,
  lastUnpushedRun: null,
};

test.each<[string, Partial<SweptRepository>, "gap" | "day", Need]>([
  ["quiet", {}, "gap", "rest"],
  ["quiet", {}, "day", "rest"],
  ["nothing was ever pushed", { pushedAt: null }, "day", "rest"],
  ["pushed to since", { pushedAt: since + hour }, "gap", "ask"],
  ["pushed to before, with jobs that may run on", { pushedAt: since - 5 * hour }, "gap", "ask"],
  ["pushed to the day before", { pushedAt: since - 20 * hour }, "gap", "rest"],
  ["pushed to the day before, looked at once a day", { pushedAt: since - 20 * hour }, "day", "ask"],
  ["a run by a schedule is expected", { lastUnpushedRun: since - 30 * 24 * hour }, "gap", "ask"],
  ["it had such runs long ago", { lastUnpushedRun: since - 40 * 24 * hour }, "gap", "rest"],
  ["nothing is known", { isFilled: false }, "gap", "refill"],
  ["archived, and pushed to before", { isArchived: true, pushedAt: since + hour }, "gap", "rest"],
  ["archived, and nothing is known", { isArchived: true, isFilled: false }, "day", "rest"],
])("%s", (_, changes, cause, need) => {
  expect(judgeNeed({ ...quiet, ...changes }, { since, cause })).toBe(need);
});
