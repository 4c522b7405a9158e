import {
  isRefusal,
  mergeSightings,
  type RunKey,
  type Sighting,
  type SightingKind,
} from "../baseline/baseline.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { findUnlistable } from "../endpoint/unlistable.ts";

/** An endpoint that may be listed. */
export interface Candidate extends Endpoint {
  readonly runs: ReadonlySet<RunKey>;
  readonly sighting: Sighting;
  /** By its own name, not only at an address that it shares. */
  readonly called: boolean;
}

/** Why no list can hold an endpoint, or need not. */
export type Unlistable =
  | "implicit"
  | "always-reachable"
  | "not-tcp"
  | "private-name"
  /** GitHub's own, by names that change with the region; Harden-Runner allows them without a list since v2.21.1. */
  | "runner-service"
  /** StepSecurity's global block list names it; the agent takes it off any list. */
  | "blocklisted"
  | "shared-address-other-owner";

/**
 * The sightings that put an endpoint on the list, or why none does. Where it was allowed by hand, more kinds count. Null where block
 * mode refused it whenever it was tried.
 */
export function candidateOf(
  endpoint: Endpoint,
  sightings: ReadonlyMap<SightingKind, Sighting>,
  isAllowed: boolean,
): Candidate | Unlistable | null {
  if (sightings.has("blocklisted")) return "blocklisted";
  if ([...sightings.keys()].every(isRefusal)) return null;
  const called = sightings.get("called");
  const other = sightings.get("shared-other-owner");
  const listed = [called, sightings.get("shared-same-owner"), isAllowed ? other : undefined].filter(
    (sighting) => sighting !== undefined,
  );
  if (listed.length === 0) {
    if (other !== undefined) return "shared-address-other-owner";
    return sightings.has("implicit") ? "implicit" : "always-reachable";
  }
  const unlistable = findUnlistable(endpoint);
  if (unlistable !== null) return unlistable;
  const sighting = listed.reduce(mergeSightings);
  return { ...endpoint, runs: sighting.runs, sighting, called: called !== undefined };
}
