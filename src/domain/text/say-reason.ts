import type { Obstacle } from "../assessment/job-assessment.ts";

/** A reason for people, with what would take it away. The text may be foreign. */
export function sayReason({ message, lift }: Obstacle): string {
  return lift === undefined ? message : `${message} (next: ${lift})`;
}
