import { expect, test } from "vitest";
import { chooseSource } from "../../../src/domain/assessment/choose-source.ts";
import { emptyBaseline } from "../../../src/domain/baseline/baseline.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const runs = (count: number, from: number, run: Run = {}) =>
  learn(
    Array.from({ length: count }, (_, index) => ({
      calls: ["a.example.com"],
      day: index / 10,
      ...run,
      runId: from + index,
    })),
  );
const none = emptyBaseline;
const cutOff: Run = { complete: false };

test.each([
  ["nothing", none, none, false, null],
  ["the default branch alone", runs(1, 100), none, false, "default-branch"],
  ["pull requests alone", none, runs(20, 500), false, "pull-request 0"],
  [
    "one run of the default branch beside many of pull requests",
    runs(1, 100),
    runs(20, 500),
    false,
    "pull-request 1",
  ],
  ["as many complete runs as pull requests have", runs(4, 100), runs(4, 500), false, "default-branch"],
  ["ten complete runs", runs(10, 100), runs(150, 500), false, "default-branch"],
  ["ten runs that broke off", runs(10, 100, cutOff), runs(20, 500), false, "pull-request 10"],
  [
    "ten runs while something is proposed from pull requests",
    runs(10, 100),
    runs(20, 500),
    true,
    "pull-request 10",
  ],
  ["pull requests that taught nothing, once proposed from", runs(1, 100), none, true, "default-branch"],
] as const)(
  "the source of a job: %s",
  (_, defaultBranch, pullRequests, isProposedFromPullRequests, expected) => {
    const chosen = chooseSource({ defaultBranch, pullRequests }, { enough: 10, isProposedFromPullRequests });
    const { source, defaultBranchRuns = "" } = chosen ?? {};
    expect(chosen === null ? null : `${source} ${defaultBranchRuns}`.trim()).toBe(expected);
  },
);

test("what the default branch called is listed beside what pull requests called, and the window stays", () => {
  const defaultBranch = runs(3, 900, { calls: ["b.example.com"], day: 29 });
  const chosen = chooseSource(
    { defaultBranch, pullRequests: runs(300, 500) },
    { enough: 10, isProposedFromPullRequests: false },
  );
  expect([...(chosen?.baseline.endpoints.keys() ?? [])]).toEqual(["a.example.com:443", "b.example.com:443"]);
  expect(chosen?.baseline.runs.size).toBeLessThanOrEqual(200);
});
