import type { JobState } from "../assessment/job-assessment.ts";

const states: ReadonlySet<string> = new Set<JobState>(["enforced", "unproven", "failing", "missing"]);

/** Whether a job in a state is held to its list, or is told to be and no run says otherwise. */
export function isEnforcing(state: string | null): boolean {
  return state !== null && states.has(state);
}
