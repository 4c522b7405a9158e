import type { LoggedJob } from "../../adapters/github/runs/job-log.ts";
import { keySteps } from "../../domain/workflow/executed-steps.ts";
import { matchesName } from "../../domain/workflow/name-pattern.ts";
import type { GuardedJob } from "./find-guarded-jobs.ts";

/** Where in a job's log its record stands, by what the jobs API says of the guard's post step. */
export function findPostStep({
  job: { id, steps, listedSteps },
  guard,
  recorder,
}: GuardedJob): LoggedJob | "no-post-step" | "ambiguous-post-step" {
  const [postStep, second] = steps.filter((step) => matchesName(guard.postStepName, step.name));
  if (postStep === undefined) return "no-post-step";
  if (second !== undefined) return "ambiguous-post-step";
  const later = steps.filter((step) => step.number > postStep.number && step.name !== "Complete job");
  const keys = keySteps(listedSteps, guard.computedSteps);
  return {
    id,
    recorder,
    // Calls are noted by the step's key; the runner's own steps keep the names by which people know them.
    steps: steps.map((step) => ({ ...step, name: keys.get(step.number) || step.name })),
    // The API knows whole seconds only.
    window: { from: Date.parse(postStep.startedAt), to: Date.parse(postStep.completedAt) + 1_000 },
    endsWithRecord: later.length === 0 && !guard.hasEnvironmentUrl,
  };
}
