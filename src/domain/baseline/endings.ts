import type { Baseline, RunKey } from "./baseline.ts";
import { rankByCreation } from "./created-order.ts";
import { isOfOlderFile } from "./held-runs.ts";
import { listToldRuns } from "./told-runs.ts";

/** How many of some runs failed. */
export interface Endings {
  readonly runs: number;
  readonly failed: number;
}

/** A run in block mode. */
export interface BlockEnding {
  readonly run: RunKey;
  /** Some leg failed, or was cut off. */
  readonly hasFailed: boolean;
  readonly hasDied: boolean;
}

/** How the runs of a job ended before it was switched to block mode for the last time, and since. */
export interface EndingsNow {
  readonly before: Endings;
  /** The oldest first. Runs that somebody cancelled are not among them. */
  readonly since: readonly BlockEnding[];
}

interface Ending {
  mode: "audit" | "block" | null;
  hasFailed: boolean;
  hasDied: boolean;
}

/**
 * Reads from a baseline how runs ended before and since the switch. A run is in block mode if it asked for it, whatever came of that. One
 * in audit mode that began when the job was to block already (`blockedAt`, ISO 8601 UTC, null where that was not seen) does not count.
 */
export function readEndings(baseline: Baseline, blockedAt: string | null = null): EndingsNow {
  const endings = collectEndings(baseline);
  const ordered = [...rankByCreation(baseline.runs.keys()).keys()].flatMap((run) => {
    const ending = endings.get(run);
    const isWhole = [...(baseline.runs.get(run)?.legs.values() ?? [])].every(({ complete }) => complete);
    const isOld = ending?.mode === "audit" && isOfOlderFile(baseline, run, blockedAt);
    return ending === undefined || isOld ? [] : [{ run, isWhole, ...ending }];
  });
  const switchAt = ordered.findLastIndex(({ mode }) => mode === "audit") + 1;
  const before = ordered.slice(0, switchAt).filter(({ mode }) => mode === "audit");
  return {
    // What was not complete may have failed: of older runs that is all that is known.
    before: { runs: before.length, failed: before.filter((one) => one.hasFailed || !one.isWhole).length },
    since: ordered
      .slice(switchAt)
      .filter(({ mode, hasFailed, isWhole }) => mode === "block" && (hasFailed || isWhole))
      .map(({ run, hasFailed, hasDied }) => ({ run, hasFailed, hasDied })),
  };
}

function collectEndings(baseline: Baseline): ReadonlyMap<RunKey, Ending> {
  const endings = new Map<RunKey, Ending>();
  const endingOf = (run: RunKey): Ending => {
    const ending = endings.get(run) ?? { mode: null, hasFailed: false, hasDied: false };
    endings.set(run, ending);
    return ending;
  };
  for (const [key, runs] of baseline.enforcement)
    if (key.startsWith("failed ")) for (const run of runs) endingOf(run).hasFailed = true;
  for (const { run, what } of listToldRuns(baseline)) {
    const ending = endingOf(run);
    if (what === "audit") ending.mode ??= "audit";
    else ending.mode = "block";
    if (what.startsWith("died:")) {
      ending.hasFailed = true;
      ending.hasDied = true;
    }
  }
  return endings;
}
