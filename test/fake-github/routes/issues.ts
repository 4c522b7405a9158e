import { z } from "zod";
import { issueBody } from "../bodies/issue.ts";
import { ApiError, notFound, validationFailed } from "../http/api-error.ts";
import { json, list, numberIn, pageQuery, type Route, repositoryRoute } from "../http/route.ts";
import { editIssue } from "../state/issues.ts";
import { checkLength } from "../state/pulls.ts";
import { hasRole, type Issue, type Repository, roleOf } from "../state/repository.ts";

const text = { title: z.string().min(1).max(256), body: z.string() };

/** Issues themselves; their comments and labels have routes that pull requests share. */
export const issueRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/issues",
    permissions: ["issues:read"],
    query: z.strictObject({
      ...pageQuery,
      labels: z.string().optional(),
      creator: z.string().optional(),
      state: z.enum(["open", "closed", "all"]).optional(),
      sort: z.literal("created").optional(),
      direction: z.enum(["asc", "desc"]).optional(),
    }),
    answer({ world, repository, query }) {
      checkIssues(repository);
      const { labels, creator, state = "open", direction = "desc" } = query;
      const wanted = labels === undefined ? [] : labels.split(",");
      const found = [...repository.issues.values()]
        .filter((issue) => state === "all" || issue.state === state)
        .filter(({ author }) => creator === undefined || author.login === creator)
        .filter((issue) => wanted.every((label) => issue.labels.includes(label)))
        .sort((a, b) => (direction === "asc" ? a.number - b.number : b.number - a.number));
      return list(found.map((issue) => issueBody(world, repository, issue)));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/issues",
    permissions: ["issues:write"],
    role: "read",
    body: z.strictObject({ ...text, labels: z.array(z.string().min(1).max(50)).optional() }),
    answer({ world, actor, repository, body }) {
      checkIssues(repository);
      checkLength("Issue", body.body);
      // Who may not write gets an issue without labels, and no word of it.
      const mayLabel = actor.app !== null || hasRole(roleOf(repository, actor.account), "write");
      const labels = mayLabel ? (body.labels ?? []) : [];
      for (const label of labels) repository.labels.add(label.toLowerCase());
      const at = world.clock.now();
      const issue: Issue = {
        id: world.nextId(),
        number: repository.issues.size + 1,
        author: actor.account,
        app: actor.app,
        title: body.title,
        body: body.body,
        state: "open",
        labels: [...labels],
        assignees: [],
        createdAt: at,
        updatedAt: at,
        closedAt: null,
        editor: null,
        isLocked: false,
        pull: null,
      };
      repository.issues.set(issue.number, issue);
      return json(201, issueBody(world, repository, issue));
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/issues/{issue_number}",
    permissions: ["issues:read"],
    answer({ world, repository, params }) {
      const issue = repository.issues.get(numberIn(params, "issue_number"));
      if (issue === undefined) throw notFound();
      return json(200, issueBody(world, repository, issue));
    },
  }),
  repositoryRoute({
    method: "PATCH",
    path: "/issues/{issue_number}",
    permissions: ["issues:write"],
    role: "triage",
    body: z
      .strictObject({
        ...text,
        state: z.enum(["open", "closed"]),
        state_reason: z.enum(["completed", "not_planned", "reopened"]),
      })
      .partial(),
    answer({ world, actor, repository, params, body }) {
      const issue = repository.issues.get(numberIn(params, "issue_number"));
      if (issue === undefined) throw notFound();
      if (issue.pull !== null) throw validationFailed("Issue", { field: "state", code: "invalid" });
      const { title, body: said } = body;
      editIssue(world, repository, actor, {
        issue,
        ...(title !== undefined && { title }),
        ...(said !== undefined && { body: said }),
      });
      if (body.state !== undefined) {
        issue.state = body.state;
        issue.closedAt = body.state === "closed" ? world.clock.now() : null;
      }
      return json(200, issueBody(world, repository, issue));
    },
  }),
];

/** A repository may have no issues beside its pull requests. */
function checkIssues({ hasIssues }: Repository): void {
  if (!hasIssues) throw new ApiError(410, "Issues has been disabled in this repository.");
}
