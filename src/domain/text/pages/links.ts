import type { RepositoryName } from "../../insight/job-page.ts";

/** The addresses of the pages, each part encoded, below the origin of the App. */
export const links = {
  owner: (login: string): string => `/${part(login)}`,
  repository: ({ owner, name }: Pick<RepositoryName, "owner" | "name">): string =>
    `/${part(owner)}/${part(name)}`,
  job: (repository: Pick<RepositoryName, "owner" | "name">, file: string, job: string): string =>
    `${links.repository(repository)}/jobs/${part(file)}/${part(job)}`,
  run: (repository: Pick<RepositoryName, "owner" | "name">, id: number): string =>
    `${links.repository(repository)}/runs/${id}`,
  action: (repository: Pick<RepositoryName, "owner" | "name">, name: string): string =>
    `${links.repository(repository)}/actions/${name}`,
} as const;

/** Names are whole: half a character becomes U+FFFD, which a path can have. */
function part(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
