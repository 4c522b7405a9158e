import { keyOf } from "../redis/keys.ts";

/** Runs kept for each repository. */
export const mostOutcomes = 1_000;

/** The runs of which something is kept, `<id>/<attempt>`, by when they began. */
export function outcomeOrderKey(repositoryId: number): string {
  return keyOf(repositoryId, "outcome-order");
}

/** When runs by other events than pushes and pull requests began, by event. */
export function unpushedRunsKey(repositoryId: number): string {
  return keyOf(repositoryId, "unpushed-runs");
}

/** A run as the keys have it. */
export function runField(runId: number, attempt: number): string {
  return `${runId}/${attempt}`;
}
