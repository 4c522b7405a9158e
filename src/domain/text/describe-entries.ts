import type { Learned } from "../assessment/job-assessment.ts";
import type { RunKey } from "../baseline/baseline.ts";
import { countRuns } from "../baseline/complete-runs.ts";
import { runIdOf } from "../baseline/memory.ts";
import { type TimedRun, timelineOf } from "../baseline/timeline.ts";
import { parseEndpoint } from "../endpoint/endpoint.ts";
import { findKnownEndpoint } from "../endpoint/find-known-endpoint.ts";
import type { Flag } from "../recommendation/recommend.ts";
import type { Entry } from "../recommendation/recommendation.ts";
import { type Look, sayLooks } from "./look-words.ts";
import { linkRun, type RunLink } from "./run-link.ts";

/** One line of the table of a job's endpoints. All names are foreign. */
export interface EntryRow {
  readonly endpoint: string;
  /** What the host is for; null where that is not known. */
  readonly what: string | null;
  /** Of those that the bot looks back over; the first and the last may be older. */
  readonly runs: number;
  /** All runs that the bot looks back over and that left a record. */
  readonly ofRuns: number;
  /** The newest of these, oldest first: `▇` for one that called it, `▁` for any other. */
  readonly strip: string;
  readonly first: RunLink | null;
  readonly last: RunLink | null;
  readonly steps: readonly string[];
  readonly processes: readonly string[];
  readonly flags: readonly Flag[];
  /** Why it deserves a look, the most urgent reason first; empty where nothing does. */
  readonly looks: readonly Look[];
}

/** How many runs the strip shows at most. */
export const longestStrip = 8;

/** Describes entries of a job's list. `repositoryUrl` is the repository's page, below which its runs are. */
export function describeEntries(
  entries: readonly Entry[],
  learned: Learned | null,
  repositoryUrl: string,
): readonly EntryRow[] {
  const timeline = learned === null ? [] : timelineOf(learned.baseline);
  const recorded = Map.groupBy(timeline.filter(isRecorded), ({ key }) => runIdOf(key));
  const shown = [...recorded.values()].slice(-longestStrip).map((runs) => runs.map(({ key }) => key));
  const linkOf = (of: TimedRun | undefined): RunLink | null =>
    of === undefined ? null : linkRun(repositoryUrl, of.key, new Date(of.at).toISOString());
  return entries.map((entry): EntryRow => {
    const { text, flags, sighting } = entry;
    const seen = timeline.filter(({ key }) => sighting.runs.has(key));
    return {
      endpoint: text,
      what: describeHost(text),
      runs: countRuns(seen.filter(({ run }) => run !== null).map(({ key }) => key)),
      ofRuns: recorded.size,
      strip: drawStrip(shown, sighting.runs),
      first: linkOf(seen.at(0)),
      last: linkOf(seen.at(-1)),
      steps: [...sighting.steps],
      processes: [...sighting.processes],
      flags,
      looks: sayLooks(entry),
    };
  });
}

/** A run of which no record is left tells nothing. */
function isRecorded({ run }: TimedRun): boolean {
  return run !== null && run.legs.size > 0;
}

/** `shown` has the attempts of each run. */
function drawStrip(shown: readonly (readonly RunKey[])[], called: ReadonlySet<RunKey>): string {
  return shown.map((attempts) => (attempts.some((key) => called.has(key)) ? "▇" : "▁")).join("");
}

/** What a listed host is for, and where it moved if it did. */
export function describeHost(entry: string): string | null {
  const known = findKnownEndpoint(parseEndpoint(entry)?.host ?? entry.slice(0, entry.lastIndexOf(":")));
  if (known === null) return null;
  return known.becomes === null ? known.what : `${known.what}; moved to ${known.becomes}`;
}
