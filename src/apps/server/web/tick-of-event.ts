import type { AnswerTick } from "../../../adapters/queue/tasks/answer-tick.ts";
import { digestWithoutTicks, findNewTicks, mayHaveBoxes } from "../../../domain/marks/boxes.ts";
import { type Payload, repositoryOf } from "./tasks-of-event.ts";

type Edited = "issues.edited" | "pull_request.edited" | "issue_comment.edited";

/** Hardly a text has so many boxes. */
const mostBoxes = 20;
/** GitHub's own limit to a text. */
const longestBody = 65_536;

/** What somebody ticked in a text that a bot wrote; null for every other edit, and for the bot's own. */
export function answerTickOf(payload: Payload<Edited>): AnswerTick | null {
  const repository = repositoryOf(payload);
  const edited = readEdited(payload);
  const before = payload.changes.body?.from;
  const { sender } = payload;
  if (repository === null || before === undefined || sender?.type !== "User") return null;
  // Whether it is this bot's is looked at where it is answered.
  if (edited.authorType !== "Bot" || !mayHaveBoxes(edited.body)) return null;
  const [from, to] = [before.slice(0, longestBody), edited.body.slice(0, longestBody)];
  const marks = findNewTicks(from, to).slice(0, mostBoxes);
  if (marks.length === 0) return null;
  return {
    repository,
    number: edited.number,
    commentId: edited.commentId,
    sender: { id: sender.id, login: sender.login },
    at: edited.at,
    marks,
    before: digestWithoutTicks(from),
    after: digestWithoutTicks(to),
  };
}

interface EditedText {
  readonly number: number;
  readonly commentId: number | null;
  readonly body: string;
  readonly at: string;
  readonly authorType: string | undefined;
}

function readEdited(payload: Payload<Edited>): EditedText {
  if ("comment" in payload) {
    const { comment, issue } = payload;
    return {
      number: issue.number,
      commentId: comment.id,
      body: comment.body,
      at: comment.updated_at,
      authorType: comment.user?.type,
    };
  }
  const { number, body, updated_at: at, user } = "issue" in payload ? payload.issue : payload.pull_request;
  return { number, commentId: null, body: body ?? "", at, authorType: user?.type };
}
