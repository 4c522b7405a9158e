import { type Baseline, groupByEndpoint, type RunKey } from "../baseline/baseline.ts";
import { type BlockEnding, type Endings, readEndings } from "../baseline/endings.ts";
import type { EnforcementNow, SilentLeg } from "../baseline/enforcement-now.ts";
import { isOfRunnerImage, type Miss, type MissVerdict } from "../baseline/misses.ts";
import { asUnguardable, type IncompleteReason, isForged } from "../record/reasons.ts";

/** What is wrong with the runs of a job since it blocks, whether a name was refused or not. */
export interface Trouble {
  /** It fails; it fails, and the newest failure left no record; or its runs do not tell whether the list is enforced. */
  readonly kind: "failing" | "died" | "unknown";
  /** The runs since the switch that count, and how many of them are bad. */
  readonly runs: number;
  readonly bad: number;
  readonly before: Endings;
  /** The newest and the first of the bad ones. */
  readonly run: RunKey;
  readonly since: RunKey;
  /** Why the newest record tells nothing, as the code of a lesson; null where it does. */
  readonly reason: string | null;
}

/** So many runs of the job in block mode are looked at, and that many without a failure are a sign that it is over. */
const mostRuns = 30;
const calmRuns = 5;
/** From fewer runs before the switch nothing can be said. */
const fewestBefore = 3;
/** It would happen by chance as often as this at most. */
const byChance = 0.05;
/** A silence of so many runs is no accident any more. */
const longSilence = 3;
/** A second record with the run's own ids: no accident makes one. */
const lookalike = "ambiguous-record" satisfies IncompleteReason;

/** What is known of a job that blocks, besides its runs. */
interface Blocking {
  readonly misses: readonly Miss[];
  readonly enforcement: EnforcementNow | null;
  /** Since when, ISO 8601 UTC; null where that was not seen. */
  readonly blockedAt: string | null;
}

/** Finds what is wrong with the runs of a job that blocks; null where nothing is, or it was so before. */
export function findTrouble(
  baseline: Baseline,
  { misses, enforcement, blockedAt }: Blocking,
): Trouble | null {
  const { before, since } = readEndings(baseline, blockedAt);
  const explained = findExplained(baseline, misses);
  const counted = since.filter((one) => one.hasDied || !explained.has(one.run)).slice(-mostRuns);
  return judgeFailures(counted, before, baseline) ?? judgeSilence(before, enforcement?.silent ?? []);
}

/** Whether a job failed that often before: about every second run. */
export function failedBefore({ runs, failed }: Endings): boolean {
  return runs >= fewestBefore && failed * 2 >= runs;
}

function judgeFailures(runs: readonly BlockEnding[], before: Endings, baseline: Baseline): Trouble | null {
  const failures = runs.filter(({ hasFailed }) => hasFailed);
  const [first, last] = [failures[0], failures.at(-1)];
  if (first === undefined || last === undefined || before.runs < fewestBefore) return null;
  if (runs.slice(-calmRuns).every(({ hasFailed }) => !hasFailed)) return null;
  // As if one more had failed before, of two more: what never was may still be.
  const rate = (before.failed + 1) / (before.runs + 2);
  if (chanceOf(failures.length, runs.length, rate) > byChance) return null;
  return {
    kind: last.hasDied ? "died" : "failing",
    runs: runs.length,
    bad: failures.length,
    before,
    run: last.run,
    since: first.run,
    reason: last.hasDied ? readReason(baseline, last.run) : null,
  };
}

function judgeSilence(before: Endings, silent: readonly SilentLeg[]): Trouble | null {
  const lasting = silent.filter(isLasting);
  const leg =
    lasting.find(({ state }) => state === "died" && !failedBefore(before)) ?? lasting.find(isUnknown);
  if (leg === undefined) return null;
  const { state: kind, runs, run, since, reason } = leg;
  return { kind, runs, bad: runs, before, run, since, reason };
}

/** The leg whose newest record looks forged; null where none does. */
export function findForged({ enforcement }: Pick<Blocking, "enforcement">): SilentLeg | null {
  return enforcement?.silent.find((leg) => isLasting(leg) && isForged(leg.reason)) ?? null;
}

function isLasting({ runs, reason }: SilentLeg): boolean {
  // Where a record can never be read, that it is not read is nothing new.
  return runs >= (reason === lookalike ? 1 : longSilence) && asUnguardable(reason) === null;
}

function isUnknown({ state }: SilentLeg): boolean {
  return state === "unknown";
}

/** How likely so many failures, or more, of so many runs are where each fails at a rate. */
function chanceOf(failures: number, runs: number, rate: number): number {
  let chance = (1 - rate) ** runs;
  let below = 0;
  for (let count = 0; count < failures; count += 1) {
    below += chance;
    chance *= ((runs - count) / (count + 1)) * (rate / (1 - rate));
  }
  return 1 - below;
}

// What is to be listed, and what waits for a person's word, of which people are told by themselves.
const explaining: ReadonlySet<MissVerdict> = new Set<MissVerdict>(["repair", "suspicious"]);

/** The runs that were refused something which the list has by now, is to get, or waits for a word: that explains their failure. */
function findExplained(baseline: Baseline, misses: readonly Miss[]): ReadonlySet<RunKey> {
  const open = new Set(
    misses.filter(({ verdict }) => !explaining.has(verdict)).map(({ endpoint }) => endpoint),
  );
  const explained = new Set<RunKey>();
  for (const [endpoint, sightings] of groupByEndpoint(baseline)) {
    if (open.has(endpoint) || isOfRunnerImage(endpoint)) continue;
    for (const run of sightings.get("refused-failed")?.runs ?? []) explained.add(run);
  }
  return explained;
}

function readReason({ enforcement }: Baseline, run: RunKey): string | null {
  for (const [key, runs] of enforcement)
    if (key.startsWith("died:") && runs.has(run)) return key.slice("died:".length, key.indexOf(" "));
  return null;
}
