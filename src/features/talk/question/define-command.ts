import type { Thread } from "../../../adapters/github/talk/thread.ts";
import type { Answer, Question } from "./question.ts";
import type { AnswerTools } from "./tools.ts";

/** A command with the comment that it stands in. */
export interface Asked {
  readonly question: Question;
  /** What the comment stands under. */
  readonly here: Thread;
  readonly tools: AnswerTools;
  /** All commands there are, for help about them. */
  readonly commands: readonly CommandFacts[];
}

/** What people are told about a command. */
export interface CommandFacts {
  /** The word behind `/egress`, in lower case. */
  readonly name: string;
  /** What stands behind the name, `HOST[:PORT] REASON`; empty for a command that takes nothing. */
  readonly usage: string;
  /** What it does, as the end of a sentence that begins with the command. */
  readonly help: string;
}

/** The arguments of a command, or why they cannot be what was meant. */
export type Arguments<Args, Problem> =
  | { readonly ok: true; readonly args: Args }
  | { readonly ok: false; readonly problem: Problem };

/** Why nothing was done: something that was asked for does not exist, or several things could be meant. */
export interface Mistake {
  /** What is wrong, as a part of a sentence. */
  readonly words: string;
  /** Whole commands that would do, the likeliest first. */
  readonly choices: readonly string[];
}

/** Everything about a command, in the file of its name. What only its work needs is imported where it is used. */
export interface CommandStatement<Name extends string, Args extends object, Problem extends string>
  extends CommandFacts {
  readonly name: Name;
  /** Reads the words behind the name on its line; none is empty. */
  read(words: readonly string[]): Arguments<Args, Problem>;
  /** What is wrong with the arguments, as a part of a sentence. */
  readonly mistakes: Readonly<Record<NoInfer<Problem>, string>>;
  run(args: Args, asked: Asked): Promise<Answer | Mistake>;
}

/** A command as a comment gives it. */
export type Order<Name, Args> = { readonly kind: Name } & Args;

/** A command whose arguments cannot be what was meant. */
export interface InvalidOrder<Name, Problem> {
  readonly kind: "invalid";
  readonly command: Name;
  readonly problem: Problem;
}

/** A kind of command, as the list of commands has it. */
export interface CommandKind<Name extends string, Args extends object, Problem extends string>
  extends CommandFacts {
  readonly name: Name;
  parse(words: readonly string[]): Order<Name, Args> | InvalidOrder<Name, Problem>;
  sayMistake(problem: Problem): string;
  obey(args: Args, asked: Asked): Promise<Answer | Mistake>;
}

/** Makes a kind of command of what its file states. */
export function defineCommand<Name extends string, Args extends object, Problem extends string>(
  statement: CommandStatement<Name, Args, Problem>,
): CommandKind<Name, Args, Problem> {
  const { name, usage, help, mistakes } = statement;
  return {
    name,
    usage,
    help,
    parse(words) {
      const read = statement.read(words);
      return read.ok
        ? { kind: name, ...read.args }
        : { kind: "invalid", command: name, problem: read.problem };
    },
    sayMistake: (problem) => mistakes[problem],
    obey: (args, asked) => statement.run(args, asked),
  };
}

/** Takes no arguments: whatever stands on the line means nothing. */
export function readNothing(): Arguments<object, never> {
  return { ok: true, args: {} };
}
