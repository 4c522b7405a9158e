import { matchesWildcard } from "../../../src/domain/endpoint/agent-list.ts";
import { readAllowedEntry } from "../../../src/domain/endpoint/entry.ts";
import type { EndpointKind } from "./job.ts";
import { runsFrom, type Timeline } from "./runs.ts";

/** What a rule proposes for a job. */
export interface Proposal {
  /** In days after day 0 began. */
  readonly at: number;
  readonly list: readonly string[];
}

/** Until when a rule is followed, in days. */
export const horizon = 180;
/** From the proposal to the merge, in days. */
export const reviewDays = 1;
/** The runs after the merge that are looked at. */
const runsAfterMerge = 50;

/** What the list would first have blocked, in the runs after the merge; null where nothing. */
export function findBlock(timeline: Timeline, { at, list }: Proposal): EndpointKind | null {
  const isAllowed = readList(list);
  let left = runsAfterMerge;
  for (const { calls } of runsFrom(timeline, at + reviewDays)) {
    const blocked = calls.find(({ endpoint }) => !isAllowed(endpoint));
    if (blocked !== undefined) return blocked.kind;
    left -= 1;
    if (left === 0) return null;
  }
  return null;
}

function readList(list: readonly string[]): (endpoint: string) => boolean {
  const names = new Set(list);
  const patterns = list.map(readAllowedEntry).filter((entry) => entry.kind === "wildcard");
  return (endpoint) => {
    if (names.has(endpoint)) return true;
    const host = endpoint.slice(0, endpoint.lastIndexOf(":"));
    return patterns.some((pattern) => matchesWildcard(pattern, host));
  };
}
