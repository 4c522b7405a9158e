import type { components } from "@octokit/openapi-types";
import { iso } from "../clock.ts";
import { commitsBetween, mergeBase } from "../git/history.ts";
import { mergeFiles } from "../git/merge.ts";
import type { PullIssue, Repository, Review } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { teamBody, userBody } from "./account.ts";
import { changedFiles, diffEntryBody } from "./diff.ts";
import { associationOf, issuePage, labelBody } from "./issue.ts";
import { repositoryBody, repositoryUrl } from "./repository.ts";

/** A pull request as a list shows it. */
export function pullSimpleBody(world: World, repository: Repository, issue: PullIssue) {
  const { id, number, author, title, body, state, createdAt, updatedAt, closedAt, pull } = issue;
  const page = issuePage(world, repository, issue);
  const root = repositoryUrl(world, repository);
  const url = `${root}/pulls/${number}`;
  const issueUrl = `${root}/issues/${number}`;
  const link = (href: string) => ({ href });
  return {
    url,
    id,
    node_id: `PR_${id}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${root}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: `${root}/statuses/${pull.headSha}`,
    number,
    state,
    locked: false,
    title,
    user: userBody(world, author),
    body,
    labels: issue.labels.map((name) => labelBody(world, repository, name)),
    milestone: null,
    active_lock_reason: null,
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    closed_at: closedAt === null ? null : iso(closedAt),
    merged_at: pull.mergedAt === null ? null : iso(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    assignees: issue.assignees.map((one) => userBody(world, one)),
    requested_reviewers: pull.requestedReviewers.map((reviewer) => userBody(world, reviewer)),
    requested_teams: pull.requestedTeams.map((slug) => teamBody(world, repository.owner, slug)),
    head: sideBody(world, repository, pull.headRef, pull.headSha),
    base: sideBody(world, repository, pull.baseRef, pull.baseSha),
    _links: {
      comments: link(`${issueUrl}/comments`),
      commits: link(`${url}/commits`),
      statuses: link(`${root}/statuses/${pull.headSha}`),
      html: link(page),
      issue: link(issueUrl),
      review_comments: link(`${url}/comments`),
      review_comment: link(`${root}/pulls/comments{/number}`),
      self: link(url),
    },
    author_association: associationOf(repository, author),
    auto_merge: pull.autoMerge
      ? {
          enabled_by: userBody(world, author),
          merge_method: "merge",
          commit_title: "Merge",
          commit_message: "",
        }
      : null,
    draft: pull.draft,
  } satisfies components["schemas"]["pull-request-simple"];
}

/** A pull request with what GitHub works out for it. */
export function pullBody(world: World, repository: Repository, issue: PullIssue) {
  const { objects } = repository;
  const { headSha, baseSha, mergedAt, mergedBy } = issue.pull;
  const files = changedFiles(repository, mergeBase(objects, baseSha, headSha), headSha);
  const diffs = files.map((file) => diffEntryBody(world, repository, headSha, file));
  const isOpen = issue.state === "open";
  const mergeable = isOpen ? mergeFiles(objects, baseSha, headSha) !== null : null;
  return {
    ...pullSimpleBody(world, repository, issue),
    merged: mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === null ? "unknown" : mergeable ? "clean" : "dirty",
    merged_by: mergedBy === null ? null : userBody(world, mergedBy),
    comments: [...repository.comments.values()].filter((comment) => comment.issue === issue).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commitsBetween(objects, baseSha, headSha).length,
    additions: diffs.reduce((sum, diff) => sum + diff.additions, 0),
    deletions: diffs.reduce((sum, diff) => sum + diff.deletions, 0),
    changed_files: files.length,
  } satisfies components["schemas"]["pull-request"];
}

export function reviewBody(world: World, repository: Repository, issue: PullIssue, review: Review) {
  const page = issuePage(world, repository, issue);
  const url = `${repositoryUrl(world, repository)}/pulls/${issue.number}`;
  const href = `${page}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: userBody(world, review.author),
    body: review.body,
    state: review.state,
    html_url: href,
    pull_request_url: url,
    _links: { html: { href }, pull_request: { href: url } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.commit,
    author_association: associationOf(repository, review.author),
  } satisfies components["schemas"]["pull-request-review"];
}

function sideBody(world: World, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userBody(world, repository.owner),
    repo: repositoryBody(world, repository),
  };
}
