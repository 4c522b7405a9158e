import type { RepositoryStanding } from "../../adapters/store/standings/standing-values.ts";
import type { Store } from "../../adapters/store/store.ts";
import { jobsPerPage, makeOwnerPage, mostListed, sortNeeds } from "../../domain/insight/make-owner-page.ts";
import { isInGroup, type KeptJob, listKeptJobs } from "../../domain/insight/owner-jobs.ts";
import { type OwnerPage, ownerGroups } from "../../domain/insight/owner-page.ts";

/** Each is a command of Redis; so many name about 5,000 repositories. */
const mostScans = 20;
/** Repositories that may be asked about at once, and how often. */
const idsPerCall = 100;
const mostCalls = 4;
const longestFilter = 100;

/** Which page of an owner is wanted, and by whom. */
export interface OwnerRequest {
  readonly ownerId: number;
  readonly login: string;
  /** Which of some repositories, a hundred at most, the viewer may read. */
  readonly readable: (ids: readonly number[]) => Promise<ReadonlySet<number>>;
  readonly filter: { readonly state: string | null; readonly name: string | null; readonly page: number };
}

/**
 * Reads the page of an owner; null where the viewer may read no repository of which something is known. With more than 400 repositories only those are
 * asked about that the page is going to show. `now` is in ms since 1970. @throws what the store and `readable` answered with
 */
export async function readOwnerPage(
  { store }: { readonly store: Pick<Store, "standings"> },
  { ownerId, login, readable, filter }: OwnerRequest,
  now: number,
): Promise<OwnerPage | null> {
  const kept = await readRepositories(ownerId, store);
  if (kept.length === 0) return null;
  const page = Math.min(Math.max(1, Math.trunc(filter.page) || 1), 10_000);
  const state = ownerGroups.find((group) => group === filter.state) ?? null;
  const name = (filter.name ?? "").trim().slice(0, longestFilter);
  const all = listKeptJobs(kept);
  const isSmall = kept.length <= idsPerCall * mostCalls;
  const known = await askAbout(
    isSmall ? kept.map(({ repositoryId }) => repositoryId) : chooseIds(all, { state, name, page }),
    readable,
  );
  const jobs = all.filter(({ repositoryId }) => known.has(repositoryId));
  if (jobs.length === 0) return null;
  const wanted = (isSmall ? jobs : all).filter((job) => matches(job, { state, name }));
  const rows = wanted.slice((page - 1) * jobsPerPage, page * jobsPerPage);
  const mayReadAll = kept.every(({ repositoryId }) => known.has(repositoryId));
  return makeOwnerPage({
    owner: login,
    jobs,
    isWhole: isSmall,
    rows: rows.filter(({ repositoryId }) => known.has(repositoryId)),
    hasNext: wanted.length > page * jobsPerPage,
    filter: { state, name },
    page,
    series: mayReadAll ? await store.standings.readSeries(ownerId) : null,
    today: new Date(now).toISOString().slice(0, 10),
  });
}

async function readRepositories(
  ownerId: number,
  { standings }: Pick<Store, "standings">,
): Promise<readonly RepositoryStanding[]> {
  const found = new Map<number, RepositoryStanding>();
  let cursor: string | undefined;
  for (let scans = 0; scans < mostScans; scans += 1) {
    const page = await standings.readOwner(ownerId, cursor === undefined ? {} : { cursor });
    for (const repository of page.repositories) found.set(repository.repositoryId, repository);
    if (page.cursor === null) break;
    cursor = page.cursor;
  }
  return [...found.values()];
}

type Filter = OwnerPage["filter"];

function matches(job: KeptJob, { state, name }: Filter): boolean {
  const names = `${job.repository} ${job.path} ${job.job}`.toLowerCase();
  return isInGroup(job, state) && names.includes(name.toLowerCase());
}

/** The repositories of what the page is going to show: its rows first, then what needs people and what is proposed. */
function chooseIds(
  all: readonly KeptJob[],
  { state, name, page }: Filter & { readonly page: number },
): readonly number[] {
  const rows = all
    .filter((job) => matches(job, { state, name }))
    .slice((page - 1) * jobsPerPage, page * jobsPerPage);
  const proposed = all.filter(({ pullRequest }) => pullRequest !== null);
  const chosen = [...rows, ...sortNeeds(all).slice(0, mostListed * 4), ...proposed.slice(0, mostListed * 4)];
  return [...new Set(chosen.map(({ repositoryId }) => repositoryId))];
}

async function askAbout(
  ids: readonly number[],
  readable: OwnerRequest["readable"],
): Promise<ReadonlySet<number>> {
  const known = new Set<number>();
  for (let at = 0; at < Math.min(ids.length, idsPerCall * mostCalls); at += idsPerCall)
    for (const id of await readable(ids.slice(at, at + idsPerCall))) known.add(id);
  return known;
}
