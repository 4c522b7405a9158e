import { classifyFailure } from "./failure.ts";
import { statusOf } from "./status-of.ts";

/** Whether GitHub's answer says that the App may not do this: a 403, but not one by which GitHub tells of a limit that passes. */
export function isRefused(error: unknown): boolean {
  return statusOf(error) === 403 && classifyFailure(error, Date.now()).kind !== "wait";
}
