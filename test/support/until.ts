import { vi } from "vitest";

// Nothing is lost by waiting long for what comes, and a busy machine takes its time. Less than the limit of a test, so that the
// condition's own words are shown.
const patience = 240_000;

/** Waits until a condition throws no longer, and returns what it returns; in the end it throws as the condition does. */
export function until<Result>(condition: () => Result | Promise<Result>, interval = 5): Promise<Result> {
  return vi.waitFor(condition, { timeout: patience, interval });
}
