import { z } from "zod";
import { commentBody } from "../bodies/issue.ts";
import { isGranted } from "../http/permissions.ts";
import { list, pageQuery, type Route, repositoryRoute } from "../http/route.ts";

/** The comments of all issues and pull requests of a repository. An App that may read only one kind is shown only those. */
export const repositoryCommentRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/issues/comments",
    permissions: ["issues:read", "pull_requests:read"],
    query: z.strictObject({
      ...pageQuery,
      sort: z.enum(["created", "updated"]).optional(),
      direction: z.enum(["asc", "desc"]).optional(),
      since: z.iso.datetime({ offset: true }).optional(),
    }),
    answer({ world, caller, repository, query }) {
      const maySee = (permission: `${string}:read`) =>
        caller.kind !== "installation" || isGranted(caller, permission);
      const since = query.since === undefined ? 0 : Date.parse(query.since);
      // GitHub looks at `direction` only with `sort`.
      const by = query.sort === "updated" ? ("updatedAt" as const) : ("createdAt" as const);
      const sign = query.sort !== undefined && query.direction !== "asc" ? -1 : 1;
      const found = [...repository.comments.values()]
        .filter(({ issue }) => maySee(issue.pull === null ? "issues:read" : "pull_requests:read"))
        // By the last change, whatever the order.
        .filter(({ updatedAt }) => updatedAt >= since)
        .sort((a, b) => sign * (a[by] - b[by] || a.id - b.id));
      return list(found.map((comment) => commentBody(world, repository, comment)));
    },
  }),
];
