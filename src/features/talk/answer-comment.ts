import { isRefused } from "../../adapters/github/client/is-refused.ts";
import { statusOf } from "../../adapters/github/client/status-of.ts";
import { mayWrite } from "../../adapters/github/repositories/permissions.ts";
import { readRepository } from "../../adapters/github/repositories/repository.ts";
import {
  type PersonalComment,
  type Reaction,
  react,
  readPersonalComment,
} from "../../adapters/github/talk/comments.ts";
import { readThread } from "../../adapters/github/talk/thread.ts";
import type { AnswerComment } from "../../adapters/queue/tasks/answer-comment.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { render } from "../../domain/text/render.ts";
import { obey } from "./obey.ts";
import { parseCommand } from "./parse-command.ts";
import { postAnswer } from "./post-answer.ts";
import type { Answer, Question } from "./question/question.ts";
import type { AnswerTools } from "./question/tools.ts";

/** Whoever is refused more often within an hour costs no more calls until it is over. */
const mostRefusals = 20;

/** A comment of a person's, and where it stands. */
interface Addressed {
  readonly repository: RepositoryNow;
  readonly comment: PersonalComment;
}

/**
 * Does what a comment commands, wherever it stands, and answers it once: 👀, then 👍 or 😕 and a comment. Who may not write gets a
 * reaction, and on a pull request of the bot's own one comment that says why. Nothing at all where the comment is gone, was edited or is
 * answered. Repeating it is harmless.
 * @throws what GitHub or the store answered with, for the caller to try again
 */
export async function answerComment(task: AnswerComment, tools: AnswerTools): Promise<void> {
  const { commentId, pullRequest: number } = task;
  const { answers } = tools.store;
  const command = parseCommand(task.body);
  if (command === null || (await answers.isAnswered(task.repository.id, commentId))) return;
  if ((await answers.countRefused(task.repository.id, task.author)) >= mostRefusals) return;
  const addressed = await findAddressed(task, tools);
  if (addressed === null) return;
  const { repository, comment } = addressed;
  if (!(await mayWrite(tools.octokit, repository, comment.author))) return refuse();
  await show("eyes");
  const here = await readThread(tools.octokit, repository, number, tools.botLogin);
  if (here !== null) await give(await obey(command, { question: questionOf(task, addressed), here, tools }));

  /** Whoever was told once is not told with every comment: a reaction says the same, and costs no look at the thread. */
  async function refuse(): Promise<void> {
    const { login } = comment.author;
    await answers.addRefused(repository.id, login);
    if (await answers.wasRefused(repository.id, number, login)) return decline();
    const here = await readThread(tools.octokit, repository, number, tools.botLogin);
    if (here?.isProposal === true)
      await give({ reaction: "confused", text: render("answer", { kind: "refused" }) });
    else await decline();
    await answers.markRefused(repository.id, number, login);
  }

  async function decline(): Promise<void> {
    await show("confused");
    await answers.markAnswered(repository.id, commentId);
  }

  async function give(answer: Answer): Promise<void> {
    await show(answer.reaction);
    const question = { repository, pullRequest: number, commentId, createdAt: comment.createdAt };
    await postAnswer(question, answer.text, tools);
  }

  /** Reactions are a courtesy: where they are not permitted, or the comment is gone, the answer still counts. */
  async function show(reaction: Reaction): Promise<void> {
    try {
      await react(tools.octokit, repository, commentId, reaction);
    } catch (error) {
      if (!isRefused(error) && statusOf(error) !== 404) throw error;
    }
  }
}

/** What the webhook said may be out of date, so everything is read again. Null for a comment that is none of a person's any more. */
async function findAddressed(task: AnswerComment, tools: AnswerTools): Promise<Addressed | null> {
  const { octokit, store } = tools;
  const repository = await readRepository(octokit, task.repository);
  if (repository === null || repository.isArchived) return null;
  await store.decisions.keepForOwner(repository.id, repository.ownerId);
  const comment = await readPersonalComment(octokit, repository, task.commentId);
  if (comment === null || comment.number !== task.pullRequest) return null;
  if (comment.author.login !== task.author || comment.body !== task.body) return null;
  return { repository, comment };
}

function questionOf(task: AnswerComment, { repository, comment }: Addressed): Question {
  const { owner, name, defaultBranch } = repository;
  return {
    repository,
    current: { ...task.repository, owner, name, defaultBranch },
    login: comment.author.login,
    at: comment.createdAt,
    number: task.pullRequest,
  };
}
