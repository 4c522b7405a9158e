import { findGuardVersion, type GuardVersion } from "../harden-runner/guard-version.ts";
import { guardAction } from "../workflow/guard-action.ts";

/** The version of Harden-Runner that a job fetched, by the actions (`owner/name@ref sha`) that its log's header names. */
export function readLoggedVersion(actions: readonly string[]): GuardVersion {
  for (const action of actions) {
    const [name = "", ref = "", commit = null] = action.split(/[@ ]/);
    if (name.toLowerCase() === guardAction) return findGuardVersion({ ref, comment: null }, commit);
  }
  return { kind: "unknown", ref: "" };
}
