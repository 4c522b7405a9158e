import { z } from "zod";
import { commentBody, issueBody, labelBody, reactionBody } from "../bodies/issue.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { accountOf } from "../http/caller.ts";
import type { Permission } from "../http/permissions.ts";
import { authorize, isGranted } from "../http/permissions.ts";
import {
  json,
  list,
  noContent,
  numberIn,
  pageQuery,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.ts";
import {
  addComment,
  addReaction,
  commentsOf,
  deleteComment,
  editComment,
  findComment,
  findIssue,
} from "../state/comments.ts";
import { type Comment, hasRole, type Issue, reactionContents, roleOf } from "../state/repository.ts";
import { findAccount } from "../state/world.ts";

const reading: readonly Permission[] = ["pull_requests:read", "issues:read"];
const writing: readonly Permission[] = ["pull_requests:write", "issues:write"];
const commentText = z.strictObject({ body: z.string() });

/** Comments, labels and reactions. On a pull request either permission will do, on an issue only that for issues. */
export const commentRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/issues/{issue_number}/comments",
    permissions: reading,
    query: z.strictObject({ ...pageQuery, since: z.iso.datetime({ offset: true }).optional() }),
    answer(request) {
      const { world, repository, params, query } = request;
      const issue = findIssue(repository, numberIn(params, "issue_number"));
      checkKind(request, issue, "issues:read");
      const since = query.since === undefined ? 0 : Date.parse(query.since);
      const comments = commentsOf(repository, issue).filter(({ updatedAt }) => updatedAt >= since);
      return list(comments.map((comment) => commentBody(world, repository, comment)));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/issues/{issue_number}/comments",
    permissions: writing,
    role: "read",
    body: commentText,
    answer(request) {
      const { world, actor, repository, params, body } = request;
      const issue = findIssue(repository, numberIn(params, "issue_number"));
      checkKind(request, issue, "issues:write");
      return json(
        201,
        commentBody(world, repository, addComment(world, repository, actor, { issue, ...body })),
      );
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/issues/comments/{comment_id}",
    permissions: reading,
    answer(request) {
      const comment = commentIn(request, "issues:read");
      return json(200, commentBody(request.world, request.repository, comment));
    },
  }),
  repositoryRoute({
    method: "PATCH",
    path: "/issues/comments/{comment_id}",
    permissions: writing,
    role: "read",
    body: commentText,
    answer(request) {
      const { world, actor, repository, body } = request;
      const comment = commentIn(request, "issues:write");
      checkAuthor(request, comment);
      editComment(world, repository, actor, { comment, ...body });
      return json(200, commentBody(world, repository, comment));
    },
  }),
  repositoryRoute({
    method: "DELETE",
    path: "/issues/comments/{comment_id}",
    permissions: writing,
    role: "read",
    answer(request) {
      const { world, actor, repository } = request;
      const comment = commentIn(request, "issues:write");
      checkAuthor(request, comment);
      deleteComment(world, repository, actor, comment);
      return noContent;
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/issues/{issue_number}/labels",
    permissions: writing,
    role: "triage",
    body: z.strictObject({ labels: z.array(z.string().min(1).max(50)).min(1) }),
    answer(request) {
      const { world, repository, params, body } = request;
      const issue = findIssue(repository, numberIn(params, "issue_number"));
      checkKind(request, issue, "issues:write");
      makeLabels(request, body.labels);
      for (const label of body.labels) if (!issue.labels.includes(label)) issue.labels.push(label);
      return json(
        200,
        issue.labels.map((label) => labelBody(world, repository, label)),
      );
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/issues/{issue_number}/assignees",
    permissions: writing,
    role: "write",
    body: z.strictObject({ assignees: z.array(z.string().min(1)).min(1).max(10) }),
    answer(request) {
      const { world, repository, params, body } = request;
      const issue = findIssue(repository, numberIn(params, "issue_number"));
      checkKind(request, issue, "issues:write");
      // Who cannot be assigned is left out without a word.
      for (const login of body.assignees) {
        const account = findAccount(world, login);
        const mayBe = account !== undefined && hasRole(roleOf(repository, account), "read");
        if (mayBe && !issue.assignees.includes(account)) issue.assignees.push(account);
      }
      return json(201, issueBody(world, repository, issue));
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/issues/comments/{comment_id}/reactions",
    permissions: reading,
    query: z.strictObject({ ...pageQuery, content: z.enum(reactionContents).optional() }),
    answer(request) {
      const { content } = request.query;
      const shown = commentIn(request, "issues:read").reactions.filter(
        (reaction) => content === undefined || reaction.content === content,
      );
      return list(shown.map((reaction) => reactionBody(request.world, reaction)));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/issues/comments/{comment_id}/reactions",
    permissions: writing,
    role: "read",
    body: z.strictObject({ content: z.enum(reactionContents) }),
    answer(request) {
      const { world, actor, body } = request;
      const comment = commentIn(request, "issues:write");
      const { reaction, isNew } = addReaction(world, actor, { comment, ...body });
      return json(isNew ? 201 : 200, reactionBody(world, reaction));
    },
  }),
  repositoryRoute({
    method: "DELETE",
    path: "/issues/comments/{comment_id}/reactions/{reaction_id}",
    permissions: writing,
    role: "read",
    answer(request) {
      const comment = commentIn(request, "issues:write");
      const id = numberIn(request.params, "reaction_id");
      const index = comment.reactions.findIndex((reaction) => reaction.id === id);
      if (index < 0) throw notFound();
      comment.reactions.splice(index, 1);
      return noContent;
    },
  }),
];

type AnyRequest = RepositoryRequest<unknown, unknown>;

/** To use a label that is not there yet is to make it, for which more is needed than to label a pull request. */
function makeLabels({ caller, repository }: AnyRequest, labels: readonly string[]): void {
  const missing = labels.filter((label) => !repository.labels.has(label.toLowerCase()));
  if (missing.length === 0) return;
  const mayMake =
    caller.kind === "installation"
      ? isGranted(caller, "issues:write")
      : hasRole(roleOf(repository, accountOf(caller)), "write");
  if (!mayMake)
    throw new ApiError(403, "You do not have permission to create labels on this repository.", {
      errors: [{ resource: "Repository", field: "label", code: "unauthorized" }],
    });
  for (const label of missing) repository.labels.add(label.toLowerCase());
}

function commentIn(request: AnyRequest, permission: Permission): Comment {
  const comment = findComment(request.repository, numberIn(request.params, "comment_id"));
  checkKind(request, comment.issue, permission);
  return comment;
}

/** Lets an App at a plain issue only with the permission for issues. */
function checkKind(request: AnyRequest, issue: Issue, permission: Permission): void {
  const { world, caller, repository } = request;
  if (issue.pull === null) authorize(world, caller, repository, { anyOf: [permission], role: "read" });
}

/** An App changes only its own comments; so does a person, who is not asked for more here. */
function checkAuthor({ actor }: AnyRequest, comment: Comment): void {
  if (comment.author.id !== actor.account.id)
    throw new ApiError(403, "Must have admin rights to Repository.");
}
