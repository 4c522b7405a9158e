import { mayWrite } from "../../adapters/github/repositories/permissions.ts";
import { readRepository } from "../../adapters/github/repositories/repository.ts";
import type { AnswerPage } from "../../adapters/queue/tasks/answer-page.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { sayDoneOnPage, sayNotAWriter, sayNotDoneOnPage, sayOnPage } from "../../domain/text/page-answers.ts";
import { commands } from "./commands.ts";
import { obey } from "./obey.ts";
import type { Command } from "./parse-command.ts";
import type { Question } from "./question/question.ts";
import type { AnswerTools } from "./question/tools.ts";

/** What is asked for on pages is answered with. */
export interface PageAnswerTools extends Omit<AnswerTools, "store"> {
  readonly store: AnswerTools["store"] & Pick<Store, "pageAnswers">;
}

/** Every form names its file and job itself. */
const elsewhere = { path: null, jobId: null, isProposal: false } as const;

/**
 * Does what somebody asked for on a page, once, as the command of the same name does it, and keeps what became of it for them. Whether they may write
 * is asked of GitHub again. Repeating it is harmless. @throws what GitHub or the store answered with, for the caller to try again
 */
export async function answerPage(task: AnswerPage, tools: PageAnswerTools): Promise<void> {
  const { octokit, store } = tools;
  const { viewer, answerId } = task;
  if ((await store.pageAnswers.read(task.repository.id, answerId)) !== null) return;
  const repository = await readRepository(octokit, task.repository);
  if (repository === null || repository.isArchived) return;
  await store.decisions.keepForOwner(repository.id, repository.ownerId);
  const isDone = await act(repository);
  await store.pageAnswers.write(repository.id, answerId, { viewerId: viewer.id, ...isDone });

  async function act(
    now: RepositoryNow,
  ): Promise<{ readonly state: "done" | "not-done"; readonly text: string }> {
    if (!(await mayWrite(octokit, now, viewer))) return { state: "not-done", text: sayNotAWriter() };
    const question = questionOf(task, now);
    const { reaction, text } = await obey(commandOf(task), { question, here: elsewhere, tools });
    return reaction === "+1"
      ? { state: "done", text: sayDoneOnPage(text) }
      : { state: "not-done", text: sayNotDoneOnPage(text) };
  }
}

/** The command as a comment would have it, read by the same rules. What was decided says on which page. */
function commandOf({ action, file, jobId, endpoint, reason }: AnswerPage): Command {
  const place = jobId === null ? file : `${file}:${jobId}`;
  const why = reason.split(/\s+/).filter((word) => word !== "");
  const kind = commands.find(({ name }) => name === action);
  if (kind === undefined) throw new Error("a page asks for a command that there is not");
  switch (action) {
    case "allow":
    case "deny":
      return withPlace(kind.parse([place, ...(endpoint === "" ? [] : [endpoint]), ...why]), place);
    case "refresh":
      return kind.parse([file]);
    case "ignore":
    case "propose":
      return kind.parse([place]);
  }
}

function withPlace(command: Command, place: string): Command {
  if (command.kind !== "allow" && command.kind !== "deny") return command;
  return { ...command, reason: sayOnPage(command.reason, place) };
}

function questionOf({ viewer, at, repository: named }: AnswerPage, repository: RepositoryNow): Question {
  const { owner, name, defaultBranch } = repository;
  return {
    repository,
    current: { ...named, owner, name, defaultBranch },
    login: viewer.login,
    at,
    number: null,
  };
}
