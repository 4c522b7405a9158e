import type { components } from "@octokit/openapi-types";
import { iso } from "../clock.ts";
import {
  type Comment,
  type Issue,
  type Reaction,
  type Repository,
  type reactionContents,
  roleOf,
} from "../state/repository.ts";
import type { Account, World } from "../state/world.ts";
import { userBody } from "./account.ts";
import { appBody } from "./app.ts";
import { pageUrl, repositoryUrl } from "./repository.ts";

export function commentBody(world: World, repository: Repository, comment: Comment) {
  const { id, issue, author, app, body, createdAt, updatedAt, reactions } = comment;
  const url = repositoryUrl(world, repository);
  return {
    id,
    node_id: `IC_${id}`,
    url: `${url}/issues/comments/${id}`,
    html_url: `${issuePage(world, repository, issue)}#issuecomment-${id}`,
    issue_url: `${url}/issues/${issue.number}`,
    body,
    user: userBody(world, author),
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    author_association: associationOf(repository, author),
    performed_via_github_app: app === null ? null : appBody(world, app),
    reactions: reactionRollup(`${url}/issues/comments/${id}/reactions`, reactions),
  } satisfies components["schemas"]["issue-comment"];
}

/** An issue, or a pull request as a listing of issues shows it. */
export function issueBody(world: World, repository: Repository, issue: Issue) {
  const {
    id,
    number,
    author,
    app,
    title,
    body,
    state,
    labels,
    assignees,
    createdAt,
    updatedAt,
    closedAt,
    pull,
  } = issue;
  const url = `${repositoryUrl(world, repository)}/issues/${number}`;
  const page = issuePage(world, repository, issue);
  const pullUrl = `${repositoryUrl(world, repository)}/pulls/${number}`;
  return {
    id,
    node_id: `I_${id}`,
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    number,
    state,
    title,
    body,
    user: userBody(world, author),
    labels: labels.map((label) => labelBody(world, repository, label)),
    assignee: null,
    assignees: assignees.map((one) => userBody(world, one)),
    milestone: null,
    locked: issue.isLocked,
    comments: [...repository.comments.values()].filter((comment) => comment.issue === issue).length,
    closed_at: closedAt === null ? null : iso(closedAt),
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    author_association: associationOf(repository, author),
    performed_via_github_app: app === null ? null : appBody(world, app),
    ...(pull === null
      ? {}
      : {
          pull_request: {
            url: pullUrl,
            html_url: page,
            diff_url: `${page}.diff`,
            patch_url: `${page}.patch`,
          },
        }),
  } satisfies components["schemas"]["issue"];
}

export function reactionBody(world: World, { id, author, content, createdAt }: Reaction) {
  return {
    id,
    node_id: `REA_${id}`,
    user: userBody(world, author),
    content,
    created_at: iso(createdAt),
  } satisfies components["schemas"]["reaction"];
}

export function issuePage(world: World, repository: Repository, issue: Issue): string {
  return `${pageUrl(world, repository)}/${issue.pull === null ? "issues" : "pull"}/${issue.number}`;
}

export function labelBody(world: World, repository: Repository, name: string) {
  return {
    id: 1,
    node_id: `LA_${name}`,
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: "",
    color: "ededed",
    default: false,
  } satisfies components["schemas"]["label"];
}

/** How GitHub describes an author's relation to the repository. It is no permission. */
export function associationOf(repository: Repository, account: Account): "OWNER" | "COLLABORATOR" | "NONE" {
  if (account.id === repository.owner.id) return "OWNER";
  const isInvited = repository.collaborators.has(account.login.toLowerCase());
  return isInvited && roleOf(repository, account) !== "none" ? "COLLABORATOR" : "NONE";
}

export function reactionRollup(url: string, reactions: readonly Reaction[]) {
  const count = (content: (typeof reactionContents)[number]) =>
    reactions.filter((reaction) => reaction.content === content).length;
  return {
    url,
    total_count: reactions.length,
    "+1": count("+1"),
    "-1": count("-1"),
    laugh: count("laugh"),
    confused: count("confused"),
    heart: count("heart"),
    hooray: count("hooray"),
    eyes: count("eyes"),
    rocket: count("rocket"),
  };
}
