import type { GuardVersion } from "./guard-version.ts";
import { compareVersions, type Version } from "./version.ts";
import { type StatementCode, statementOf } from "./version-table.ts";

/** Whether something holds for the version of a guard step. What cannot be told is unknown, and never guessed. */
export function holds(code: StatementCode, guard: GuardVersion): "yes" | "no" | "unknown" {
  if (guard.kind === "unknown") return "unknown";
  const { since, below } = statementOf(code);
  // What moves is at least the newest known release, so what ended before that has ended for it.
  return isWithin(guard.version, since, below) ? "yes" : "no";
}

/** Whether a version is neither older than `since` nor as new as `below`. */
export function isWithin(version: Version, since: Version | null, below: Version | null): boolean {
  return (
    (since === null || compareVersions(version, since) >= 0) &&
    (below === null || compareVersions(version, below) < 0)
  );
}
