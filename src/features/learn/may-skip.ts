import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { Store } from "../../adapters/store/store.ts";
import { type Baseline, isRefusalKey } from "../../domain/baseline/baseline.ts";
import type { Trust } from "../../domain/run/trust.ts";

/** So many runs in a row are not read, at most: that a list is not enforced any more is known with the next one. */
const mostSkipped = 19;
/** Nor is a run so many ms after the last one that was read. */
const longestSkip = 24 * 60 * 60_000;

/** What decides whether a run is read. */
export interface Sampling {
  /** Whether chance wants this run read; nobody can tell it beforehand. */
  draw(): boolean;
  /** Ms since 1970. */
  readonly now: number;
}

/**
 * Whether a run need not be read, as one of a random sample is: it succeeded, its jobs all block and were proved to, and since then nothing
 * was pushed that can change what they call. @throws what the store answered with
 */
export async function maySkip(
  { repository, run }: LearnRun,
  trust: Trust,
  { samples }: Pick<Store, "samples">,
  { draw, now }: Sampling,
): Promise<boolean> {
  if (!isSampled({ repository, run }, trust)) return false;
  const settled = await samples.readSettled(repository.id, run.path);
  if (settled === null || now - settled.at >= longestSkip) return false;
  const place = await samples.placeOf(repository.id, run.headSha);
  const change = await samples.readChange(repository.id);
  if (place === null || place < change || settled.place < change) return false;
  if (draw()) return false;
  return (await samples.skip(repository.id, run.path)) <= mostSkipped;
}

/** Notes whether a run that was read proved all its jobs; `lessons` are theirs, null where one taught nothing. @throws what the store answered with */
export async function noteProof(
  { repository, run }: LearnRun,
  trust: Trust,
  lessons: readonly (Baseline | null)[],
  { samples }: Pick<Store, "samples">,
  now: number,
): Promise<void> {
  if (trust.kind !== "by-commit" || run.headBranch !== repository.defaultBranch) return;
  const isProved =
    isSampled({ repository, run }, trust) &&
    lessons.length > 0 &&
    lessons.every((one) => one !== null && isProof(one));
  const place = isProved ? await samples.placeOf(repository.id, run.headSha) : null;
  if (place === null) await samples.unsettle(repository.id, run.path);
  else await samples.settle(repository.id, run.path, { at: now, place });
}

/** Only runs of the default branch's own file, that succeeded at once. What other repositories' workflows do may change without a push here. */
function isSampled({ repository, run }: LearnRun, { kind }: Trust): boolean {
  return (
    kind === "by-commit" &&
    run.conclusion === "success" &&
    run.attempt === 1 &&
    run.headBranch === repository.defaultBranch &&
    run.event !== "merge_group" &&
    run.referencedWorkflows.length === 0
  );
}

/** Whether each leg was held to its list, and nothing was refused. */
function isProof({ enforcement, endpoints }: Baseline): boolean {
  return (
    enforcement.size > 0 &&
    [...enforcement.keys()].every((key) => key.startsWith("enforced ")) &&
    ![...endpoints.keys()].some(isRefusalKey)
  );
}
