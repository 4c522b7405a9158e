import type { GuardVersion } from "../../harden-runner/guard-version.ts";
import { formatVersion } from "../../harden-runner/version.ts";
import { type StatementCode, statementOf } from "../../harden-runner/version-table.ts";

/** The version of a guard step in a sentence. */
export function sayVersion(version: GuardVersion): string {
  switch (version.kind) {
    case "exact":
      return formatVersion(version.version);
    case "moving":
      return `${version.ref}, at least ${formatVersion(version.version)}`;
    case "unknown":
      return "a version that the file does not tell";
  }
}

/** From which version on something holds. */
export function sinceOf(code: StatementCode): string {
  const { since } = statementOf(code);
  return since === null ? "" : formatVersion(since);
}

/** Below which version something held. */
export function belowOf(code: StatementCode): string {
  const { below } = statementOf(code);
  return below === null ? "" : formatVersion(below);
}
