import { type ParseArgsConfig, parseArgs } from "node:util";
import { suggest } from "./suggest.ts";
import { UsageError } from "./usage-error.ts";

/** The arguments of a subcommand after its name, in the order in which they were given. */
export interface Arguments {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly positionals: readonly { readonly value: string; readonly index: number }[];
  /** Where an option stood, for those that end the positionals before them. */
  readonly positions: ReadonlyMap<string, number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The part of Node's token that matters here; its own type is lost when the options are not literal. */
type Token =
  | {
      readonly kind: "option";
      readonly index: number;
      readonly name: string;
      readonly value: string | undefined;
    }
  | { readonly kind: "positional"; readonly index: number; readonly value: string }
  | { readonly kind: "option-terminator"; readonly index: number };

/**
 * Parses arguments strictly. `--help` and `--version`, short `-h` and `-v`, are known to every command. Throws a UsageError that names the unknown or
 * incomplete option.
 */
export function parseArguments(command: string, args: readonly string[], options: Options): Arguments {
  const tokens = parse(command, args, options);
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const positions = new Map<string, number>();
  const positionals: { value: string; index: number }[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push({ value: token.value, index: token.index });
    if (token.kind !== "option") continue;
    if (token.value !== undefined && values.has(token.name)) {
      throw new UsageError(`${command}: --${token.name} is given twice; see egress ${command} --help`);
    }
    positions.set(token.name, token.index);
    if (token.value === undefined) flags.add(token.name);
    else values.set(token.name, token.value);
  }
  return { flags, values, positionals, positions };
}

function parse(command: string, args: readonly string[], options: Options): readonly Token[] {
  try {
    const { tokens } = parseArgs({
      args: [...args],
      options: {
        ...options,
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    return tokens as readonly Token[];
  } catch (error) {
    const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    const problem = sentence.charAt(0).toLowerCase() + sentence.slice(1);
    const [, unknown = null] = /^unknown option '--?([^']*)'/.exec(problem) ?? [];
    const known = [...Object.keys(options), "help", "version"];
    const hint = unknown === null ? "" : suggest(unknown, known, "--");
    throw new UsageError(`${command}: ${problem}${hint}; see egress ${command} --help`, { cause: error });
  }
}
