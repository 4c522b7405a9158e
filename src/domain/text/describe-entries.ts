import type { Learned } from "../assessment/job-assessment.ts";
import { countRuns } from "../baseline/complete-runs.ts";
import { timelineOf } from "../baseline/timeline.ts";
import { parseEndpoint } from "../endpoint/endpoint.ts";
import { findKnownEndpoint } from "../endpoint/find-known-endpoint.ts";
import type { Flag } from "../recommendation/recommend.ts";
import type { Entry } from "../recommendation/recommendation.ts";
import { linkRun, type RunLink } from "./run-link.ts";
import { sayArrived } from "./sentences/misses.ts";

/** One line of the table of a job's endpoints. All names are foreign. */
export interface EntryRow {
  readonly endpoint: string;
  /** What the host is for; null where that is not known. */
  readonly what: string | null;
  /** How many names a pattern stands for; 1 for an endpoint. */
  readonly covers: number;
  /** Of those that the bot looks back over; the first and the last may be older. */
  readonly runs: number;
  readonly first: RunLink | null;
  readonly last: RunLink | null;
  readonly steps: readonly string[];
  readonly processes: readonly string[];
  readonly flags: readonly Flag[];
  /** The flags as they are shown, with what they name. */
  readonly flagNames: readonly string[];
  /** What had changed in the weeks before it was first wanted; null where nothing had, or somebody has allowed it. */
  readonly arrived: string | null;
}

/** Describes entries of a job's list. `repositoryUrl` is the repository's page, below which its runs are. */
export function describeEntries(
  entries: readonly Entry[],
  learned: Learned | null,
  repositoryUrl: string,
): readonly EntryRow[] {
  const timeline = learned === null ? [] : timelineOf(learned.baseline);
  const linkOf = (of: (typeof timeline)[number] | undefined): RunLink | null =>
    of === undefined ? null : linkRun(repositoryUrl, of.key, new Date(of.at).toISOString());
  return entries.map(({ text, covers, flags, sighting, changed = [], similarTo, decision }): EntryRow => {
    const seen = timeline.filter(({ key }) => sighting.runs.has(key));
    return {
      endpoint: text,
      what: describeHost(text),
      covers: covers.length,
      runs: countRuns(seen.filter(({ run }) => run !== null).map(({ key }) => key)),
      first: linkOf(seen.at(0)),
      last: linkOf(seen.at(-1)),
      steps: [...sighting.steps],
      processes: [...sighting.processes],
      flags,
      flagNames: flags.map((flag) => (flag === "similar-to" ? `${flag} ${similarTo}` : flag)),
      arrived: changed.length === 0 || decision !== null ? null : sayArrived(changed),
    };
  });
}

/** What a listed host is for, and where it moved if it did. */
export function describeHost(entry: string): string | null {
  const known = findKnownEndpoint(parseEndpoint(entry)?.host ?? entry.slice(0, entry.lastIndexOf(":")));
  if (known === null) return null;
  return known.becomes === null ? known.what : `${known.what}; moved to ${known.becomes}`;
}
