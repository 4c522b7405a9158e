import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";

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

// An answer that broke off comes as an empty text, and must not pass for "no comment".
const commentSchema = z.object({
  issue_url: z.string(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string() }).nullable(),
  body: z.string().nullish(),
  created_at: z.string(),
  performed_via_github_app: z.unknown(),
});
const listSchema = z.array(
  z.object({ user: z.object({ login: z.string() }).nullish(), body: z.string().nullish() }),
);

const mostPages = 20;

/**
 * Reads a comment as it is now. Null where it is gone, or no person wrote it. @throws what Octokit throws, but for 404 and 410,
 * and a ZodError for a torn answer
 */
export async function readPersonalComment(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  commentId: number,
): Promise<PersonalComment | null> {
  try {
    const { data } = await octokit.rest.issues.getComment({ owner, repo: name, comment_id: commentId });
    const comment = commentSchema.parse(data);
    const [, number] = /\/issues\/(\d{1,15})$/.exec(comment.issue_url) ?? [];
    const { user, body, created_at: createdAt, performed_via_github_app: app } = comment;
    if (user?.type !== "User" || app || number === undefined) return null;
    const author = { id: user.id, login: user.login };
    return { id: commentId, author, body: body ?? "", number: Number(number), createdAt };
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 410) return null;
    throw error;
  }
}

/**
 * Whether an account commented under a pull request with a text that holds a marker, since a time: answers are newer than
 * their questions, so few comments have to be read. @throws what Octokit throws, and a ZodError for a torn answer
 */
export async function hasCommentWith(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  number: number,
  sought: { readonly marker: string; readonly login: string; readonly since: string },
): Promise<boolean> {
  const asked = { owner, repo: name, issue_number: number, since: sought.since };
  const comments = listItems(async (page) => {
    const { data } = await octokit.rest.issues.listComments({ ...asked, ...page });
    return listSchema.parse(data);
  }, mostPages);
  for await (const { user, body } of comments)
    if (user?.login === sought.login && body?.includes(sought.marker)) return true;
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
