import type { StandingState } from "../proposal/standing.ts";
import { isEnforcing } from "./is-enforcing.ts";
import { isInGroup, type KeptJob, showJob } from "./owner-jobs.ts";
import { type OwnerGroup, type OwnerPage, ownerGroups } from "./owner-page.ts";

/** So many jobs are on one page, and so many of the other lists. */
export const jobsPerPage = 50;
export const mostListed = 15;

/** What an owner's page is made of: only of repositories that the viewer may read. */
export interface OwnerFacts {
  readonly owner: string;
  /** All jobs that are known to be readable, by name. */
  readonly jobs: readonly KeptJob[];
  readonly isWhole: boolean;
  /** Those of the page that was asked for, of those that the filter leaves. */
  readonly rows: readonly KeptJob[];
  readonly hasNext: boolean;
  readonly filter: OwnerPage["filter"];
  readonly page: number;
  /** Of all repositories of the owner; null where the viewer may not read all. */
  readonly series:
    | readonly { readonly day: string; readonly counts: ReadonlyMap<StandingState, number> }[]
    | null;
  /** `2026-11-30` */
  readonly today: string;
}

/** Makes the page of an owner. */
export function makeOwnerPage(facts: OwnerFacts): OwnerPage {
  const { owner, jobs, isWhole, rows, hasNext, filter, page } = facts;
  const needs = sortNeeds(jobs);
  const proposals = listProposals(jobs);
  const counts = Object.fromEntries(
    ownerGroups.map((group) => [group, jobs.filter((job) => isInGroup(job, group)).length]),
  ) as Record<OwnerGroup, number>;
  return {
    owner,
    isWhole,
    repositories: new Set(jobs.map(({ repositoryId }) => repositoryId)).size,
    guarded: jobs.length,
    counts,
    blocking: countBlocking(facts),
    needs: needs.slice(0, mostListed).map(showJob),
    moreNeeds: Math.max(0, needs.length - mostListed),
    proposals: proposals.slice(0, mostListed),
    moreProposals: Math.max(0, proposals.length - mostListed),
    filter,
    jobs: rows.map(showJob),
    page,
    hasNext,
  };
}

/** The jobs that need people, those that have for longest first. */
export function sortNeeds(jobs: readonly KeptJob[]): readonly KeptJob[] {
  return jobs.filter(({ needs }) => needs !== null).sort((a, b) => a.since - b.since);
}

function listProposals(jobs: readonly KeptJob[]): readonly OwnerPage["proposals"][number][] {
  const proposals = new Map<string, OwnerPage["proposals"][number]>();
  for (const kept of jobs) {
    const { pullRequest } = kept;
    if (pullRequest === null) continue;
    const { owner, repository, path, file, job, since } = showJob(kept);
    const key = `${kept.repositoryId} ${pullRequest}`;
    const known = proposals.get(key);
    proposals.set(key, {
      owner,
      repository,
      path,
      file,
      pullRequest,
      jobs: [...(known?.jobs ?? []), job],
      since: known === undefined || since < known.since ? since : known.since,
    });
  }
  return [...proposals.values()].sort((a, b) => (a.since < b.since ? -1 : 1));
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
