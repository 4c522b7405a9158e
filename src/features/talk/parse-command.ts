import { commands } from "./commands.ts";

/** What a comment asks of the bot. */
export type Command =
  | ReturnType<(typeof commands)[number]["parse"]>
  /** `word` is what was written in place of a command, cut. Hostile text; empty where nothing was. */
  | { readonly kind: "unknown"; readonly word: string };

/** More than a command, the longest host and a reason that is just too long. */
const longestLine = 2_000;
const longestWord = 40;

/**
 * Reads the command at the very start of a comment: `/egress WORD`, in any case, with its arguments on the same line. Null where
 * there is none. What stands on other lines, or behind a command that takes no arguments, means nothing.
 */
export function parseCommand(body: string): Command | null {
  const [line = ""] = body.slice(0, longestLine).split(/[\r\n\u2028\u2029]/, 1);
  const [start = "", word = "", ...words] = line.split(/\s+/);
  if (start.toLowerCase() !== "/egress") return null;
  const lowered = word.toLowerCase();
  const kind = commands.find(({ name }) => name === lowered);
  return (
    kind?.parse(words.filter((one) => one !== "")) ?? {
      kind: "unknown",
      word: [...word].slice(0, longestWord).join(""),
    }
  );
}
