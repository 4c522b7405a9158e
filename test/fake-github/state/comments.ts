import { ApiError, notFound, validationFailed } from "../http/api-error.ts";
import { issueCommentPayload } from "../webhooks/issue-comment-payload.ts";
import { checkLength } from "./pulls.ts";
import type { Comment, Issue, Reaction, Repository } from "./repository.ts";
import type { Actor, World } from "./world.ts";

/** Writes a comment on an issue or pull request. @throws ApiError 422 for an empty or too long one, 403 where an App may not */
export function addComment(
  world: World,
  repository: Repository,
  actor: Actor,
  { issue, body }: { readonly issue: Issue; readonly body: string },
): Comment {
  checkComment(body);
  if (issue.isLocked && actor.app !== null)
    throw new ApiError(403, "Unable to create comment because issue is locked.");
  const at = world.clock.now();
  const comment: Comment = {
    id: world.nextId(),
    issue,
    author: actor.account,
    app: actor.app,
    body,
    createdAt: at,
    updatedAt: at,
    reactions: [],
  };
  repository.comments.set(comment.id, comment);
  issue.updatedAt = at;
  emit(world, repository, actor, comment, "created");
  return comment;
}

export function editComment(
  world: World,
  repository: Repository,
  actor: Actor,
  { comment, body }: { readonly comment: Comment; readonly body: string },
): void {
  checkComment(body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = world.clock.now();
  const payload = issueCommentPayload(world, { repository, actor, comment, action: "edited", from });
  world.emit({ event: "issue_comment", repository, payload });
}

export function deleteComment(world: World, repository: Repository, actor: Actor, comment: Comment): void {
  repository.comments.delete(comment.id);
  emit(world, repository, actor, comment, "deleted");
}

/** Adds a reaction; one account gives each at most once. */
export function addReaction(
  world: World,
  actor: Actor,
  { comment, content }: { readonly comment: Comment; readonly content: Reaction["content"] },
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const known = comment.reactions.find(
    (reaction) => reaction.author.id === actor.account.id && reaction.content === content,
  );
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction: Reaction = {
    id: world.nextId(),
    author: actor.account,
    content,
    createdAt: world.clock.now(),
  };
  comment.reactions.push(reaction);
  return { reaction, isNew: true };
}

/** @throws ApiError 404 */
export function findIssue(repository: Repository, number: number): Issue {
  const issue = repository.issues.get(number);
  if (issue === undefined) throw notFound();
  return issue;
}

/** @throws ApiError 404 */
export function findComment(repository: Repository, id: number): Comment {
  const comment = repository.comments.get(id);
  if (comment === undefined) throw notFound();
  return comment;
}

/** The comments of an issue, oldest first. */
export function commentsOf(repository: Repository, issue: Issue): readonly Comment[] {
  return [...repository.comments.values()].filter((comment) => comment.issue === issue);
}

function checkComment(body: string): void {
  checkLength("IssueComment", body);
  if (body.trim() === "") throw validationFailed("IssueComment", { field: "data", code: "unprocessable" });
}

function emit(
  world: World,
  repository: Repository,
  actor: Actor,
  comment: Comment,
  action: "created" | "deleted",
): void {
  const payload = issueCommentPayload(world, { repository, actor, comment, action });
  world.emit({ event: "issue_comment", repository, payload });
}
