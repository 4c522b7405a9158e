import { type SweepCause, sweepCauses } from "./judge-need.ts";

/** What stands in place of a webhook's number in what a sweep finds, for the log and the metrics. */
export function nameSweep(cause: SweepCause): string {
  return `sweep-${cause}`;
}

/** Why it was looked for what a task is about, where a sweep was the first to find it; null for what came by a webhook. */
export function causeOfSweep(delivery: string): SweepCause | null {
  return sweepCauses.find((cause) => nameSweep(cause) === delivery) ?? null;
}
