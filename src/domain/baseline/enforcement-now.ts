import type { Version } from "../harden-runner/version.ts";
import type { NotEnforcedCause } from "../record/enforcement.ts";
import { asUnguardable } from "../record/reasons.ts";
import type { Baseline, RunKey } from "./baseline.ts";
import { findVersionOfRun } from "./recorded-by.ts";
import { orderedRuns } from "./window.ts";

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

/** Whether a job's legs are held to their list, as their newest runs in block mode show. */
export interface EnforcementNow {
  /** The newest run in which a leg was held to its list; null where none was. */
  readonly enforcedIn: RunKey | null;
  /** Sorted by leg. */
  readonly unenforced: readonly UnenforcedLeg[];
}

/** A leg of which so many later runs say nothing is gone. */
const longSilence = 20;

interface Told {
  readonly rank: number;
  readonly run: RunKey;
  /** `audit`, `enforced`, or the cause with `:` and its detail. */
  readonly what: string;
}

/**
 * Reads how each leg fared from a baseline; null where no run tells of block mode. That Harden-Runner cannot watch a leg where it runs
 * is known before a job is switched, so beside legs that are held to the list it is no failure.
 */
export function readEnforcement(baseline: Baseline): EnforcementNow | null {
  const legs = collectLegs(baseline);
  const unenforced: UnenforcedLeg[] = [];
  let newest: Told | null = null;
  const allRanks = [...new Set([...legs.values()].flat().map(({ rank }) => rank))];
  for (const [leg, told] of legs) {
    const last = told.at(-1);
    if (last === undefined || last.what === "audit") continue;
    if (allRanks.filter((rank) => rank > last.rank).length >= longSilence) continue;
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
  if (newest === null && unenforced.length === 0) return null;
  const failures = newest === null ? unenforced : unenforced.filter((leg) => !isUnguardable(leg));
  return { enforcedIn: newest?.run ?? null, unenforced: failures.sort((a, b) => (a.leg < b.leg ? -1 : 1)) };
}

function isUnguardable({ cause, detail }: UnenforcedLeg): boolean {
  return cause === "not-monitored" && asUnguardable(detail) !== null;
}

/** What is known of each leg, oldest first. Where two records of one run differ, the graver comes last. */
function collectLegs(baseline: Baseline): ReadonlyMap<string, readonly Told[]> {
  const ranks = new Map(orderedRuns(baseline).map(([key], rank) => [key, rank]));
  const legs = new Map<string, Told[]>();
  for (const [key, runs] of baseline.enforcement) {
    const space = key.indexOf(" ");
    const [what, leg] = [key.slice(0, space), key.slice(space + 1)];
    const told = legs.get(leg) ?? [];
    for (const run of runs) told.push({ rank: ranks.get(run) ?? -1, run, what });
    legs.set(leg, told);
  }
  const gravity = ({ what }: Told): number => (what === "audit" ? 0 : what === "enforced" ? 1 : 2);
  for (const told of legs.values()) told.sort((a, b) => a.rank - b.rank || gravity(a) - gravity(b));
  return legs;
}
