import { mayWrite } from "../../adapters/github/repositories/permissions.ts";
import { readRepository } from "../../adapters/github/repositories/repository.ts";
import { type OwnText, readOwnText, writeOwnText } from "../../adapters/github/talk/own-text.ts";
import { sayOnce } from "../../adapters/github/talk/pull-request.ts";
import { type AnswerTick, keyOfTick } from "../../adapters/queue/tasks/answer-tick.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { TextPlace } from "../../adapters/store/written-texts.ts";
import { answerBoxes, digestWithoutTicks, readBoxes, readTickMark } from "../../domain/marks/boxes.ts";
import { markTicks } from "../../domain/marks/hidden-marks.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { commandOf, sayDone } from "../../domain/text/boxes.ts";
import { render } from "../../domain/text/render.ts";
import { type NumberedQuestion, obeyTick } from "./obey-tick.ts";
import type { AnswerTools } from "./question/tools.ts";
import { waitForClaim } from "./wait-for-claim.ts";

/** What ticked boxes are answered with. */
export interface TickTools extends Omit<AnswerTools, "store"> {
  readonly store: AnswerTools["store"] & Pick<Store, "writtenTexts">;
}

/** Whoever ticks is known to the bot by nothing but the event, so the event is held against the text as it is now. */
interface Ticked {
  readonly repository: RepositoryNow;
  /** Of the boxes that are to be obeyed; none where the tick was taken back. */
  readonly marks: readonly string[];
  /** False where somebody has changed more than boxes. */
  readonly isGenuine: boolean;
}

const claimTime = 30_000;

/**
 * Does what somebody ticked in a text of the bot's, once. It counts only where the text before and after is what the bot wrote last, but for
 * the ticks, and whoever ticked may write. A box that was done says so; every other one is free again, and one comment says why. Repeating
 * it is harmless. @throws what GitHub or the store answered with, for the caller to try again
 */
export async function answerTick(task: AnswerTick, tools: TickTools): Promise<void> {
  const { octokit, store, botLogin } = tools;
  const key = keyOfTick(task);
  if (await store.writtenTexts.isAnswered(task.repository.id, key)) return;
  const ticked = await findTicked(task, tools);
  if (ticked === null) return;
  const { repository, marks, isGenuine } = ticked;
  if (marks.length > 0) await answer();
  await store.writtenTexts.markAnswered(repository.id, key);

  async function answer(): Promise<void> {
    const { login } = task.sender;
    if (!(await mayWrite(octokit, repository, task.sender))) {
      await free(marks);
      if (await store.answers.wasRefused(repository.id, task.number, login)) return;
      await say({ kind: "refused", login });
      return store.answers.markRefused(repository.id, task.number, login);
    }
    if (!isGenuine) {
      await free(marks);
      return say({ kind: "edited", login, commands: marks.map(sayCommand) });
    }
    const failed: string[] = [];
    const answers = new Map<string, { readonly done: string } | "again">();
    for (const mark of marks) {
      const { reaction, text } = await obeyTick(mark, questionOf(task, repository), tools);
      answers.set(mark, reaction === "+1" ? { done: sayDone(login, task.at) } : "again");
      if (reaction !== "+1") failed.push(text);
    }
    await change(answers);
    if (failed.length > 0) await say({ kind: "failed", login, answers: failed });
  }

  function free(some: readonly string[]): Promise<void> {
    return change(new Map(some.map((mark) => [mark, "again"])));
  }

  async function change(answers: Parameters<typeof answerBoxes>[1]): Promise<void> {
    const take = () => store.writtenTexts.claim(repository.id, placeOf(task), claimTime);
    const claim = await waitForClaim(take, claimTime);
    try {
      // Read again: what was done may have had the text written anew.
      const now = await readOwnText(octokit, repository, task, botLogin);
      const body = now === null ? "" : answerBoxes(now.body, answers);
      if (now !== null && body !== now.body) await writeOwnText(octokit, repository, task, { ...now, body });
    } finally {
      await claim.release();
    }
  }

  async function say(data: object): Promise<void> {
    const saying = { mark: markTicks(key), text: render("ticks", data), botLogin };
    await sayOnce(octokit, repository, task.number, saying);
  }
}

/** Null where the repository or the text is gone, or not the bot's. */
async function findTicked(task: AnswerTick, tools: TickTools): Promise<Ticked | null> {
  const { octokit, store, botLogin } = tools;
  const repository = await readRepository(octokit, task.repository);
  if (repository === null || repository.isArchived) return null;
  await store.decisions.keepForOwner(repository.id, repository.ownerId);
  const now = await readOwnText(octokit, repository, task, botLogin);
  if (now === null) return null;
  const written = await store.writtenTexts.read(repository.id, placeOf(task));
  const newest = written.find(({ digest }) => digest === digestWithoutTicks(now.body));
  const isGenuine =
    newest !== undefined &&
    task.before === task.after &&
    written.some(({ digest }) => digest === task.before);
  // What the bot wrote since has freed the boxes, and the tick is no less meant.
  const wasOverwritten = newest !== undefined && newest.at !== null && newest.at >= task.at;
  return { repository, marks: findMeant(task.marks, now, wasOverwritten), isGenuine };
}

/** The boxes that are still there, and ticked unless the bot has freed them. */
function findMeant(marks: readonly string[], { body }: OwnText, wasOverwritten: boolean): readonly string[] {
  const boxes = readBoxes(body);
  return marks.filter((mark) => boxes.some((box) => box.mark === mark && (box.isTicked || wasOverwritten)));
}

function sayCommand(mark: string): string {
  const command = readTickMark(mark);
  return command === null ? "/egress help" : commandOf(command);
}

function placeOf({ number, commentId }: AnswerTick): TextPlace {
  return commentId === null ? { kind: "body", number } : { kind: "comment", commentId };
}

function questionOf(task: AnswerTick, repository: RepositoryNow): NumberedQuestion {
  const { owner, name, defaultBranch } = repository;
  return {
    repository,
    current: { ...task.repository, owner, name, defaultBranch },
    login: task.sender.login,
    at: task.at,
    number: task.number,
  };
}
