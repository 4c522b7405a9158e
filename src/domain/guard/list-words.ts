import { isScalar, type Scalar } from "yaml";
import { splitTemplate } from "../workflow/split-template.ts";

/** A word of a list as its author meant it, with its place in the file. What a `#` begins is one word up to the line's end. */
export interface ListWord {
  readonly text: string;
  readonly offset: number;
  /** An expression computes it, or a part of it. */
  readonly isComputed: boolean;
}

/** The words of an `allowed-endpoints` list, with their places in the text of its file. */
export function findListWords(text: string, list: Scalar<string>): readonly ListWord[] {
  const [start = 0, end = 0] = list.range ?? [];
  const source = text.slice(start, end);
  const { type, value } = list;
  // Escapes hide the words from the source, so that they have no places of their own.
  if (type === "QUOTE_DOUBLE" && source.includes("\\"))
    return splitWords(value).map((word) => ({ ...word, offset: start }));
  const isBlock = type === "BLOCK_FOLDED" || type === "BLOCK_LITERAL";
  const isQuoted = type === "QUOTE_SINGLE" || type === "QUOTE_DOUBLE";
  // Of a block the first line is its header, which may carry a real comment.
  const from = isBlock ? source.indexOf("\n") + 1 : isQuoted ? 1 : 0;
  const to = isQuoted ? source.length - 1 : source.length;
  return splitWords(source.slice(from, to)).map((word) => ({ ...word, offset: start + from + word.offset }));
}

/** The entries of a list as its author meant them: without what looks like a comment there. */
export function readMeantEntries(text: string, list: unknown): readonly string[] {
  if (!isScalar(list) || typeof list.value !== "string") return [];
  return findListWords(text, list as Scalar<string>).flatMap((word) =>
    word.text.startsWith("#") ? [] : [word.text],
  );
}

const hidden = "\u0000";

function splitWords(text: string): readonly ListWord[] {
  const plain = hideExpressions(text);
  return [...plain.matchAll(/#[^\n]*|[^\s#][^\s]*/g)].map(({ 0: word, index }) => ({
    text: text.slice(index, index + word.length),
    offset: index,
    isComputed: word.includes(hidden),
  }));
}

/** Puts as many other characters in the place of each expression. */
function hideExpressions(text: string): string {
  const parts = splitTemplate(text) ?? [{ kind: "text", text } as const];
  return parts.map((part) => (part.kind === "text" ? part.text : hidden.repeat(part.source.length))).join("");
}
