import type { World } from "../state/world.ts";

/** A request to change something in a repository. */
export interface Write {
  readonly method: string;
  /** Within the API, still encoded. */
  readonly path: string;
  readonly body: unknown;
}

const ownBranch = /^refs\/heads\/egress-bot\/[^/]+$/;
const workflowFile = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/**
 * What the bot never does, whoever asks it and whatever it reads: writing a path other than a workflow file, to the default branch, or to a
 * branch that is not its own, and merging. Null for a request that does none of it.
 */
export function findBreach(
  { repositories }: Pick<World, "repositories">,
  { method, path, body }: Write,
): string | null {
  if (method === "GET" || method === "HEAD") return null;
  const given = (typeof body === "object" && body !== null ? body : {}) as Given;
  if (path === "/graphql") return findMutationBreach(given);
  const [, name = "", rest = ""] = /^\/repos\/([^/]+\/[^/]+)(\/.*)$/.exec(path) ?? [];
  if (rest.startsWith("/contents/")) return "a file is written without a tree";
  if (/^\/(?:merges|pulls\/\d+\/merge)$/.test(rest)) return "something is merged";
  if (rest === "/git/trees") {
    const other = (given.tree ?? []).find(({ path: file }) => !workflowFile.test(String(file)));
    return other === undefined ? null : `a tree writes ${String(other.path)}`;
  }
  if (!rest.startsWith("/git/refs")) return null;
  const ref = rest === "/git/refs" ? String(given.ref) : decodeURIComponent(rest.slice("/git/".length));
  const repository = repositories.get(decodeURIComponent(name).toLowerCase());
  return isOwn(ref) && ref !== `refs/heads/${repository?.defaultBranch}` ? null : `${method} of ${ref}`;
}

interface Given {
  readonly ref?: unknown;
  readonly tree?: readonly { readonly path?: unknown }[];
  readonly variables?: { readonly input?: { readonly refUpdates?: readonly { readonly name?: unknown }[] } };
}

/** The bot moves branches by one mutation, whose input is a variable. */
function findMutationBreach({ variables }: Given): string | null {
  const other = (variables?.input?.refUpdates ?? []).find(({ name }) => !isOwn(String(name)));
  return other === undefined ? null : `a mutation moves ${String(other.name)}`;
}

function isOwn(ref: string): boolean {
  return ownBranch.test(ref);
}
