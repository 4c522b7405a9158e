import { z } from "zod";
import { gitRefBody } from "../bodies/git.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { json, list, noContent, pageQuery, type Route, repositoryRoute, textIn } from "../http/route.ts";
import { checkPushedWorkflows } from "../http/workflow-files.ts";
import { isFastForward, rewriteHead, setRef } from "../state/refs.ts";
import type { Repository } from "../state/repository.ts";

const sha = z.string().regex(/^[0-9a-f]{40}$/);

/** Branches and tags. */
export const gitRefRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/git/ref/{ref...}",
    permissions: ["contents:read"],
    answer({ world, repository, params }) {
      const name = `refs/${textIn(params, "ref")}`;
      const id = repository.refs.get(name);
      if (id === undefined) throw notFound();
      return json(200, gitRefBody(world, repository, name, id));
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/git/matching-refs/{ref...}",
    permissions: ["contents:read"],
    query: z.strictObject(pageQuery),
    answer({ world, repository, params }) {
      const prefix = `refs/${textIn(params, "ref")}`;
      const found = [...repository.refs].filter(([name]) => name.startsWith(prefix)).sort();
      return list(found.map(([name, id]) => gitRefBody(world, repository, name, id)));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/git/refs",
    permissions: ["contents:write"],
    body: z.strictObject({ ref: z.string(), sha }),
    answer({ world, caller, actor, repository, body, fault }) {
      const name = body.ref;
      if (!isRefName(name)) throw new ApiError(422, `${name} is not a valid ref name.`);
      if (repository.refs.has(name)) throw new ApiError(422, "Reference already exists");
      if (isLocked(repository, name) || repository.branchRules.has("creation"))
        throw new ApiError(
          422,
          "Repository rule violations found\n\nCannot create ref due to creations being restricted.",
        );
      if (clashes(repository.refs.keys(), name)) throw new ApiError(422, "Reference update failed");
      if (repository.objects.commit(body.sha) === undefined) throw new ApiError(422, "Object does not exist");
      checkPushedWorkflows(world, caller, repository, body.sha);
      setRef(world, repository, actor, { name, sha: body.sha });
      if (fault === "422-existing-branch") throw new ApiError(422, "Reference already exists");
      return json(201, gitRefBody(world, repository, name, body.sha));
    },
  }),
  repositoryRoute({
    method: "PATCH",
    path: "/git/refs/{ref...}",
    permissions: ["contents:write"],
    body: z.strictObject({ sha, force: z.boolean().optional() }),
    answer({ world, caller, actor, repository, params, body, fault }) {
      const name = `refs/${textIn(params, "ref")}`;
      if (fault === "ref-moved") rewriteHead(world, repository, name);
      const before = repository.refs.get(name);
      if (before === undefined) throw new ApiError(422, "Reference does not exist");
      if (repository.objects.commit(body.sha) === undefined) throw new ApiError(422, "Object does not exist");
      if (body.force !== true && !isFastForward(repository, before, body.sha)) {
        throw new ApiError(422, "Update is not a fast forward");
      }
      const broken = brokenRule(repository, name, { before, after: body.sha });
      if (broken !== null) throw new ApiError(422, broken);
      checkPushedWorkflows(world, caller, repository, body.sha);
      setRef(world, repository, actor, { name, sha: body.sha });
      return json(200, gitRefBody(world, repository, name, body.sha));
    },
  }),
  repositoryRoute({
    method: "DELETE",
    path: "/git/refs/{ref...}",
    permissions: ["contents:write"],
    answer({ world, actor, repository, params }) {
      const name = `refs/${textIn(params, "ref")}`;
      const before = repository.refs.get(name);
      if (before === undefined) throw new ApiError(422, "Reference does not exist");
      const broken = brokenRule(repository, name, { before, after: null });
      if (broken !== null) throw new ApiError(422, broken);
      setRef(world, repository, actor, { name, sha: null });
      return noContent;
    },
  }),
];

/** Git's rules for names, as far as a bot could break them. */
export function isRefName(name: string): boolean {
  if (!/^refs\/(heads|tags)\/[^\s~^:?*[\\]+$/.test(name)) return false;
  const isBadPart = (part: string) => part === "" || part.startsWith(".") || part.endsWith(".lock");
  return (
    !name.includes("..") && !name.includes("@{") && !name.endsWith(".") && !name.split("/").some(isBadPart)
  );
}

/** `a/b` cannot exist beside `a`. */
export function clashes(known: Iterable<string>, name: string): boolean {
  for (const other of known) {
    if (other.startsWith(`${name}/`) || name.startsWith(`${other}/`)) return true;
  }
  return false;
}

/** What GitHub says to a change of a branch that breaks a rule; null where it breaks none. `after` is null for a deletion. */
export function brokenRule(
  repository: Repository,
  ref: string,
  { before, after }: { readonly before: string; readonly after: string | null },
): string | null {
  const { branchRules } = repository;
  if (!ref.startsWith("refs/heads/")) return null;
  if (after === null && branchRules.has("deletion"))
    return "Repository rule violations found\n\nCannot delete this branch\n\n";
  if (after !== null && branchRules.has("non_fast_forward") && !isFastForward(repository, before, after))
    return "Repository rule violations found\n\nCannot force-push to this branch\n\n";
  return null;
}

/** Whether a rule keeps Apps from a branch. */
export function isLocked({ lockedBranches }: Repository, ref: string): boolean {
  return lockedBranches.has(ref.replace("refs/heads/", ""));
}
