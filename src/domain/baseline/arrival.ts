import { type Baseline, groupByEndpoint, type RunKey } from "./baseline.ts";
import { findLookBack, type LookBack } from "./look-back.ts";
import { timelineOf } from "./timeline.ts";

/** What had changed when a job first wanted an endpoint. Names of files and actions are foreign. */
export interface Arrival {
  /** When that run began, ISO 8601 UTC. */
  readonly at: string;
  /** What changed right before, `path` or `owner/name@ref sha`: where anything did, the endpoint waits for a person's word. */
  readonly justBefore: readonly string[];
  /** What changed in the weeks before. */
  readonly weeksBefore: readonly string[];
}

/** By endpoint, `host:port`. */
export type Arrivals = Readonly<Record<string, Arrival>>;

/** The run in which a job first wanted something that earlier runs did without. */
export interface FirstRun extends LookBack {
  readonly endpoint: string;
  readonly run: RunKey;
  readonly at: string;
}

/**
 * Finds the run in which each of some endpoints, `host:port`, was first called or refused, as far as is remembered, and the runs before it
 * to compare it with. Those that no known run did without before are not in it.
 */
export function findFirstRuns(baseline: Baseline, endpoints: readonly string[]): readonly FirstRun[] {
  const times = new Map(timelineOf(baseline).map(({ key, at }) => [key, at]));
  const groups = groupByEndpoint(baseline);
  // Most endpoints were first wanted in the same few runs.
  const lookBacks = new Map<RunKey, LookBack | null>();
  const lookBackFrom = (key: RunKey, at: string): LookBack | null => {
    const known = lookBacks.get(key);
    const lookBack = known === undefined ? findLookBack(baseline, key, at) : known;
    lookBacks.set(key, lookBack);
    return lookBack;
  };
  return endpoints.flatMap((endpoint) => {
    const remembered = baseline.memory.endpoints.get(endpoint)?.first.run;
    const seen = [...(groups.get(endpoint)?.values() ?? [])].flatMap(({ runs }) => [...runs]);
    const keys = [...seen, ...(remembered === undefined ? [] : [remembered])];
    const [first] = keys
      .flatMap((key) => {
        const at = times.get(key);
        return at === undefined ? [] : [{ key, at }];
      })
      .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
    if (first === undefined) return [];
    const at = new Date(first.at).toISOString();
    const lookBack = lookBackFrom(first.key, at);
    return lookBack === null ? [] : [{ endpoint, run: first.key, at, ...lookBack }];
  });
}

/** Whether an endpoint, `host:port`, waits for a person's word, as it was first wanted right after something had changed. */
export function mustWait(endpoint: string, arrivals: Arrivals): boolean {
  return (arrivals[endpoint]?.justBefore.length ?? 0) > 0;
}
