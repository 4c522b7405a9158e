import type { Baseline } from "../baseline/baseline.ts";
import { neverExecutedWords } from "../text/sentences/gates.ts";
import { takeAffordable } from "../workflow/jobs/take-affordable.ts";
import { matchesName } from "../workflow/name-pattern.ts";
import type { StepPlace } from "../workflow/step-place.ts";
import type { Measured, Reason } from "./gate.ts";

/** The keys of the steps that were executed in complete legs, in whatever run that is remembered. */
export function listExecuted({ steps, memory }: Baseline): readonly string[] {
  return [...new Set([...steps.keys(), ...memory.steps.keys()])];
}

/**
 * Whether every step that the job must execute was executed: what a step calls that never ran, no run shows. Of one that runs in pull requests
 * only, their runs tell.
 */
export function judgeSteps({ baseline, expected, complete, pullRequestSteps }: Measured): readonly Reason[] {
  // Without a complete run all were never executed, which says nothing.
  if (expected === null || complete.length === 0) return [];
  const patterns = expected.steps.map(({ keys }) => keys);
  const executed = takeAffordable(listExecuted(baseline), patterns);
  const inPullRequests = takeAffordable([...pullRequestSteps], patterns);
  const missing = expected.steps.filter(({ keys, place }) => {
    const isIn = (keysOfRuns: readonly string[]): boolean => keysOfRuns.some((key) => matchesName(keys, key));
    return !isIn(executed) && !(place === "pull-requests" && isIn(inPullRequests));
  });
  const places: readonly StepPlace[] = [
    "default-branch",
    "debug-logging",
    "pull-requests",
    "tags",
    "elsewhere",
  ];
  return places.flatMap((place) => {
    const labels = missing.filter((step) => step.place === place).map(({ label }) => label);
    if (labels.length === 0) return [];
    return [{ code: "step-never-executed" as const, ...neverExecutedWords[place](labels, complete.length) }];
  });
}
