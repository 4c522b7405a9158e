import type { RepositoryStanding } from "../../adapters/store/standings/standing-values.ts";
import type { Store } from "../../adapters/store/store.ts";
import { listProposals } from "../../domain/insight/list-proposals.ts";
import { jobsPerPage, makeOwnerPage, mostListed, sortNeeds } from "../../domain/insight/make-owner-page.ts";
import { isInGroup, type KeptJob, listKeptJobs, placeOf } from "../../domain/insight/owner-jobs.ts";
import { type OwnerPage, ownerGroups } from "../../domain/insight/owner-page.ts";
import { takeReadable } from "../../domain/insight/take-readable.ts";
import { askForShown, type OwnerAccess } from "./ask-for-shown.ts";

/** Each is a command of Redis; so many name about 5,000 repositories. */
const mostScans = 20;
const longestFilter = 100;

/** Which page of an owner is wanted, and by whom. */
export interface OwnerRequest {
  readonly ownerId: number;
  readonly login: string;
  readonly access: OwnerAccess;
  readonly filter: {
    readonly state: string | null;
    readonly name: string | null;
    /** The place of the first job of the page in the order of all; null for the first page. */
    readonly from: string | null;
  };
}

/**
 * Reads the page of an owner; null where the viewer may read no repository of which something is known. Where they may read too many for a list,
 * GitHub is asked about those alone that the page shows. `now` is in ms since 1970. @throws what the store and GitHub answered with
 */
export async function readOwnerPage(
  { store }: { readonly store: Pick<Store, "standings"> },
  { ownerId, login, access, filter }: OwnerRequest,
  now: number,
): Promise<OwnerPage | null> {
  const { kept, isAll } = await readRepositories(ownerId, store);
  if (kept.length === 0) return null;
  const state = ownerGroups.find((group) => group === filter.state) ?? null;
  const name = (filter.name ?? "").trim().slice(0, longestFilter);
  const { from } = filter;
  const listed = await access.list();
  const all = listKeptJobs(kept).filter(({ repositoryId }) => listed?.has(repositoryId) ?? true);
  if (all.length === 0) return null;
  const lists = {
    // One more than is shown: the link to the next page names it.
    rows: { of: all.filter((job) => isWanted(job, { state, name, from })), most: jobsPerPage + 1 },
    needs: { of: sortNeeds(all), most: mostListed },
    proposals: { of: listProposals(all), most: mostListed },
  };
  const mayRead =
    listed === null
      ? await askForShown(Object.values(lists), access)
      : (repositoryId: number) => listed.has(repositoryId);
  const rows = takeReadable(lists.rows, mayRead);
  const needs = takeReadable(lists.needs, mayRead);
  const proposals = takeReadable(lists.proposals, mayRead);
  const mayReadAll = isAll && kept.every(({ repositoryId }) => mayRead(repositoryId) === true);
  return makeOwnerPage({
    owner: login,
    all: listed === null ? null : all,
    rows: rows.found.slice(0, jobsPerPage),
    next: rows.found[jobsPerPage] ?? null,
    isCutShort: rows.isOpen || needs.isOpen || proposals.isOpen,
    needs: needs.found,
    proposals: proposals.found,
    filter: { state, name, from },
    series: listed !== null && mayReadAll ? await store.standings.readSeries(ownerId) : null,
    today: new Date(now).toISOString().slice(0, 10),
  });
}

async function readRepositories(
  ownerId: number,
  { standings }: Pick<Store, "standings">,
): Promise<{ readonly kept: readonly RepositoryStanding[]; readonly isAll: boolean }> {
  const found = new Map<number, RepositoryStanding>();
  let cursor: string | undefined;
  for (let scans = 0; scans < mostScans; scans += 1) {
    const page = await standings.readOwner(ownerId, cursor === undefined ? {} : { cursor });
    for (const repository of page.repositories) found.set(repository.repositoryId, repository);
    if (page.cursor === null) return { kept: [...found.values()], isAll: true };
    cursor = page.cursor;
  }
  return { kept: [...found.values()], isAll: false };
}

function isWanted(job: KeptJob, { state, name, from }: OwnerPage["filter"]): boolean {
  if (!isInGroup(job, state) || (from !== null && placeOf(job) < from)) return false;
  return `${job.repository} ${job.path} ${job.job}`.toLowerCase().includes(name.toLowerCase());
}
