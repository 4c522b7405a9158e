import type { Answer, Question } from "./question.ts";
import type { AnswerTools } from "./tools.ts";

/**
 * Where a command is obeyed: under the bot's pull request of a workflow file, everywhere, or on an issue that shows changes of the
 * Policy Store. Under the bot's pull request every command is obeyed.
 */
export type Place = "proposal" | "everywhere" | "policy-issue";

/** A command with the comment that it stands in. */
export interface Asked {
  readonly question: Question;
  /** The workflow file whose proposal the comment stands under, `.github/workflows/ci.yml`; null elsewhere. */
  readonly path: string | null;
  readonly tools: AnswerTools;
  /** All commands there are, for help about them. */
  readonly commands: readonly CommandFacts[];
}

/** The same under the pull request of a workflow file. */
export interface AskedOfFile extends Asked {
  readonly path: string;
}

/** What people are told about a command. */
export interface CommandFacts {
  /** The word behind `/egress`, in lower case. */
  readonly name: string;
  /** What stands behind the name, `HOST[:PORT] REASON`; empty for a command that takes nothing. */
  readonly usage: string;
  /** What it does. Follows the usage in the help, so it begins in lower case or with a comma. */
  readonly help: string;
  readonly place: Place;
}

/** The arguments of a command, or why they cannot be what was meant. */
export type Arguments<Args, Problem> =
  | { readonly ok: true; readonly args: Args }
  | { readonly ok: false; readonly problem: Problem };

/** Something that was asked for does not exist. */
export interface Mistake {
  /** What is wrong, as a part of a sentence. */
  readonly words: string;
  /** Names that would do, as people write them. */
  readonly known: readonly string[];
}

/**
 * Everything about a command, in the file of its name. The process that only takes webhooks loads it too, so what is needed to
 * obey, beyond templates, is imported where it is used.
 */
export type CommandStatement<Name extends string, Args extends object, Problem extends string> = Omit<
  CommandFacts,
  "name" | "place"
> & {
  readonly name: Name;
  /** Reads the words behind the name on its line; none is empty. */
  read(words: readonly string[]): Arguments<Args, Problem>;
  /** What is wrong with the arguments, as a part of a sentence. */
  readonly mistakes: Readonly<Record<NoInfer<Problem>, string>>;
} & (
    | { readonly place: "proposal"; run(args: Args, asked: AskedOfFile): Promise<Answer | Mistake> }
    | {
        readonly place: Exclude<Place, "proposal">;
        run(args: Args, asked: Asked): Promise<Answer | Mistake>;
      }
  );

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
  /** What is to be done; null where the command is not obeyed. */
  prepare(args: Args, asked: Asked): (() => Promise<Answer | Mistake>) | null;
}

/** Makes a kind of command of what its file states. */
export function defineCommand<Name extends string, Args extends object, Problem extends string>(
  statement: CommandStatement<Name, Args, Problem>,
): CommandKind<Name, Args, Problem> {
  const { name, usage, help, place, mistakes } = statement;
  return {
    name,
    usage,
    help,
    place,
    parse(words) {
      const read = statement.read(words);
      return read.ok
        ? { kind: name, ...read.args }
        : { kind: "invalid", command: name, problem: read.problem };
    },
    sayMistake: (problem) => mistakes[problem],
    prepare(args, asked) {
      if (statement.place !== "proposal") return () => statement.run(args, asked);
      const { path } = asked;
      return path === null ? null : () => statement.run(args, { ...asked, path });
    },
  };
}

/** Takes no arguments: whatever stands on the line means nothing. */
export function readNothing(): Arguments<object, never> {
  return { ok: true, args: {} };
}
