import { type CommentOrder, readSaidCommands } from "../../adapters/github/talk/said-commands.ts";
import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import type { Cursor } from "./cursor.ts";
import type { SweepTools } from "./tools.ts";

/** So many hundreds of comments are read again at most where nothing is known of a repository, the newest first. */
const mostPages = 100;
/** Clocks differ, and whoever listened last may not have been done. Ms. */
const margin = 5 * 60_000;

/** Lists the commands in a hundred comments: of those since a time, or of all where nothing is known. @throws what GitHub answered with */
export async function listCommands(
  page: number,
  { repository, since }: SweepRepository,
  { octokit }: Pick<SweepTools, "octokit">,
): Promise<Cursor> {
  const order: CommentOrder =
    since === null ? "newest-first" : { since: `${new Date(since - margin).toISOString().slice(0, 19)}Z` };
  const { commands, isLast } = await readSaidCommands(octokit, repository, order, page);
  const isEnough = isLast || (since === null && page >= mostPages);
  return { step: "commands", left: commands, next: isEnough ? null : page + 1 };
}
