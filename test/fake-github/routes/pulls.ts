import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import { diffEntryBody, listedFiles } from "../bodies/diff.ts";
import { commitBody } from "../bodies/git.ts";
import { pullBody, pullSimpleBody } from "../bodies/pull.ts";
import { commitsBetween, mergeBase } from "../git/history.ts";
import { ApiError } from "../http/api-error.ts";
import { isGranted } from "../http/permissions.ts";
import { json, list, numberIn, pageQuery, type Route, repositoryRoute } from "../http/route.ts";
import { checkPushedWorkflows } from "../http/workflow-files.ts";
import { mergePull } from "../state/merge-pull.ts";
import { editPull, findPull, openPull } from "../state/pulls.ts";
import { hasRole, pullsOf, roleOf } from "../state/repository.ts";
import { findAccount } from "../state/world.ts";

const sha = z.string().regex(/^[0-9a-f]{40}$/);

/** Pull requests. */
export const pullRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/pulls",
    permissions: ["pull_requests:read"],
    query: z.strictObject({
      ...pageQuery,
      state: z.enum(["open", "closed", "all"]).optional(),
      // GitHub ignores a head without an owner, which would list them all.
      head: z
        .string()
        .regex(/^[^:]+:.+$/)
        .optional(),
      base: z.string().optional(),
      sort: z.enum(["created", "updated"]).optional(),
      direction: z.enum(["asc", "desc"]).optional(),
    }),
    answer({ world, repository, query }) {
      const state = query.state ?? "open";
      const found = pullsOf(repository)
        .filter((issue) => state === "all" || issue.state === state)
        .filter(({ pull }) => query.base === undefined || pull.baseRef === query.base)
        .filter(
          ({ pull }) =>
            query.head === undefined || `${repository.owner.login}:${pull.headRef}` === query.head,
        );
      const by = query.sort === "updated" ? ("updatedAt" as const) : ("number" as const);
      const sorted = [...found].sort((a, b) => b[by] - a[by] || b.number - a.number);
      // Without `sort` the newest come first, with it too.
      if (query.direction === "asc") sorted.reverse();
      return list(sorted.map((issue) => pullSimpleBody(world, repository, issue)));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/pulls",
    permissions: ["pull_requests:write"],
    body: z.strictObject({
      title: z.string().min(1).max(256),
      head: z.string().min(1),
      base: z.string().min(1),
      body: z.string().nullable().optional(),
      draft: z.boolean().optional(),
      maintainer_can_modify: z.boolean().optional(),
    }),
    answer({ world, actor, repository, body }) {
      const issue = openPull(world, repository, actor, body);
      return json(201, pullBody(world, repository, issue));
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/pulls/{pull_number}",
    permissions: ["pull_requests:read"],
    answer({ world, repository, params }) {
      return json(200, pullBody(world, repository, findPull(repository, numberIn(params, "pull_number"))));
    },
  }),
  repositoryRoute({
    method: "PATCH",
    path: "/pulls/{pull_number}",
    permissions: ["pull_requests:write"],
    body: z.strictObject({
      title: z.string().min(1).max(256).optional(),
      body: z.string().nullable().optional(),
      state: z.enum(["open", "closed"]).optional(),
      base: z.string().min(1).optional(),
      maintainer_can_modify: z.boolean().optional(),
    }),
    answer({ world, actor, repository, params, body }) {
      const issue = findPull(repository, numberIn(params, "pull_number"));
      editPull(world, repository, actor, { issue, edit: body });
      return json(200, pullBody(world, repository, issue));
    },
  }),
  repositoryRoute({
    method: "PUT",
    path: "/pulls/{pull_number}/merge",
    permissions: ["contents:write"],
    body: z.strictObject({
      commit_title: z.string().optional(),
      commit_message: z.string().optional(),
      sha: sha.optional(),
      merge_method: z.enum(["merge", "squash", "rebase"]).optional(),
    }),
    answer({ world, caller, actor, repository, params, body }) {
      const issue = findPull(repository, numberIn(params, "pull_number"));
      checkPushedWorkflows(world, caller, repository, issue.pull.headSha);
      const merged = mergePull(world, repository, actor, {
        issue,
        method: body.merge_method ?? "merge",
        title: body.commit_title,
        message: body.commit_message,
        sha: body.sha,
      });
      return json(200, {
        sha: merged,
        merged: true,
        message: "Pull Request successfully merged",
      } satisfies components["schemas"]["pull-request-merge-result"]);
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/pulls/{pull_number}/commits",
    permissions: ["pull_requests:read"],
    query: z.strictObject(pageQuery),
    answer({ world, repository, params }) {
      const { pull } = findPull(repository, numberIn(params, "pull_number"));
      const base = mergeBaseOf(repository.objects, pull.baseSha, pull.headSha);
      const commits = commitsBetween(repository.objects, base, pull.headSha);
      return list(commits.map((commit) => commitBody(world, repository, commit)));
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/pulls/{pull_number}/files",
    permissions: ["pull_requests:read"],
    query: z.strictObject(pageQuery),
    answer({ world, repository, params }) {
      const { headSha, baseSha } = findPull(repository, numberIn(params, "pull_number")).pull;
      const base = mergeBaseOf(repository.objects, baseSha, headSha);
      const files = listedFiles(repository, base, headSha);
      return list(files.map((file) => diffEntryBody(world, repository, headSha, file)));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/pulls/{pull_number}/requested_reviewers",
    permissions: ["pull_requests:write"],
    body: z.union([
      z.strictObject({ reviewers: z.array(z.string()).min(1) }),
      z.strictObject({ team_reviewers: z.array(z.string()).min(1) }),
    ]),
    answer({ world, caller, repository, params, body }) {
      const issue = findPull(repository, numberIn(params, "pull_number"));
      if ("team_reviewers" in body) {
        for (const slug of body.team_reviewers) {
          // Without `members: read` the App does not know that there is a team.
          const isKnown = world.teams.has(`${repository.owner.login}/${slug}`.toLowerCase());
          const maySee = caller.kind !== "installation" || isGranted(caller, "members:read");
          if (!isKnown || !maySee)
            throw new ApiError(422, "Could not resolve to a node with the global id of the team.");
          if (!issue.pull.requestedTeams.includes(slug)) issue.pull.requestedTeams.push(slug);
        }
        return json(201, pullSimpleBody(world, repository, issue));
      }
      for (const login of body.reviewers) {
        const account = findAccount(world, login);
        const isInvited = account !== undefined && hasRole(roleOf(repository, account), "write");
        if (!isInvited || account.id === issue.author.id) {
          throw new ApiError(
            422,
            "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.",
          );
        }
        const { requestedReviewers } = issue.pull;
        if (!requestedReviewers.includes(account)) requestedReviewers.push(account);
      }
      return json(201, pullSimpleBody(world, repository, issue));
    },
  }),
];

function mergeBaseOf(objects: Parameters<typeof mergeBase>[0], base: string, head: string): string {
  return mergeBase(objects, base, head) ?? base;
}
