import { type PersonalComment, type Reaction, react, readPersonalComment } from "../github/comments.ts";
import type { Octokit } from "../github/octokit.ts";
import { readProposedPath } from "../github/own-pull-request.ts";
import { mayWrite } from "../github/permissions.ts";
import { type RepositoryNow, readRepository } from "../github/repository.ts";
import { statusOf } from "../github/status-of.ts";
import { type Command, parseCommand } from "../proposal/command.ts";
import { classifyFailure } from "../queue/failure.ts";
import type { AnswerComment, LearnRun, Propose } from "../queue/task.ts";
import type { Store } from "../store/store.ts";
import { render } from "../views.ts";
import { postAnswer } from "./post-answer.ts";
import type { ProposeResult } from "./propose.ts";
import { refresh } from "./refresh.ts";
import { isDone, reportRefresh } from "./report-refresh.ts";
import { reportStatus } from "./report-status.ts";

export interface AnswerTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "answers" | "baselines" | "outcomes">;
  /** `<app slug>[bot]` */
  readonly botLogin: string;
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<ProposeResult>;
}

/** A comment on a pull request of the bot's own. */
interface Addressed {
  readonly repository: RepositoryNow;
  readonly comment: PersonalComment;
  readonly path: string;
}

interface Answer {
  readonly reaction: Exclude<Reaction, "eyes">;
  /** Markdown. */
  readonly text: string;
}

/**
 * Does what a comment on a pull request of the bot's own commands, and answers it once: 👀, then 👍 or 😕 and a comment. Nothing
 * at all where the pull request is another's, or the comment is gone, was edited or is answered. Repeating it is harmless.
 * @throws what GitHub or the store answered with, for the caller to try again
 */
export async function answerComment(task: AnswerComment, tools: AnswerTools): Promise<void> {
  const { commentId, pullRequest } = task;
  const command = parseCommand(task.body);
  if (command === null || (await tools.store.answers.isAnswered(task.repository.id, commentId))) return;
  const addressed = await findAddressed(task, tools);
  if (addressed === null) return;
  const { repository, comment } = addressed;
  await show("eyes");
  const answer = (await mayWrite(tools.octokit, repository, comment.author))
    ? await obey(command, task, addressed, tools)
    : ({ reaction: "confused", text: render("answer", { kind: "refused" }) } as const);
  await show(answer.reaction);
  const question = { repository, pullRequest, commentId, createdAt: comment.createdAt };
  await postAnswer(question, answer.text, tools);

  /** Reactions are a courtesy: where they are not permitted, or the comment is gone, the answer still counts. */
  async function show(reaction: Reaction): Promise<void> {
    try {
      await react(tools.octokit, repository, commentId, reaction);
    } catch (error) {
      const mayFail = statusOf(error) === 403 || statusOf(error) === 404;
      if (!mayFail || classifyFailure(error, Date.now()).kind === "wait") throw error;
    }
  }
}

/** What the webhook said may be out of date, so everything is read again. Null for a comment that is none of ours. */
async function findAddressed(task: AnswerComment, tools: AnswerTools): Promise<Addressed | null> {
  const { octokit, botLogin } = tools;
  const repository = await readRepository(octokit, task.repository);
  if (repository === null || repository.isArchived) return null;
  const comment = await readPersonalComment(octokit, repository, task.commentId);
  if (comment === null || comment.number !== task.pullRequest) return null;
  if (comment.author.login !== task.author || comment.body !== task.body) return null;
  const path = await readProposedPath(octokit, repository, task.pullRequest, botLogin);
  return path === null ? null : { repository, comment, path };
}

async function obey(
  command: Command,
  task: AnswerComment,
  { repository, path }: Addressed,
  tools: AnswerTools,
): Promise<Answer> {
  switch (command.kind) {
    case "refresh": {
      const { owner, name, defaultBranch } = repository;
      const current = { ...task.repository, owner, name, defaultBranch };
      const refreshed = await refresh(current, path, tools);
      return {
        reaction: isDone(refreshed.result) ? "+1" : "confused",
        text: reportRefresh(refreshed, path, task.pullRequest),
      };
    }
    case "status":
      return { reaction: "+1", text: await reportStatus(repository, path, tools) };
    case "help":
      return { reaction: "+1", text: render("help", { unknown: null }) };
    case "unknown":
      return { reaction: "confused", text: render("help", { unknown: command.word }) };
  }
}
