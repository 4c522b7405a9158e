import type { Baseline, RunKey } from "./baseline.ts";

/** What one run tells of one leg. */
export interface ToldRun {
  readonly run: RunKey;
  /** The display name. */
  readonly leg: string;
  /** `audit`, `enforced`, or the cause with `:` and its detail; `unknown` or `died` with `:` and the reason. */
  readonly what: string;
}

/** What the runs of a baseline tell of its legs, but for which of them failed. That a log was missing is nothing where it came later. */
export function listToldRuns({ enforcement }: Pick<Baseline, "enforcement">): readonly ToldRun[] {
  const told: ToldRun[] = [];
  const clear = new Set<string>();
  for (const [key, runs] of enforcement) {
    const space = key.indexOf(" ");
    const [what, leg] = [key.slice(0, space), key.slice(space + 1)];
    if (what === "failed") continue;
    for (const run of runs) {
      told.push({ run, leg, what });
      if (!isSilent(what)) clear.add(`${run} ${leg}`);
    }
  }
  return told.filter(({ run, leg, what }) => !isSilent(what) || !clear.has(`${run} ${leg}`));
}

/** Whether no record tells how the list was held. */
export function isSilent(what: string): boolean {
  return what.startsWith("unknown:") || what.startsWith("died:");
}
