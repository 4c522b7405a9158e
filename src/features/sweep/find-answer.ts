import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { hasCommentWith } from "../../adapters/github/talk/comments.ts";
import { listOwnReactions } from "../../adapters/github/talk/own-reactions.ts";
import type { SaidCommand } from "../../adapters/github/talk/said-commands.ts";
import { markAnswer } from "../../domain/marks/hidden-marks.ts";
import type { Repository } from "../../domain/run/repository.ts";

/** What GitHub shows of the bot's answer to a command. */
export interface Answered {
  readonly isAnswered: boolean;
  /** The bot said that it did what was asked for. */
  readonly wasDone: boolean;
}

/**
 * Whether the bot has answered a command, by what stands on GitHub: its reaction, or else the hidden mark of its comment, as it may not
 * be permitted to react. 👀 alone says that it began. @throws what GitHub answered with
 */
export async function findAnswer(
  { id, number, createdAt, hasReactions }: SaidCommand,
  repository: Repository,
  { octokit, botLogin }: { readonly octokit: Octokit; readonly botLogin: string },
): Promise<Answered> {
  const own = hasReactions ? await listOwnReactions(octokit, repository, id, botLogin) : new Set<string>();
  if (own.has("+1")) return { isAnswered: true, wasDone: true };
  if (own.has("confused")) return { isAnswered: true, wasDone: false };
  const sought = { marker: markAnswer(id), login: botLogin, since: createdAt };
  return { isAnswered: await hasCommentWith(octokit, repository, number, sought), wasDone: false };
}
