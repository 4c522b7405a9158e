import { fileNameOf } from "./file-name.ts";

/** A repository by its names. */
interface Named {
  readonly owner: string;
  readonly name: string;
}

/** The addresses of the insights pages, each part encoded, below the origin under which people reach them. */
export const links = {
  owner: (login: string): string => `/${part(login)}`,
  repository: ({ owner, name }: Named): string => `/${part(owner)}/${part(name)}`,
  job: (repository: Named, file: string, job: string): string =>
    `${links.repository(repository)}/jobs/${part(file)}/${part(job)}`,
  run: (repository: Named, id: number): string => `${links.repository(repository)}/runs/${id}`,
  action: (repository: Named, name: string): string => `${links.repository(repository)}/actions/${name}`,
} as const;

/** The page about some jobs of a workflow file: that of the one job, else the repository's. Null without an origin of pages. */
export function linkInsights(
  pages: string | undefined,
  repository: Named,
  path: string,
  jobs: readonly { readonly jobId: string }[],
): string | null {
  if (pages === undefined) return null;
  const [job, ...others] = new Set(jobs.map(({ jobId }) => jobId));
  const isOne = job !== undefined && others.length === 0;
  const page = isOne ? links.job(repository, fileNameOf(path), job) : links.repository(repository);
  return `${pages}${page}`;
}

/** Names are whole: half a character becomes U+FFFD, which a path can have. Nothing of it ends a link in Markdown. */
function part(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
