import { commitsBetween, isAncestor } from "../git/history.ts";
import { ApiError, notFound, validationFailed } from "../http/api-error.ts";
import { pullRequestPayload } from "../webhooks/pull-request-payload.ts";
import { pullRequestReviewPayload } from "../webhooks/review-payload.ts";
import { close } from "./follow-branch.ts";
import {
  isPull,
  type PullIssue,
  pullsOf,
  type Repository,
  type Review,
  resolveCommit,
} from "./repository.ts";
import type { Actor, World } from "./world.ts";

export const longestBody = 65_536;

/** @throws ApiError 422 as GitHub does for a text that is too long */
export function checkLength(resource: string, body: string | null | undefined): void {
  if (body === null || body === undefined || body.length <= longestBody) return;
  throw validationFailed(resource, {
    field: "body",
    message: `body is too long (maximum is ${longestBody} characters)`,
  });
}

export interface NewPull {
  readonly title: string;
  /** A branch, or `owner:branch`. */
  readonly head: string;
  readonly base: string;
  readonly body?: string | null | undefined;
  readonly draft?: boolean | undefined;
}

/** Opens a pull request. @throws ApiError 422 by GitHub's rules */
export function openPull(world: World, repository: Repository, actor: Actor, wanted: NewPull): PullIssue {
  const headRef = wanted.head.replace(`${repository.owner.login}:`, "");
  const headSha = repository.refs.get(`refs/heads/${headRef}`);
  const baseSha = repository.refs.get(`refs/heads/${wanted.base}`);
  if (headSha === undefined) throw validationFailed("PullRequest", { field: "head", code: "invalid" });
  if (baseSha === undefined) throw validationFailed("PullRequest", { field: "base", code: "invalid" });
  checkLength("Issue", wanted.body);
  if (wanted.draft === true && !repository.hasDrafts)
    throw new ApiError(422, "Draft pull requests are not supported in this repository.");
  refuseSecond(repository, headRef, wanted.base);
  if (commitsBetween(repository.objects, baseSha, headSha).length === 0) {
    throw validationFailed("PullRequest", { message: `No commits between ${wanted.base} and ${headRef}` });
  }
  const at = world.clock.now();
  const issue: PullIssue = {
    id: world.nextId(),
    number: repository.issues.size + 1,
    author: actor.account,
    app: actor.app,
    title: wanted.title,
    body: wanted.body ?? null,
    state: "open",
    labels: [],
    assignees: [],
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    editor: null,
    isLocked: false,
    pull: {
      headRef,
      baseRef: wanted.base,
      draft: wanted.draft ?? false,
      autoMerge: false,
      mergedAt: null,
      mergedBy: null,
      mergeCommit: null,
      headSha,
      baseSha,
      requestedReviewers: [],
      requestedTeams: [],
      reviews: [],
    },
  };
  repository.issues.set(issue.number, issue);
  emit(world, repository, actor, issue, "opened");
  return issue;
}

export interface PullEdit {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly state?: "open" | "closed" | undefined;
  /** The branch to be merged into. */
  readonly base?: string | undefined;
}

/** Changes a pull request. @throws ApiError 422 by GitHub's rules */
export function editPull(
  world: World,
  repository: Repository,
  actor: Actor,
  { issue, edit }: { readonly issue: PullIssue; readonly edit: PullEdit },
): void {
  const { title, body, state, base } = edit;
  checkLength("Issue", body);
  if (base !== undefined && base !== issue.pull.baseRef) retarget(world, repository, actor, issue, base);
  if (state === "open" && issue.state === "closed") reopen(world, repository, actor, issue);
  if ((title ?? issue.title) !== issue.title || (body ?? issue.body) !== issue.body) {
    const changes = {
      ...((title ?? issue.title) !== issue.title && { title: { from: issue.title } }),
      ...((body ?? issue.body) !== issue.body && { body: { from: issue.body ?? "" } }),
    };
    issue.title = title ?? issue.title;
    if ((body ?? issue.body) !== issue.body) issue.editor = actor.account;
    issue.body = body ?? issue.body;
    issue.updatedAt = world.clock.now();
    const payload = pullRequestPayload(world, { repository, actor, issue, action: "edited", changes });
    world.emit({ event: "pull_request", repository, payload });
  }
  if (state === "closed" && issue.state === "open") close(world, repository, actor, issue);
}

/** Has an open pull request merged into another branch. */
function retarget(world: World, repository: Repository, actor: Actor, issue: PullIssue, base: string): void {
  const { pull } = issue;
  const baseSha = repository.refs.get(`refs/heads/${base}`);
  if (issue.state !== "open")
    throw validationFailed("PullRequest", {
      field: "base",
      message: "Cannot change the base branch of a closed pull request.",
    });
  if (baseSha === undefined)
    throw validationFailed("PullRequest", {
      field: "base",
      message: `Proposed base branch '${base}' was not found`,
    });
  refuseSecond(repository, pull.headRef, base);
  if (commitsBetween(repository.objects, baseSha, pull.headSha).length === 0)
    throw validationFailed("PullRequest", {
      message: `There are no new commits between base branch '${base}' and head branch '${pull.headRef}'`,
    });
  pull.baseRef = base;
  pull.baseSha = baseSha;
  issue.updatedAt = world.clock.now();
  emit(world, repository, actor, issue, "edited");
}

/** GitHub reopens only what still is the same branch, not rewritten since. */
function reopen(world: World, repository: Repository, actor: Actor, issue: PullIssue): void {
  const { pull } = issue;
  const headSha = repository.refs.get(`refs/heads/${pull.headRef}`);
  const baseSha = repository.refs.get(`refs/heads/${pull.baseRef}`);
  const cannot = (message: string) => validationFailed("PullRequest", { field: "state", message });
  if (pull.mergedAt !== null) throw cannot("state cannot be changed. The pull request cannot be reopened.");
  if (headSha === undefined || baseSha === undefined) {
    throw cannot(`state cannot be changed. The ${pull.headRef} branch has been deleted.`);
  }
  if (!isAncestor(repository.objects, pull.headSha, headSha)) {
    throw cannot(`state cannot be changed. The ${pull.headRef} branch was force-pushed or recreated.`);
  }
  if (isAncestor(repository.objects, headSha, baseSha)) {
    throw cannot(`state cannot be changed. There are no new commits on the ${pull.headRef} branch.`);
  }
  refuseSecond(repository, pull.headRef, pull.baseRef);
  pull.headSha = headSha;
  pull.baseSha = baseSha;
  issue.state = "open";
  issue.closedAt = null;
  emit(world, repository, actor, issue, "reopened");
}

function refuseSecond(repository: Repository, headRef: string, baseRef: string): void {
  const other = pullsOf(repository).find(
    ({ state, pull }) => state === "open" && pull.headRef === headRef && pull.baseRef === baseRef,
  );
  if (other === undefined) return;
  throw validationFailed("PullRequest", {
    message: `A pull request already exists for ${repository.owner.login}:${headRef}.`,
  });
}

/** Adds a submitted review. @throws ApiError 422 for an approval of one's own */
export function reviewPull(
  world: World,
  repository: Repository,
  actor: Actor,
  {
    issue,
    state,
    body,
    commit,
  }: {
    readonly issue: PullIssue;
    readonly state: Review["state"];
    readonly body: string;
    readonly commit?: string | undefined;
  },
): Review {
  checkLength("PullRequestReview", body);
  if (issue.author.id === actor.account.id && state !== "COMMENTED") {
    throw new ApiError(422, "Unprocessable Entity", { errors: ["Can not review your own pull request"] });
  }
  if (commit !== undefined && resolveCommit(repository, commit) === undefined) throw notFound();
  const review: Review = {
    id: world.nextId(),
    author: actor.account,
    body,
    state,
    commit: commit ?? issue.pull.headSha,
    submittedAt: world.clock.now(),
  };
  issue.pull.reviews.push(review);
  const payload = pullRequestReviewPayload(world, { repository, actor, issue, review });
  world.emit({ event: "pull_request_review", repository, payload });
  return review;
}

/** Finds a pull request by its number. @throws ApiError 404 */
export function findPull(repository: Repository, number: number): PullIssue {
  const issue = repository.issues.get(number);
  if (issue === undefined || !isPull(issue)) throw notFound();
  return issue;
}

function emit(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: PullIssue,
  action: "opened" | "edited" | "reopened",
): void {
  const payload = pullRequestPayload(world, { repository, actor, issue, action });
  world.emit({ event: "pull_request", repository, payload });
}
