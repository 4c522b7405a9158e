import { sayUnknown } from "./commands/help.ts";
import { commands } from "./commands.ts";
import type { Command } from "./parse-command.ts";
import type { Asked, CommandKind } from "./question/define-command.ts";
import type { Answer } from "./question/question.ts";
import { reportMistake } from "./report-mistake.ts";

/** Any command of the list. It is given only what it has parsed itself. */
type AnyCommand = CommandKind<string, object, string>;

const kinds = new Map<string, AnyCommand>(commands.map((kind) => [kind.name, kind]));

/** Does what a command says and gives its answer, or says why it cannot. @throws what the command's work throws */
export async function obey(command: Command, asked: Omit<Asked, "commands">): Promise<Answer> {
  if (command.kind === "unknown") return { reaction: "confused", text: sayUnknown(commands, command.word) };
  const isInvalid = command.kind === "invalid";
  const kind = kinds.get(isInvalid ? command.command : command.kind);
  if (kind === undefined) throw new Error("a command was parsed that is not in the list");
  if (isInvalid) return reportMistake(kind, { words: kind.sayMistake(command.problem), choices: [] });
  const end = await kind.obey(command, { ...asked, commands });
  return "words" in end ? reportMistake(kind, end) : end;
}
