import { isRefused } from "../../adapters/github/client/is-refused.ts";
import { statusOf } from "../../adapters/github/client/status-of.ts";
import { mayWrite } from "../../adapters/github/repositories/permissions.ts";
import { type RepositoryNow, readRepository } from "../../adapters/github/repositories/repository.ts";
import {
  type PersonalComment,
  type Reaction,
  react,
  readPersonalComment,
} from "../../adapters/github/talk/comments.ts";
import { readProposedPath } from "../../adapters/github/talk/own-pull-request.ts";
import type { AnswerComment } from "../../adapters/queue/tasks/answer-comment.ts";
import { render } from "../../domain/text/render.ts";
import { findWork } from "./obey.ts";
import { parseCommand } from "./parse-command.ts";
import { postAnswer } from "./post-answer.ts";
import type { Answer, Question } from "./question/question.ts";
import type { AnswerTools } from "./question/tools.ts";

/** A comment of a person's, and the workflow file whose proposal it stands under; null elsewhere. */
interface Addressed {
  readonly repository: RepositoryNow;
  readonly comment: PersonalComment;
  readonly path: string | null;
}

/**
 * Does what a comment commands, and answers it once: 👀, then 👍 or 😕 and a comment. On a pull request of the bot's own everybody
 * gets an answer, who may not write only one; elsewhere only who may write does, and only to the few commands that make sense there. Nothing at all where the
 * comment is gone, was edited or is answered. Repeating it is harmless.
 * @throws what GitHub or the store answered with, for the caller to try again
 */
export async function answerComment(task: AnswerComment, tools: AnswerTools): Promise<void> {
  const { commentId, pullRequest } = task;
  const command = parseCommand(task.body);
  if (command === null || (await tools.store.answers.isAnswered(task.repository.id, commentId))) return;
  const addressed = await findAddressed(task, tools);
  if (addressed === null) return;
  const { repository, comment, path } = addressed;
  const work = findWork(command, { question: questionOf(task, addressed), path, tools });
  if (work === null) return;
  if (path === null) {
    if (!(await mayWrite(tools.octokit, repository, comment.author))) return;
    await show("eyes");
    await give(await work());
    return;
  }
  await show("eyes");
  if (await mayWrite(tools.octokit, repository, comment.author)) return give(await work());
  const { answers } = tools.store;
  const { login } = comment.author;
  // Whoever was told once is not told with every comment: a reaction says the same.
  if (await answers.wasRefused(repository.id, pullRequest, login)) {
    await show("confused");
    await answers.markAnswered(repository.id, commentId);
    return;
  }
  await give({ reaction: "confused", text: render("answer", { kind: "refused" }) });
  await answers.markRefused(repository.id, pullRequest, login);

  async function give(answer: Answer): Promise<void> {
    await show(answer.reaction);
    const question = { repository, pullRequest, commentId, createdAt: comment.createdAt };
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
  const { octokit, store, botLogin } = tools;
  const repository = await readRepository(octokit, task.repository);
  if (repository === null || repository.isArchived) return null;
  await store.decisions.keepForOwner(repository.id, repository.ownerId);
  const comment = await readPersonalComment(octokit, repository, task.commentId);
  if (comment === null || comment.number !== task.pullRequest) return null;
  if (comment.author.login !== task.author || comment.body !== task.body) return null;
  const path = await readProposedPath(octokit, repository, task.pullRequest, botLogin);
  return { repository, comment, path };
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
