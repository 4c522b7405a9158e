import { historyOf } from "./history.ts";
import { horizon, type Proposal } from "./proposal.ts";
import { type Call, runsFrom, type Timeline } from "./runs.ts";

export interface CountingRule {
  /** Recorded runs in a row without anything new. */
  readonly unchangedRuns: number;
  /** Whether what the bot reads on day 0 counts. */
  readonly hasHistory: boolean;
  /** Whether a rotating host of one owner is seen to be one, and listed as a pattern. */
  readonly hasPatterns: boolean;
}

/** Counts runs: every recorded one, failed or not. Null where the count is not reached. */
export function followCount(timeline: Timeline, rule: CountingRule): Proposal | null {
  const seen = new Set<string>();
  let unchanged = 0;
  const note = (calls: readonly Call[]): void => {
    const before = seen.size;
    for (const call of calls) seen.add(entryOf(call, rule));
    unchanged = seen.size > before || before === 0 ? 0 : unchanged + 1;
  };
  if (rule.hasHistory) for (const { calls } of historyOf(timeline)) note(calls);
  if (unchanged >= rule.unchangedRuns) return { at: 0, list: [...seen] };
  for (const { at, calls, isRecorded } of runsFrom(timeline, 0)) {
    if (at >= horizon) return null;
    if (!isRecorded) continue;
    note(calls);
    if (unchanged >= rule.unchangedRuns) return { at, list: [...seen] };
  }
  return null;
}

function entryOf({ endpoint, kind }: Call, { hasPatterns }: CountingRule): string {
  return hasPatterns && kind === "rotating-one-owner"
    ? `node-*${endpoint.slice(endpoint.indexOf("."))}`
    : endpoint;
}
