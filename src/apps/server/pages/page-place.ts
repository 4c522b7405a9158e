/** What the address of a page names. All names are what somebody typed. */
export type PagePlace =
  | { readonly kind: "home" }
  | { readonly kind: "owner"; readonly owner: string }
  | RepositoryPlace;

/** A page that belongs to one repository. */
export type RepositoryPlace = { readonly owner: string; readonly name: string } & (
  | { readonly kind: "repository" }
  | { readonly kind: "job"; readonly file: string; readonly jobId: string }
  | { readonly kind: "run"; readonly runId: number }
);

/** The address of a page, or of the JSON beside it. */
export interface PageAddress {
  readonly place: PagePlace;
  readonly isJson: boolean;
}

// What is the server's own is no owner's: accounts of these names have no pages.
const ownerName =
  /^(?!(?:api|assets|auth|healthz|metrics|readyz|setup|sign-in|sign-out)$)[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/i;
const repositoryName = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
// No control character, no separator of folders and nothing invisible.
const fileName = /^(?!\.)[^/\\\p{C}\p{Zl}\p{Zp}]{1,255}\.ya?ml$/u;
const jobName = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;
const runNumber = /^[1-9][0-9]{0,14}$/;
const longestPath = 2_000;

/** Reads the path of an address as it was sent, still encoded and without its query. Null for what is no page's. */
export function parsePagePath(path: string): PageAddress | null {
  if (path.length > longestPath || !path.startsWith("/")) return null;
  const isJson = path.endsWith(".json");
  const segments = decodeSegments(isJson ? path.slice(1, -".json".length) : path.slice(1));
  const place = segments === null ? null : placeOf(segments);
  return place === null || (isJson && place.kind === "home") ? null : { place, isJson };
}

/** The one address of a page. */
export function pathOfPlace(place: PagePlace): string {
  const encode = (...segments: readonly string[]): string => `/${segments.map(encodeURIComponent).join("/")}`;
  switch (place.kind) {
    case "home":
      return "/";
    case "owner":
      return encode(place.owner);
    case "repository":
      return encode(place.owner, place.name);
    case "job":
      return encode(place.owner, place.name, "jobs", place.file, place.jobId);
    case "run":
      return encode(place.owner, place.name, "runs", String(place.runId));
  }
}

/** The names of a repository in an address; null where they cannot be any's. */
export function readRepositoryNames(
  owner: string,
  name: string,
): { readonly owner: string; readonly name: string } | null {
  return ownerName.test(owner) && repositoryName.test(name) ? { owner, name } : null;
}

function placeOf(segments: readonly string[]): PagePlace | null {
  const [owner = "", name, kind, first = "", second = "", ...more] = segments;
  if (owner === "" && name === undefined) return { kind: "home" };
  if (name === undefined) return ownerName.test(owner) ? { kind: "owner", owner } : null;
  const named = readRepositoryNames(owner, name);
  if (named === null || more.length > 0) return null;
  if (kind === undefined) return { kind: "repository", ...named };
  if (kind === "jobs" && segments.length === 5 && fileName.test(first) && jobName.test(second))
    return { kind: "job", ...named, file: first, jobId: second };
  if (kind === "runs" && segments.length === 4 && runNumber.test(first))
    return { kind: "run", ...named, runId: Number(first) };
  return null;
}

function decodeSegments(path: string): readonly string[] | null {
  try {
    return path.split("/").map(decodeURIComponent);
  } catch {
    return null;
  }
}
