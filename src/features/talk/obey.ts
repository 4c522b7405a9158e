import { sayHelp } from "./commands/help.ts";
import { commands } from "./commands.ts";
import { type Command, isForEverywhere } from "./parse-command.ts";
import type { Asked, CommandKind } from "./question/define-command.ts";
import type { Answer } from "./question/question.ts";
import { reportMistake } from "./report-mistake.ts";

/** Any command of the list. It is given only what it has parsed itself. */
type AnyCommand = CommandKind<string, object, string>;

const kinds = new Map<string, AnyCommand>(commands.map((kind) => [kind.name, kind]));

/**
 * What there is to be done for a command, which gives its answer; null where it is not obeyed: only a few are under what is not the
 * bot's.
 */
export function findWork(command: Command, asked: Omit<Asked, "commands">): (() => Promise<Answer>) | null {
  if (asked.path === null && !isForEverywhere(command)) return null;
  switch (command.kind) {
    case "unknown":
      return async () => ({ reaction: "confused", text: sayHelp(commands, command.word) });
    case "invalid": {
      const kind = kinds.get(command.command);
      if (kind === undefined) return null;
      return async () => reportMistake(kind, { words: kind.sayMistake(command.problem), known: [] });
    }
    default: {
      const kind = kinds.get(command.kind);
      const work = kind?.prepare(command, { ...asked, commands });
      if (kind === undefined || !work) return null;
      return async () => {
        const end = await work();
        return "words" in end ? reportMistake(kind, end) : end;
      };
    }
  }
}
