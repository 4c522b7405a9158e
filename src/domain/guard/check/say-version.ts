import type { GuardVersion } from "../../harden-runner/guard-version.ts";
import { formatVersion } from "../../harden-runner/version.ts";

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
