import type { Repository } from "../queue/task.ts";
import type { Octokit } from "./octokit.ts";
import { statusOf } from "./status-of.ts";

/** A comment that a person wrote on a pull request. */
export interface PersonalComment {
  readonly id: number;
  readonly author: { readonly id: number; readonly login: string };
  /** Hostile text. */
  readonly body: string;
  /** The pull request or issue it stands under. */
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

/** 👀, 👍 and 😕. */
export type Reaction = "eyes" | "+1" | "confused";

const commentsPerPage = 100;
const mostPages = 20;

/** Reads a comment as it is now. Null where it is gone, or no person wrote it. @throws what Octokit throws, but for a 404 */
export async function readPersonalComment(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  commentId: number,
): Promise<PersonalComment | null> {
  try {
    const { data } = await octokit.rest.issues.getComment({ owner, repo: name, comment_id: commentId });
    const [, number] = /\/issues\/(\d{1,15})$/.exec(data.issue_url) ?? [];
    if (data.user?.type !== "User" || data.performed_via_github_app || number === undefined) return null;
    const { id, login } = data.user;
    const { body = "", created_at: createdAt } = data;
    return { id: commentId, author: { id, login }, body, number: Number(number), createdAt };
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 410) return null;
    throw error;
  }
}

/**
 * Whether an account commented under a pull request with a text that holds a marker, since a time: answers are newer than
 * their questions, so few comments have to be read. @throws what Octokit throws
 */
export async function hasCommentWith(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  number: number,
  sought: { readonly marker: string; readonly login: string; readonly since: string },
): Promise<boolean> {
  let pages = 0;
  const iterator = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    owner,
    repo: name,
    issue_number: number,
    since: sought.since,
    per_page: commentsPerPage,
  });
  for await (const { data } of iterator) {
    if (data.some(({ user, body }) => user?.login === sought.login && body?.includes(sought.marker)))
      return true;
    pages += 1;
    if (pages >= mostPages) break;
  }
  return false;
}

/** Comments under a pull request, once. @throws what Octokit throws; the comment may be there all the same */
export async function postComment(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  number: number,
  body: string,
): Promise<void> {
  await octokit.rest.issues.createComment({
    owner,
    repo: name,
    issue_number: number,
    body,
    // What got lost may be the answer only, and a second try would say everything twice.
    request: { retries: 0 },
  });
}

/** Reacts to a comment; each reaction is there once, however often it is given. @throws what Octokit throws */
export async function react(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  commentId: number,
  content: Reaction,
): Promise<void> {
  await octokit.rest.reactions.createForIssueComment({ owner, repo: name, comment_id: commentId, content });
}
