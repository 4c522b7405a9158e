import { userBody } from "../bodies/account.ts";
import { associationOf, commentBody, issuePage, labelBody, reactionRollup } from "../bodies/issue.ts";
import { repositoryBody, repositoryUrl } from "../bodies/repository.ts";
import { iso } from "../clock.ts";
import type { Comment, Issue, Repository } from "../state/repository.ts";
import type { Account, Actor, World } from "../state/world.ts";

export type CommentAction = "created" | "edited" | "deleted";

/** The payload of an `issue_comment` event, without `installation`. */
export function issueCommentPayload<Action extends CommentAction>(
  world: World,
  {
    repository,
    actor,
    comment,
    action,
    from,
  }: {
    readonly repository: Repository;
    readonly actor: Actor;
    readonly comment: Comment;
    readonly action: Action;
    /** What an edited one said before. */
    readonly from?: string | undefined;
  },
) {
  return {
    action,
    issue: issueOfEvent(world, repository, comment.issue),
    comment: commentBody(world, repository, comment),
    ...(action === "edited" ? { changes: from === undefined ? {} : { body: { from } } } : {}),
    repository: repositoryBody(world, repository),
    sender: userBody(world, actor.account),
  };
}

/** The descriptions of these events' issues do not know `user_view_type`. */
function oldUserBody(world: World, account: Account) {
  const { user_view_type: _, ...body } = userBody(world, account);
  return body;
}

export function issueOfEvent(world: World, repository: Repository, issue: Issue) {
  const url = `${repositoryUrl(world, repository)}/issues/${issue.number}`;
  const page = issuePage(world, repository, issue);
  const { pull } = issue;
  const pullUrl = `${repositoryUrl(world, repository)}/pulls/${issue.number}`;
  const mergedAt = pull?.mergedAt ?? null;
  const pullRequest = {
    url: pullUrl,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: mergedAt === null ? null : iso(mergedAt),
  };
  return {
    id: issue.id,
    node_id: `I_${issue.id}`,
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: oldUserBody(world, issue.author),
    state: issue.state,
    locked: false,
    labels: issue.labels.map((name) => labelBody(world, repository, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    comments: [...repository.comments.values()].filter((comment) => comment.issue === issue).length,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: issue.closedAt === null ? null : iso(issue.closedAt),
    author_association: associationOf(repository, issue.author),
    active_lock_reason: null,
    reactions: reactionRollup(`${url}/reactions`, []),
    ...(pull === null ? {} : { draft: pull.draft, pull_request: pullRequest }),
  };
}
