import { readTickMark, type TickCommand } from "../../domain/marks/boxes.ts";
import { sayTicked } from "../../domain/text/boxes.ts";
import { obey } from "./obey.ts";
import type { Command } from "./parse-command.ts";
import type { Answer, Question } from "./question/question.ts";
import type { AnswerTools } from "./question/tools.ts";

/** A box stands in an issue or a pull request. */
export type NumberedQuestion = Question & { readonly number: number };

/** A box names its file and job itself, wherever it stands. */
const elsewhere = { path: null, jobId: null, isProposal: false } as const;

/** Does what the box of a mark says. @throws what the command's work throws */
export async function obeyTick(
  mark: string,
  question: NumberedQuestion,
  tools: AnswerTools,
): Promise<Answer> {
  const ticked = readTickMark(mark);
  const command: Command =
    ticked === null ? { kind: "unknown", word: "" } : commandFor(ticked, question.number);
  return obey(command, { question, here: elsewhere, tools });
}

function commandFor(ticked: TickCommand, number: number): Command {
  switch (ticked.kind) {
    case "allow":
    case "deny": {
      const { kind, path: file, jobId, endpoint } = ticked;
      return { kind, job: { file, jobId }, endpoint, reason: sayTicked(number) };
    }
    case "refresh":
      return { kind: "refresh", job: { file: ticked.path, jobId: null } };
    case "ignore":
    case "audit":
    case "propose":
      return { kind: ticked.kind, job: { file: ticked.path, jobId: ticked.jobId } };
  }
}
