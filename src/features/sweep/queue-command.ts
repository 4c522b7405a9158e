import { readPersonalComment } from "../../adapters/github/talk/comments.ts";
import type { SaidCommand } from "../../adapters/github/talk/said-commands.ts";
import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";
import { type Answered, findAnswer } from "./find-answer.ts";
import type { SweepTools } from "./tools.ts";

/**
 * Has a command answered that nobody has answered: neither the bot's memory nor what stands on GitHub says so. One that was edited is left
 * alone, as webhooks leave it. @throws what GitHub or the store answered with
 */
export async function queueCommand(
  said: SaidCommand,
  { repository, cause }: SweepRepository,
  tools: Pick<SweepTools, "octokit" | "botLogin" | "store" | "queues">,
  known: Answered | null = null,
): Promise<void> {
  const { queues, store } = tools;
  if (said.isEdited || (await store.answers.isAnswered(repository.id, said.id))) return;
  const { isAnswered } = known ?? (await findAnswer(said, repository, tools));
  if (isAnswered) return store.answers.markAnswered(repository.id, said.id);
  const comment = await readPersonalComment(tools.octokit, repository, said.id);
  if (comment === null) return;
  const { id: commentId, number: pullRequest, author, body } = comment;
  const task = { repository, pullRequest, commentId, author: author.login, body };
  // It counts as done where the answer was lost with a Redis.
  await queues.forgetDone("answerComment", task);
  await queues.answerComment(task, nameSweep(cause));
}
