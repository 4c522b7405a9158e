import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { Proof } from "../../adapters/store/samples.ts";
import type { Store } from "../../adapters/store/store.ts";
import { type Baseline, isRefusalKey } from "../../domain/baseline/baseline.ts";
import type { Trust } from "../../domain/run/trust.ts";
import type { JobCandidate } from "../../domain/workflow/jobs/job-candidates.ts";
import { mayBeGuarded } from "./find-guarded-jobs.ts";

/** So many runs in a row are not read, at most: that a list is not enforced any more is known with the next one. */
const mostSkipped = 19;
/** Nor is a run that may have a job which was proved so many ms before, or earlier. */
const longestSkip = 24 * 60 * 60_000;

/** What decides whether a run is read. */
export interface Sampling {
  /** Whether chance wants this run read; nobody can tell it beforehand. */
  draw(): boolean;
  /** Ms since 1970. */
  readonly now: number;
}

/**
 * Whether a run need not be read, as one of a random sample is: it succeeded, all jobs that its file guards block and were proved to, and since
 * then nothing was pushed that can change what they call. Which of them ran is not known before it is read. @throws what the store answered with
 */
export async function maySkip(
  { repository, run }: LearnRun,
  trust: Trust,
  { samples }: Pick<Store, "samples">,
  { draw, now }: Sampling,
): Promise<boolean> {
  if (!isSampled({ repository, run }, trust)) return false;
  const settled = await samples.readSettled(repository.id, run.path);
  if (settled.size === 0) return false;
  const place = await samples.placeOf(repository.id, run.headSha);
  const change = await samples.readChange(repository.id);
  const holds = (proof: Proof | null): boolean =>
    proof !== null && now - proof.at < longestSkip && proof.place >= change;
  if (place === null || place < change || ![...settled.values()].every(holds)) return false;
  if (draw()) return false;
  return (await samples.skip(repository.id, run.path)) <= mostSkipped;
}

/** What a run that was read showed of one job. */
export interface ShownJob {
  readonly jobId: string;
  /** Null where nothing was learned from it. */
  readonly baseline: Baseline | null;
}

/**
 * Notes whether a run that was read proved the jobs that it had, `shown`, null for one of which it cannot be told whose it is. `candidates` are all that
 * its file can have. @throws what the store answered with
 */
export async function noteProof(
  { repository, run }: LearnRun,
  trust: Trust,
  {
    shown,
    candidates,
  }: { readonly shown: readonly (ShownJob | null)[]; readonly candidates: readonly JobCandidate[] },
  { samples }: Pick<Store, "samples">,
  now: number,
): Promise<void> {
  if (trust.kind !== "by-commit" || run.headBranch !== repository.defaultBranch) return;
  const guarded = findBlocking(candidates);
  const isProved =
    isSampled({ repository, run }, trust) &&
    shown.length > 0 &&
    shown.every((one) => one !== null && one.baseline !== null && isProof(one.baseline));
  const place = isProved && guarded !== null ? await samples.placeOf(repository.id, run.headSha) : null;
  if (place === null || guarded === null) return samples.unsettle(repository.id, run.path);
  const proved = new Set(shown.flatMap((one) => one?.jobId ?? []));
  await samples.settle(repository.id, run.path, { guarded, proved, proof: { at: now, place } });
}

/** The ids of all guarded jobs of a file; null where one only audits, or is not known. */
function findBlocking(candidates: readonly JobCandidate[]): readonly string[] | null {
  const ids = new Set<string>();
  for (const candidate of candidates.filter(mayBeGuarded)) {
    if (candidate.kind === "unknown" || candidate.guard?.mayBlock !== true) return null;
    ids.add(candidate.jobId);
  }
  return [...ids];
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
