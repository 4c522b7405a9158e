import type { GuardVersion } from "./guard-version.ts";
import { isWithin } from "./holds.ts";
import { implicitRows } from "./version-table.ts";

/**
 * What the community agent of a guard step's version adds to a list by itself, as entries of a list. Where the version is not known, what
 * that of the newest known release adds, as each release added to those before. Names that are only known by their pattern are not among them.
 */
export function listImplicitOf(guard: GuardVersion, disableTelemetry: boolean): readonly string[] {
  const row =
    guard.kind === "unknown"
      ? implicitRows.at(-1)
      : implicitRows.findLast(({ since }) => isWithin(guard.version, since, null));
  return row === undefined ? [] : [...row.always, ...(disableTelemetry ? [] : row.telemetry)];
}

/** All that the agent of any release adds by itself, each once. */
export const implicitOfAny: readonly string[] = [
  ...new Set(implicitRows.flatMap(({ always, telemetry }) => [...always, ...telemetry])),
];
