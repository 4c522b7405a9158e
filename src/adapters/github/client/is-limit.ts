import { classifyFailure } from "./failure.ts";

/** Whether GitHub answered that there were too many calls. */
export function isLimit(error: unknown): boolean {
  return classifyFailure(error, Date.now()).kind === "limit";
}
