/** What a comment asks of the bot. */
export type Command =
  | { readonly kind: "refresh" | "status" | "help" }
  /** `word` is what was written in place of a command, cut. Hostile text; empty where nothing was. */
  | { readonly kind: "unknown"; readonly word: string };

const longestLine = 300;
const longestWord = 40;
const known = ["refresh", "status", "help"] as const;

/**
 * Reads the command at the very start of a comment: `/egress WORD`, in any case. Null where there is none. What stands behind
 * the word, on its line or on others, means nothing.
 */
export function parseCommand(body: string): Command | null {
  const [line = ""] = body.slice(0, longestLine).split(/[\r\n\u2028\u2029]/, 1);
  const [name = "", word = ""] = line.split(/\s+/, 2);
  if (name.toLowerCase() !== "/egress") return null;
  const lowered = word.toLowerCase();
  const kind = known.find((command) => command === lowered);
  return kind === undefined ? { kind: "unknown", word: [...word].slice(0, longestWord).join("") } : { kind };
}
