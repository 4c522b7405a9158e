import { describe, expect, test } from "vitest";
import { emptyBaseline, mergeBaselines } from "../../../src/domain/baseline/baseline.ts";
import { recallEndpoints } from "../../../src/domain/baseline/recall.ts";
import { defaultWindow, withinWindow } from "../../../src/domain/baseline/window.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";

const old = "old.example.com:443";

/** Runs of which only the newest are in the window, with what was called in one long ago. */
function recall(calledBy: string | null, later: readonly Run[], fileSteps: readonly string[] | null = null) {
  const first: Run = {
    day: 0,
    runId: 1,
    steps: ["Run make", ...(calledBy === null ? [] : [calledBy])],
    endpoints: [{ host: "old.example.com", steps: calledBy === null ? [] : [calledBy] }],
  };
  const baseline = mergeBaselines(learn([first]), learn(later));
  return recallEndpoints(withinWindow(baseline, defaultWindow), fileSteps);
}

/** Quiet runs up to a day, a day apart. */
function until(day: number, steps: readonly string[] = ["Run make"]): readonly Run[] {
  return Array.from({ length: day }, (_, index) => ({ day: index + 1, runId: 100 + index, steps }));
}

/** More than fit into the window, within a month. */
const busy = Array.from(
  { length: 300 },
  (_, index): Run => ({ day: 1 + index / 10, runId: 100 + index, steps: ["Run make"] }),
);

describe("an endpoint that has left the window", () => {
  test.each<[string, string | null, readonly Run[], readonly string[] | null, boolean]>([
    ["is the job's for 90 days, however often it runs", null, busy, null, true],
    ["is the job's on the 90th day", null, until(90), null, true],
    ["is not on the 91st", null, until(91), null, false],
    ["is not where its step ran without calling it", "Run make", until(91), null, false],
    ["is as long as its step has not run since", "Publish", until(200), null, true],
    ["is not where its step ran since", "Publish", until(200, ["Run make", "Publish"]), null, false],
    ["is as long as the file has its step", "Publish", until(200), ["Run make", "Publish"], true],
    ["is not where the file no longer has its step", "Publish", until(200), ["Run make"], false],
  ])("%s", (_, calledBy, later, fileSteps, expected) => {
    expect(recall(calledBy, later, fileSteps).has(old)).toBe(expected);
  });

  test("has the runs that are remembered", () => {
    expect([...(recall(null, busy).get(old)?.runs ?? [])]).toEqual(["1/1"]);
  });
});

test("nothing is recalled of a job of which nothing is remembered", () => {
  expect(recallEndpoints(emptyBaseline, null).size).toBe(0);
});
