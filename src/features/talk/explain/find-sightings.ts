import {
  type Baseline,
  groupByEndpoint,
  type RunKey,
  type Sighting,
  type SightingKind,
} from "../../../domain/baseline/baseline.ts";
import { withRemembered } from "../../../domain/baseline/recall.ts";
import { timelineOf } from "../../../domain/baseline/timeline.ts";
import { type EndpointQuery, isAskedFor, splitSeen } from "../../../domain/endpoint/query.ts";
import type { JobKey } from "../../../domain/run/job-key.ts";

/** One way in which the runs of a job saw something that was asked about. */
export interface Found {
  /** `host:port`, `address:port`, a pattern with its port, or a host alone where it was only looked up. */
  readonly seen: string;
  readonly source: JobKey["source"];
  readonly how: SightingKind | "resolved-only" | "address-without-name" | "under-pattern";
  /** Of those in the window; 0 where it is remembered from earlier ones. */
  readonly runs: number;
  /** The runs that were observed in the window. */
  readonly of: number;
  /** The first and the last that are known, in the window or not. */
  readonly first: SeenRun;
  readonly last: SeenRun;
  readonly sighting: Sighting;
}

export interface SeenRun {
  readonly key: RunKey;
  /** When it began, ISO 8601 UTC. */
  readonly at: string;
}

const nothing: ReadonlySet<string> = new Set();

/** What the runs of one kind taught about a job. */
export interface Source {
  readonly baseline: Baseline;
  readonly source: JobKey["source"];
}

/** Finds all sightings in a baseline of what was asked about. */
export function findSightings(query: EndpointQuery, source: Source): readonly Found[] {
  const { baseline } = source;
  const found: (Found | null)[] = [];
  for (const [seen, sightings] of groupByEndpoint({ endpoints: withRemembered(baseline) })) {
    if (!isAskedFor(query, splitSeen(seen))) continue;
    for (const [kind, sighting] of sightings) found.push(dateSighting({ seen, how: kind, sighting }, source));
  }
  for (const [seen, sighting] of baseline.addresses) {
    if (isAskedFor(query, splitSeen(seen)))
      found.push(dateSighting({ seen, how: "address-without-name", sighting }, source));
  }
  for (const [seen, runs] of baseline.resolvedOnly) {
    const sighting = { runs, processes: nothing, steps: nothing, related: nothing };
    if (isAskedFor(query, splitSeen(seen)))
      found.push(dateSighting({ seen, how: "resolved-only", sighting }, source));
  }
  return found.filter((one) => one !== null);
}

/** A sighting with the first and the last of its runs; null where none of them is known. */
export function dateSighting(
  seen: Pick<Found, "seen" | "how" | "sighting">,
  { baseline, source }: Source,
): Found | null {
  const observed = [...baseline.runs].filter(([, run]) => run.legs.size > 0).map(([key]) => key);
  const runs = timelineOf(baseline)
    .filter(({ key, run }) => seen.sighting.runs.has(key) && run?.legs.size !== 0)
    .map(({ key, at }) => ({ key, at: new Date(at).toISOString() }));
  const [first, last] = [runs.at(0), runs.at(-1)];
  if (first === undefined || last === undefined) return null;
  const count = observed.filter((key) => seen.sighting.runs.has(key)).length;
  return { ...seen, source, runs: count, of: observed.length, first, last };
}
