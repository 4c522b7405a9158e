import type { GuardVersion } from "../harden-runner/guard-version.ts";
import { listImplicitOf } from "../harden-runner/implicit.ts";
import type { Version } from "../harden-runner/version.ts";
import { implicitRows } from "../harden-runner/version-table.ts";
import { askAgentList, readAgentList } from "./agent-list.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * Makes a function that tells whether the agent of a guard step's version allows an endpoint without a list. `disableTelemetry` is the
 * guard step's input: with it the hosts of StepSecurity are not implicit.
 */
export function createIsImplicit(
  version: GuardVersion,
  disableTelemetry: boolean,
): (endpoint: Endpoint) => boolean {
  const list = readAgentList([], listImplicitOf(version, disableTelemetry));
  return (endpoint) => askAgentList(list, endpoint) === "allowed";
}

/** The release since which each allows an endpoint without a list; null where the newest known one does not. */
export function findImplicitSince(endpoint: Endpoint, disableTelemetry: boolean): Version | null {
  const allows = ({ since }: { readonly since: Version }): boolean =>
    createIsImplicit({ kind: "exact", version: since, by: "tag" }, disableTelemetry)(endpoint);
  const before = implicitRows.findLastIndex((row) => !allows(row));
  return implicitRows[before + 1]?.since ?? null;
}
