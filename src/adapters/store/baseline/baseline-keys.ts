import type { JobKey } from "../../../domain/run/job-key.ts";
import { encodeJob, keyOf, repositoryPrefix } from "../redis/keys.ts";

/** The keys of one baseline. Several hashes, since Redis stores small ones compactly. */
export interface BaselineKeys {
  /** When the oldest run began, the newest run that left the window, how far back the window goes, and whether all is remembered. */
  readonly meta: string;
  /** The repository's baselines, by the time of the last merge in seconds. */
  readonly index: string;
  /** Text → number, of everything that repeats: events, legs, processes, steps, hosts that share an address. */
  readonly names: string;
  /** Run key → slot, in two halves. */
  readonly slots: readonly [string, string];
  /** Slot → run, in two halves. */
  readonly runs: readonly [string, string];
  /**
   * Endpoint, address, or name that only resolved → sighting; and, with a letter before, those with long names, the steps,
   * the actions, and the legs with whether they can be guarded and were held to a list. In the order of `places`.
   */
  readonly sightings: readonly [string, string, string, string];
  /** What outlives the window: endpoint → memory; and, with a letter before, event, leg or step → memory. */
  readonly memories: readonly [string, string];
}

/** Which hash of a baseline holds a sighting, counted from 1. */
export const places = { endpoints: 1, addresses: 2, resolvedOnly: 3, long: 4 } as const;

export function baselineKeys(key: JobKey): BaselineKeys {
  const prefix = `${repositoryPrefix(key.repositoryId)}baseline:${encodeJob(key)}:`;
  return {
    meta: `${prefix}meta`,
    index: indexKey(key.repositoryId),
    names: `${prefix}names`,
    slots: [`${prefix}slots-0`, `${prefix}slots-1`],
    runs: [`${prefix}runs-0`, `${prefix}runs-1`],
    sightings: [`${prefix}endpoints`, `${prefix}addresses`, `${prefix}resolved`, `${prefix}long`],
    memories: [`${prefix}memory-endpoints`, `${prefix}memory-parts`],
  };
}

/** The key under which a repository's baselines are listed. */
export function indexKey(repositoryId: number): string {
  return keyOf(repositoryId, "baselines");
}

/** What the last runs of a job called, each for itself. It is in the repository's index of keys, as no merge of a baseline touches it. */
export function runCallsKey(key: JobKey): string {
  return `${repositoryPrefix(key.repositoryId)}run-calls:${encodeJob(key)}`;
}

/** The keys of this baseline alone, so all but the index. */
export function listOwnKeys({ index, ...own }: BaselineKeys): readonly string[] {
  return Object.values(own).flat();
}

/** The keys in the order in which the merge script takes them. */
export function listKeys(keys: BaselineKeys): readonly string[] {
  const { meta, index, names, slots, runs, sightings, memories } = keys;
  return [meta, index, names, ...slots, ...runs, ...sightings, ...memories];
}
