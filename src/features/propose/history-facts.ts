import type { JobRecord } from "../../domain/assessment/job-record.ts";
import type { ChangeFacts } from "../../domain/assessment/list-history.ts";
import { type Baseline, groupByEndpoint, type RunKey } from "../../domain/baseline/baseline.ts";
import type { FileDecisions } from "../../domain/baseline/decision.ts";
import { withRemembered } from "../../domain/baseline/recall.ts";
import { timelineOf } from "../../domain/baseline/timeline.ts";
import { entryKey } from "../../domain/endpoint/entry.ts";

const mostEntries = 500;

/** The entries of a list as it is read, each once. */
export function listKeys(entries: readonly string[]): readonly string[] {
  return [...new Set(entries.map(entryKey))].slice(0, mostEntries);
}

/** By what a change of a list can be explained. */
export interface HistorySources {
  /** The bot's pull request that was merged last, by its number; null where there is none. */
  readonly merged: number | null;
  /** What was decided about endpoints of the file. */
  readonly decisions: FileDecisions["endpoints"];
}

/** What tells how entries came to a job's list. `baseline` is null where nothing was learned. */
export function factsOf({
  at,
  merged,
  record,
  decisions,
  baseline,
}: HistorySources & {
  readonly at: string;
  readonly record: Pick<JobRecord, "proposed">;
  readonly baseline: Baseline | null;
}): ChangeFacts {
  const proposed = new Set(record.proposed);
  let first: ReadonlyMap<string, RunKey> | null = null;
  return {
    at,
    merged,
    isProposed: (entry) => proposed.has(entry),
    originOf(entry) {
      const decision = decisions.find(({ endpoint }) => entryKey(endpoint) === entry);
      const login = decision?.origin.kind === "person" ? decision.origin.login : null;
      first ??= baseline === null ? new Map() : findFirstRuns(baseline);
      return { login, run: first.get(entry) ?? null };
    },
  };
}

/** The first run that is known to have seen each endpoint. */
function findFirstRuns(baseline: Baseline): ReadonlyMap<string, RunKey> {
  const timeline = timelineOf(baseline).map(({ key }) => key);
  const first = new Map<string, RunKey>();
  for (const [endpoint, sightings] of groupByEndpoint({ endpoints: withRemembered(baseline) })) {
    const runs = new Set([...sightings.values()].flatMap((sighting) => [...sighting.runs]));
    const run = timeline.find((key) => runs.has(key));
    if (run !== undefined) first.set(endpoint, run);
  }
  return first;
}
