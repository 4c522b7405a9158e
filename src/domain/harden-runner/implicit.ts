import type { GuardVersion } from "./guard-version.ts";
import { isWithin } from "./holds.ts";
import { implicitRows } from "./version-table.ts";

/**
 * What the community agent of a guard step's version adds to a list by itself, as entries of a list. Null where the version is not
 * known. Names that are only known by their pattern are not among them.
 */
export function listImplicitOf(guard: GuardVersion, disableTelemetry: boolean): readonly string[] | null {
  if (guard.kind === "unknown") return null;
  const row = implicitRows.findLast(({ since }) => isWithin(guard.version, since, null));
  return row === undefined ? [] : [...row.always, ...(disableTelemetry ? [] : row.telemetry)];
}
