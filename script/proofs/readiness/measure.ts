import type { EndpointKind } from "./job.ts";
import { findBlock, horizon, type Proposal } from "./proposal.ts";
import type { Timeline } from "./runs.ts";

/** What became of the jobs under a rule. */
export interface Outcome {
  readonly jobs: number;
  /** The days to the proposal of each job, ascending; infinite where there was none. */
  readonly days: readonly number[];
  /** What the lists of the proposed jobs would first have blocked, and in how many jobs. */
  readonly blocks: ReadonlyMap<EndpointKind, number>;
}

/** A rule: what it proposes for a job, if anything. */
export type Rule = (timeline: Timeline) => Proposal | null;

/** Counts as the jobs come. */
export function createTally(rule: Rule): {
  readonly note: (timeline: Timeline) => void;
  readonly outcome: () => Outcome;
} {
  const days: number[] = [];
  const blocks = new Map<EndpointKind, number>();
  return {
    note(timeline) {
      const proposal = rule(timeline);
      days.push(proposal?.at ?? Number.POSITIVE_INFINITY);
      const blocked = proposal === null ? null : findBlock(timeline, proposal);
      if (blocked !== null) blocks.set(blocked, (blocks.get(blocked) ?? 0) + 1);
    },
    outcome: () => ({ jobs: days.length, days: days.toSorted((a, b) => a - b), blocks }),
  };
}

/** Infinite where fewer than half of the jobs were proposed within the horizon. */
export function medianDays({ days }: Outcome): number {
  return days[Math.floor(days.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** The share of all jobs proposed within so many days. */
export function shareWithin({ days, jobs }: Outcome, limit: number): number {
  return days.filter((day) => day <= limit).length / jobs;
}

/** The share of the proposed jobs whose list would have blocked something. */
export function shareBlocked(outcome: Outcome): number {
  const proposed = outcome.days.filter((day) => day <= horizon).length;
  let blocked = 0;
  for (const count of outcome.blocks.values()) blocked += count;
  return proposed === 0 ? 0 : blocked / proposed;
}
