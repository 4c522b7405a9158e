import { mayWrite } from "../../adapters/github/repositories/permissions.ts";
import { readRepository } from "../../adapters/github/repositories/repository.ts";
import { readPersonalComment } from "../../adapters/github/talk/comments.ts";
import type { SaidCommand } from "../../adapters/github/talk/said-commands.ts";
import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import { countsAgain } from "../../domain/sweep/judge-word.ts";
import { parseCommand } from "../talk/parse-command.ts";
import { findAnswer } from "./find-answer.ts";
import { queueCommand } from "./queue-command.ts";
import { isDeciding, rebuildWord } from "./rebuild-word.ts";
import type { SweepTools } from "./tools.ts";

/** For so many ms a command that nobody answered is answered: GitHub keeps webhooks as long. */
const patience = 3 * 24 * 3_600_000;

/**
 * Remembers again what a command decided, if that still counts, and has it answered if it was not. Repeating it is harmless. @throws what
 * GitHub or the store answered with
 */
export async function rememberCommand(
  said: SaidCommand,
  task: SweepRepository,
  tools: SweepTools,
): Promise<void> {
  const { octokit, store } = tools;
  const comment = await readPersonalComment(octokit, task.repository, said.id);
  const command = comment === null ? null : parseCommand(comment.body);
  if (command === null) return;
  const answered = await findAnswer(said, task.repository, tools);
  if (isDeciding(command)) await remember(command);
  const isRecent = Date.parse(said.createdAt) >= tools.now() - patience;
  if (isRecent || answered.isAnswered) await queueCommand(said, task, tools, answered);

  async function remember(
    deciding: typeof command & { kind: "allow" | "deny" | "propose" | "ignore" | "audit" },
  ) {
    const { wasDone } = answered;
    const repository = await readRepository(octokit, task.repository);
    if (repository === null) return;
    const mayStill = await mayWrite(octokit, repository, said.author);
    if (!countsAgain({ kind: deciding.kind, isEdited: said.isEdited, mayWrite: mayStill, wasDone })) return;
    await store.decisions.keepForOwner(repository.id, repository.ownerId);
    const { owner, name, defaultBranch } = repository;
    const current = { ...task.repository, owner, name, defaultBranch };
    await rebuildWord(deciding, { said, repository, current, wasDone }, tools);
  }
}
