import type { StandingState } from "../proposal/standing.ts";
import { isEnforcing } from "./is-enforcing.ts";
import { type KeptProposal, listProposals } from "./list-proposals.ts";
import { isInGroup, type KeptJob, placeOf, showJob } from "./owner-jobs.ts";
import { type OwnerGroup, type OwnerPage, ownerGroups } from "./owner-page.ts";

/** So many jobs are on one page, and so many of the other lists. */
export const jobsPerPage = 50;
export const mostListed = 15;

/** What an owner's page is made of: only of repositories that the viewer may read. */
export interface OwnerFacts {
  readonly owner: string;
  /** All jobs that the viewer may read, by name; null where these are not known. */
  readonly all: readonly KeptJob[] | null;
  /** Those of the page that was asked for, of those that the filter leaves, and the one after them. */
  readonly rows: readonly KeptJob[];
  readonly next: KeptJob | null;
  readonly isCutShort: boolean;
  /** The first that need people, and the first pull requests that wait. */
  readonly needs: readonly KeptJob[];
  readonly proposals: readonly KeptProposal[];
  readonly filter: OwnerPage["filter"];
  /** Of all repositories of the owner; null where the viewer may not read all. */
  readonly series:
    | readonly { readonly day: string; readonly counts: ReadonlyMap<StandingState, number> }[]
    | null;
  /** `2026-11-30` */
  readonly today: string;
}

/** Makes the page of an owner. */
export function makeOwnerPage(facts: OwnerFacts): OwnerPage {
  const { owner, all, rows, next, isCutShort, needs, proposals, filter } = facts;
  return {
    owner,
    repositories: all === null ? null : new Set(all.map(({ repositoryId }) => repositoryId)).size,
    guarded: all === null ? null : all.length,
    counts: all === null ? null : countGroups(all),
    blocking: countBlocking(facts),
    needs: needs.map(showJob),
    moreNeeds: all === null ? null : sortNeeds(all).length - needs.length,
    proposals: proposals.map(({ repositoryId: _, ...proposal }) => proposal),
    moreProposals: all === null ? null : listProposals(all).length - proposals.length,
    filter,
    jobs: rows.map(showJob),
    next: next === null ? null : { from: placeOf(next), repository: next.repository },
    isCutShort,
  };
}

function countGroups(jobs: readonly KeptJob[]): Record<OwnerGroup, number> {
  return Object.fromEntries(
    ownerGroups.map((group) => [group, jobs.filter((job) => isInGroup(job, group)).length]),
  ) as Record<OwnerGroup, number>;
}

/** The jobs that need people, those that have for longest first. */
export function sortNeeds(jobs: readonly KeptJob[]): readonly KeptJob[] {
  return jobs.filter(({ needs }) => needs !== null).sort((a, b) => a.since - b.since);
}

/** The days on which the number changed, and today with the last one. */
function countBlocking({ series, today }: OwnerFacts): OwnerPage["blocking"] {
  if (series === null) return null;
  const days = series.map(({ day, counts }) => {
    let count = 0;
    for (const [state, jobs] of counts) if (isEnforcing(state)) count += jobs;
    return { day, count };
  });
  const last = days.at(-1);
  return last === undefined || last.day >= today ? days : [...days, { day: today, count: last.count }];
}
