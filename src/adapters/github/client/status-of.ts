/** The HTTP status of an error that Octokit threw; null for every other error. */
export function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  return typeof error.status === "number" ? error.status : null;
}

const goneStatuses: ReadonlySet<number | null> = new Set([404, 410, 451]);

/** Whether Octokit threw the error because what was asked for is not there, or not any more. */
export function isGone(error: unknown): boolean {
  return goneStatuses.has(statusOf(error));
}
