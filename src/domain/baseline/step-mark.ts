import { createHash } from "node:crypto";

/** A short digest of a step's key: enough to tell the steps of one job apart, and no longer than what it stands beside. */
export function markOf(stepKey: string): string {
  return createHash("sha256").update(stepKey).digest("hex").slice(0, 8);
}
