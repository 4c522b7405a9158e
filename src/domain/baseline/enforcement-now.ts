import type { Version } from "../harden-runner/version.ts";
import type { NotEnforcedCause } from "../record/enforcement.ts";
import { asUnguardable } from "../record/reasons.ts";
import type { ExpectedLeg } from "../workflow/jobs/expected.ts";
import { createIsInMatrix } from "../workflow/jobs/is-in-matrix.ts";
import type { Baseline, RunKey } from "./baseline.ts";
import { rankByCreation } from "./created-order.ts";
import { isOfOlderFile } from "./held-runs.ts";
import { findVersionOfRun } from "./recorded-by.ts";
import { isSilent, listToldRuns } from "./told-runs.ts";

/** A leg (display name) that was not held to the list when it last ran, and why. */
export interface UnenforcedLeg {
  readonly leg: string;
  readonly cause: NotEnforcedCause;
  /** The host that did not resolve, or the reason code why nothing watched. Foreign text; null where there is no more to say. */
  readonly detail: string | null;
  /** The newest run in which that was so, and the first of an unbroken row. */
  readonly run: RunKey;
  readonly since: RunKey;
  /** The version of Harden-Runner of the newest; null where its log names none that is known. */
  readonly version: Version | null;
}

/** A leg (display name) whose newest run in block mode does not tell whether it was held to the list. */
export interface SilentLeg {
  readonly leg: string;
  readonly state: "unknown" | "died";
  /** Why, as the code of a lesson. */
  readonly reason: string;
  /** The newest such run, the first of an unbroken row, and how many there are in it. */
  readonly run: RunKey;
  readonly since: RunKey;
  readonly runs: number;
}

/** Whether a job's legs are held to their list, as their newest runs in block mode show. */
export interface EnforcementNow {
  /** The newest run in which a leg was held to its list; null where none was. */
  readonly enforcedIn: RunKey | null;
  /** Sorted by leg. */
  readonly unenforced: readonly UnenforcedLeg[];
  /** Sorted by leg. What an earlier run of such a leg told still counts. */
  readonly silent: readonly SilentLeg[];
}

/** What the workflow file says of a job whose guard step blocks. */
export interface BlockingFile {
  /** Since when it is to block, ISO 8601 UTC, as far as seen; null where it was not seen to begin. */
  readonly blockedAt: string | null;
  /** The legs of its matrix; null where the file does not tell. */
  readonly legs: readonly ExpectedLeg[] | null;
}

const unknownFile: BlockingFile = { blockedAt: null, legs: null };

/** A leg of which so many later runs say nothing is gone, where the file does not tell. */
const longSilence = 20;

interface Told {
  readonly rank: number;
  readonly run: RunKey;
  /** As in `ToldRun`. */
  readonly what: string;
}

/**
 * Reads how each leg fared from a baseline; null where no run tells of block mode. That Harden-Runner cannot watch a leg where it runs
 * is known before a job is switched, so beside legs that are held to the list it is no failure. A run in audit mode that began when the job
 * was to block already had an older file: it shows nothing.
 */
export function readEnforcement(
  baseline: Baseline,
  { blockedAt, legs: matrix }: BlockingFile = unknownFile,
): EnforcementNow | null {
  const legs = collectLegs(baseline, blockedAt);
  const isInMatrix = createIsInMatrix(matrix, [...legs.keys()]);
  const unenforced: UnenforcedLeg[] = [];
  const silent: SilentLeg[] = [];
  let newest: Told | null = null;
  const allRanks = [...new Set([...legs.values()].flat().map(({ rank }) => rank))];
  const isLongSilent = ({ rank }: Told): boolean =>
    allRanks.filter((other) => other > rank).length >= longSilence;
  for (const [leg, all] of legs) {
    const isGone = (last: Told): boolean => (isInMatrix === null ? isLongSilent(last) : !isInMatrix(leg));
    const silence = readSilent(leg, all);
    if (silence !== null && !isGone(silence.last)) silent.push(silence.described);
    const told = all.filter((one) => !isSilent(one.what));
    const last = told.at(-1);
    if (last === undefined || last.what === "audit" || isGone(last)) continue;
    if (last.what === "enforced") {
      if (newest === null || last.rank > newest.rank) newest = last;
      continue;
    }
    const row = told.slice(told.findLastIndex(({ what }) => what !== last.what) + 1);
    const [cause = "", ...detail] = last.what.split(":");
    unenforced.push({
      leg,
      cause: cause as NotEnforcedCause,
      detail: detail.length === 0 ? null : detail.join(":"),
      run: last.run,
      since: row[0]?.run ?? last.run,
      version: findVersionOfRun(baseline, last.run),
    });
  }
  if (newest === null && unenforced.length === 0 && silent.length === 0) return null;
  const failures = newest === null ? unenforced : unenforced.filter((leg) => !isUnguardable(leg));
  return {
    enforcedIn: newest?.run ?? null,
    unenforced: failures.sort(byLeg),
    silent: silent.sort(byLeg),
  };
}

function byLeg(a: { readonly leg: string }, b: { readonly leg: string }): number {
  return a.leg < b.leg ? -1 : 1;
}

/** The row of silent runs with which what is known of a leg ends; null where it ends with another. */
function readSilent(
  leg: string,
  told: readonly Told[],
): { readonly last: Told; readonly described: SilentLeg } | null {
  const row = told.slice(told.findLastIndex((one) => !isSilent(one.what)) + 1);
  const [first, last] = [row[0], row.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [state, reason = ""] = last.what.split(":");
  const described: SilentLeg = {
    leg,
    state: state === "died" ? "died" : "unknown",
    reason,
    run: last.run,
    since: first.run,
    runs: new Set(row.map(({ run }) => run)).size,
  };
  return { last, described };
}

function isUnguardable({ cause, detail }: UnenforcedLeg): boolean {
  return cause === "not-monitored" && asUnguardable(detail) !== null;
}

/** What is known of each leg, oldest first. Where two records of one run differ, the graver comes last. */
function collectLegs(baseline: Baseline, blockedAt: string | null): ReadonlyMap<string, readonly Told[]> {
  const ranks = rankByCreation(baseline.runs.keys());
  const legs = new Map<string, Told[]>();
  for (const { run, leg, what } of listToldRuns(baseline)) {
    if (what === "audit" && isOfOlderFile(baseline, run, blockedAt)) continue;
    const told = legs.get(leg) ?? [];
    told.push({ rank: ranks.get(run) ?? -1, run, what });
    legs.set(leg, told);
  }
  const gravity = ({ what }: Told): number => (what === "audit" ? 0 : what === "enforced" ? 1 : 2);
  for (const told of legs.values()) told.sort((a, b) => a.rank - b.rank || gravity(a) - gravity(b));
  return legs;
}
