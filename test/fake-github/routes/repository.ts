import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import { userBody } from "../bodies/account.ts";
import { changedFiles, diffEntryBody, listedFiles } from "../bodies/diff.ts";
import { commitBody, tagBody } from "../bodies/git.ts";
import { fullRepositoryBody, pageUrl, repositoryBody, repositoryUrl } from "../bodies/repository.ts";
import { commitsBetween, mergeBase } from "../git/history.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { authorize, reaches } from "../http/permissions.ts";
import {
  findRepository,
  json,
  list,
  pageQuery,
  plainRoute,
  type Route,
  repositoryRoute,
  textIn,
} from "../http/route.ts";
import { hasRole, permissionsOf, type Repository, resolveCommit, roleOf } from "../state/repository.ts";
import { findAccount } from "../state/world.ts";

/** The routes about a repository, its people and its commits. */
export const repositoryRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "",
    permissions: ["metadata:read"],
    answer({ world, repository, caller }) {
      const body = fullRepositoryBody(world, repository);
      if (caller.kind !== "user") return json(200, body);
      return json(200, { ...body, permissions: permissionsOf(roleOf(repository, caller.account)) });
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/collaborators",
    permissions: ["metadata:read"],
    role: "write",
    query: z.strictObject({ ...pageQuery, permission: z.enum(["pull", "push", "admin"]).optional() }),
    answer({ world, repository, query }) {
      const least = query.permission === "admin" ? "admin" : query.permission === "push" ? "write" : "read";
      const people = [...world.accounts.values()].filter(
        (account) =>
          repository.collaborators.has(account.login.toLowerCase()) &&
          hasRole(roleOf(repository, account), least),
      );
      return list(
        people.map((account) => ({ ...userBody(world, account), role_name: roleOf(repository, account) })),
      );
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/collaborators/{username}/permission",
    permissions: ["metadata:read"],
    role: "write",
    answer({ world, repository, params }) {
      const account = findAccount(world, textIn(params, "username"));
      if (account === undefined) throw notFound();
      const role = roleOf(repository, account);
      // The old levels: maintain counts as write, triage as read.
      const permission = role === "maintain" ? "write" : role === "triage" ? "read" : role;
      return json(200, {
        permission,
        role_name: role,
        user: {
          ...userBody(world, account),
          permissions: permissionsOf(role),
          role_name: role,
        },
      } satisfies components["schemas"]["repository-collaborator-permission"]);
    },
  }),
  ...(["Organization", "User"] as const).map((type) =>
    plainRoute({
      method: "GET",
      path: type === "User" ? "/users/{owner}/repos" : "/orgs/{owner}/repos",
      query: z.strictObject(pageQuery),
      answer({ world, caller, params }) {
        const owner = findAccount(world, textIn(params, "owner"));
        if (owner === undefined || (owner.type === "Organization") !== (type === "Organization"))
          throw notFound();
        const mayRead = (repository: Repository): boolean =>
          !repository.isPrivate ||
          (caller.kind === "user" && roleOf(repository, caller.account) !== "none") ||
          (caller.kind === "installation" && reaches(caller, repository));
        const repositories = [...world.repositories.values()].filter(
          (one) => one.owner === owner && mayRead(one),
        );
        return list(repositories.map((repository) => repositoryBody(world, repository)));
      },
    }),
  ),
  plainRoute({
    method: "GET",
    path: "/repos/{owner}/{repo}/tags",
    query: z.strictObject(pageQuery),
    answer({ world, caller, params }) {
      const repository = findRepository(world, params);
      // Whoever has a token may read what is public.
      if (repository.isPrivate) authorize(world, caller, repository, { anyOf: ["contents:read"] });
      const tags = [...repository.refs].filter(([name]) => name.startsWith("refs/tags/")).sort();
      return list(
        tags.map(([name, sha]) => tagBody(world, repository, name.slice("refs/tags/".length), sha)),
      );
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/compare/{basehead...}",
    permissions: ["contents:read"],
    query: z.strictObject(pageQuery),
    answer({ world, repository, params }) {
      const [baseName = "", headName = "", ...more] = textIn(params, "basehead").split("...");
      const base = resolveCommit(repository, baseName);
      const head = resolveCommit(repository, headName);
      if (base === undefined || head === undefined || more.length > 0) throw notFound();
      const { objects } = repository;
      const shared = mergeBase(objects, base.sha, head.sha);
      const sharedCommit = shared === null ? undefined : objects.commit(shared);
      if (sharedCommit === undefined) throw new ApiError(404, "No common ancestor");
      const ahead = commitsBetween(objects, base.sha, head.sha);
      const behind = commitsBetween(objects, head.sha, base.sha).length;
      const page = `${pageUrl(world, repository)}/compare/${baseName}...${headName}`;
      const files = listedFiles(repository, sharedCommit.sha, head.sha);
      return json(200, {
        url: `${repositoryUrl(world, repository)}/compare/${baseName}...${headName}`,
        html_url: page,
        permalink_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        base_commit: commitBody(world, repository, base),
        merge_base_commit: commitBody(world, repository, sharedCommit),
        status: comparison(ahead.length, behind),
        ahead_by: ahead.length,
        behind_by: behind,
        total_commits: ahead.length,
        commits: ahead.map((commit) => commitBody(world, repository, commit)),
        files: files.map((file) => diffEntryBody(world, repository, head.sha, file)),
      } satisfies components["schemas"]["commit-comparison"]);
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/commits/{ref...}",
    permissions: ["contents:read"],
    query: z.strictObject(pageQuery),
    answer({ world, repository, params }) {
      const ref = textIn(params, "ref");
      const commit = resolveCommit(repository, ref);
      if (commit === undefined) throw new ApiError(422, `No commit found for SHA: ${ref}`);
      const changes = changedFiles(repository, commit.parents[0] ?? null, commit.sha);
      const files = changes.map((file) => diffEntryBody(world, repository, commit.sha, file));
      return json(200, { ...commitBody(world, repository, commit), files });
    },
  }),
];

function comparison(ahead: number, behind: number): "identical" | "ahead" | "behind" | "diverged" {
  if (ahead > 0) return behind > 0 ? "diverged" : "ahead";
  return behind > 0 ? "behind" : "identical";
}
