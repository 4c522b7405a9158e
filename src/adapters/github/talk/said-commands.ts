import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { itemsPerPage } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";

/** A person's comment that begins as a command does. */
export interface SaidCommand {
  readonly id: number;
  readonly author: { readonly id: number; readonly login: string };
  /** The issue or pull request it stands under. */
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly isEdited: boolean;
  /** Whether anybody reacted. */
  readonly hasReactions: boolean;
}

export const saidCommandSchema: z.ZodType<SaidCommand> = z.object({
  id: z.int(),
  author: z.object({ id: z.int(), login: z.string() }),
  number: z.int(),
  createdAt: z.string(),
  isEdited: z.boolean(),
  hasReactions: z.boolean(),
});

// An answer that broke off comes as an empty text, and must not pass for "no comments".
const pageSchema = z.array(
  z.object({
    id: z.int(),
    issue_url: z.string(),
    user: z.object({ id: z.int(), login: z.string(), type: z.string() }).nullish(),
    body: z.string().nullish(),
    created_at: z.string(),
    updated_at: z.string(),
    performed_via_github_app: z.unknown(),
    reactions: z.object({ total_count: z.number() }).optional(),
  }),
);

/** Which comments of a repository, and in which order. */
export type CommentOrder =
  /** Those that were written or edited since a time, ISO 8601 UTC, the oldest change first. */
  { readonly since: string } | "newest-first";

/** Reads the commands among a hundred comments of a repository, wherever they stand. Pages count from 1. @throws what Octokit throws, and a ZodError for a torn answer */
export async function readSaidCommands(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  order: CommentOrder,
  page: number,
): Promise<{ readonly commands: readonly SaidCommand[]; readonly isLast: boolean }> {
  const { data } = await octokit.rest.issues.listCommentsForRepo({
    owner,
    repo: name,
    ...(order === "newest-first"
      ? ({ sort: "created", direction: "desc" } as const)
      : ({ sort: "updated", direction: "asc", since: order.since } as const)),
    per_page: itemsPerPage,
    page,
  });
  const comments = pageSchema.parse(data);
  const commands = comments.flatMap((comment): readonly SaidCommand[] => {
    const { id, user, body, created_at: createdAt, updated_at: updatedAt, reactions } = comment;
    const [, number] = /\/issues\/(\d{1,15})$/.exec(comment.issue_url) ?? [];
    if (user?.type !== "User" || comment.performed_via_github_app || number === undefined) return [];
    if (!body?.slice(0, "/egress".length).toLowerCase().startsWith("/egress")) return [];
    return [
      {
        id,
        author: { id: user.id, login: user.login },
        number: Number(number),
        createdAt,
        isEdited: createdAt !== updatedAt,
        hasReactions: reactions === undefined || reactions.total_count > 0,
      },
    ];
  });
  return { commands, isLast: comments.length < itemsPerPage };
}
