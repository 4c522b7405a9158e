import { defaultSettings } from "../../../src/domain/settings/settings.ts";
import { historyOf } from "./history.ts";
import { horizon, type Proposal, reviewDays } from "./proposal.ts";
import { type Call, runsFrom, type Timeline } from "./runs.ts";

export interface CountingRule {
  /** Recorded runs in a row without anything new. */
  readonly unchangedRuns: number;
  /** Whether what the bot reads on day 0 counts. */
  readonly hasHistory: boolean;
  /** Whether a rotating host of one owner is seen to be one, and listed as a pattern. */
  readonly hasPatterns: boolean;
  /** Whether the list has what is called until the merge. */
  readonly isKeptUpToDate: boolean;
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
  if (rule.hasHistory)
    for (const { calls } of historyOf(timeline, defaultSettings.backfill.runs)) note(calls);
  let reachedAt = unchanged >= rule.unchangedRuns ? 0 : null;
  for (const { at, calls, isRecorded } of runsFrom(timeline, 0)) {
    if (reachedAt !== null && (!rule.isKeptUpToDate || at >= reachedAt + reviewDays)) break;
    if (at >= horizon) return null;
    if (!isRecorded) continue;
    note(calls);
    if (reachedAt === null && unchanged >= rule.unchangedRuns) reachedAt = at;
  }
  return reachedAt === null ? null : { at: reachedAt, list: [...seen] };
}

function entryOf({ endpoint, kind }: Call, { hasPatterns }: CountingRule): string {
  return hasPatterns && kind === "rotating-one-owner"
    ? `node-*${endpoint.slice(endpoint.indexOf("."))}`
    : endpoint;
}
