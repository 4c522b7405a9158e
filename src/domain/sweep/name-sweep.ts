import type { SweepCause } from "./judge-need.ts";

/** What stands in place of a webhook's number in what a sweep finds, for the log and the metrics. */
export function nameSweep(cause: SweepCause): string {
  return `sweep-${cause}`;
}
