import type { JobStanding } from "../proposal/standing.ts";
import { fileNameOf } from "../run/file-name.ts";
import { cut } from "./cut.ts";
import { isEnforcing } from "./is-enforcing.ts";
import type { OwnerGroup, OwnerJob } from "./owner-page.ts";

/** How the jobs of a repository stand, as it is kept. */
export interface KeptRepository {
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
  readonly files: ReadonlyMap<string, readonly JobStanding[]>;
}

/** A job with its repository's id. */
export interface KeptJob extends Omit<OwnerJob, "since" | "file"> {
  readonly repositoryId: number;
  /** Since when it stands so, ms since 1970. */
  readonly since: number;
}

/** The jobs of repositories by the names of these, their files and themselves. */
export function listKeptJobs(repositories: readonly KeptRepository[]): readonly KeptJob[] {
  return repositories
    .flatMap(({ repositoryId, owner, name, files }) =>
      [...files].flatMap(([path, standings]) =>
        standings.map(
          ({ jobId, ...standing }): KeptJob => ({
            ...standing,
            repositoryId,
            owner,
            repository: name,
            path,
            job: jobId,
          }),
        ),
      ),
    )
    .map((job) => ({ job, place: placeOf(job) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ job }) => job);
}

/** The place of a job in the order of all, by which the link to a page names its first one. */
export function placeOf({ repository, path, job }: Pick<KeptJob, "repository" | "path" | "job">): string {
  // A space comes before all that names of repositories are made of.
  return `${repository.toLowerCase()} ${fileNameOf(path)} ${job}`;
}

/** A job as the page shows it. */
export function showJob({ repositoryId: _, path, since, ...job }: KeptJob): OwnerJob {
  return { ...job, path: cut(path), file: fileNameOf(path), since: new Date(since).toISOString() };
}

/** The one group of a job that has nothing to do with whether it needs people. */
export function groupOfState(state: string): Exclude<OwnerGroup, "needs-you"> {
  if (isEnforcing(state)) return "blocking";
  switch (state) {
    case "proposed":
    case "not-enforced":
      return state;
    case "learning":
    case "settling":
    case "ready":
    case "held":
    case "outdated":
    case "returning":
      return "learning";
    default:
      return "left-alone";
  }
}

/** Whether a job is in a group; every one is in none. */
export function isInGroup(job: Pick<OwnerJob, "state" | "needs">, group: OwnerGroup | null): boolean {
  if (group === null) return true;
  return group === "needs-you" ? job.needs !== null : groupOfState(job.state) === group;
}
