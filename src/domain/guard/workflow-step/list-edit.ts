import { isScalar, type Pair, type Scalar } from "yaml";
import { splitAgentList } from "../../endpoint/agent-list.ts";
import { splitAtWhiteSpace } from "../../endpoint/entry.ts";
import { findPatternConflict, missingEntries, type PatternConflict } from "../../endpoint/entry-list.ts";
import { editNotes, listRefusalWords } from "../../text/sentences/edit-refusals.ts";
import { columnOf, indentOf, lineBreakAt, lineEnd, nextLine } from "../../workflow/lines.ts";
import { readMeantEntries } from "../list-words.ts";
import { type Splice, staysBelow } from "./splice.ts";

/** How an existing `allowed-endpoints` becomes complete. */
export type ListEdit =
  | {
      readonly ok: true;
      readonly splices: readonly Splice[];
      /** The entries in the end, in order, as the agent will read them. */
      readonly entries: readonly string[];
      readonly note: string | null;
    }
  | {
      readonly ok: false;
      readonly code: "expression" | "unsupported-value" | PatternConflict["code"];
      readonly message: string;
    };

/** Adds what is missing to the list that stands in `pair`, in the layout it has; mends a layout that the agent misreads. */
export function editList(text: string, pair: Pair, wanted: readonly string[], isFlow: boolean): ListEdit {
  const node = pair.value;
  if (node !== null && !isScalar(node)) return refuse(listRefusalWords.noText);
  if (node === null || node.range === undefined || node.range === null)
    return refuse(listRefusalWords.noPlace);
  if (node.tag !== undefined) return refuse(listRefusalWords.tag);
  const [start, end] = node.range;
  const source = text.slice(start, end);
  // An escape may hide an expression from the source.
  if (source.includes("${{") || String(node.value).includes("${{")) {
    return {
      ok: false,
      code: "expression",
      message: listRefusalWords.expression,
    };
  }
  if (node.value !== null && typeof node.value !== "string") return refuse(listRefusalWords.noText);
  const value = node.value ?? "";
  if (value.trim() === "") return fillEmpty(text, pair, node, wanted, isFlow);
  const isBlock = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
  if (isMisread(value)) {
    return isFlow ? refuse(listRefusalWords.splitsAtSpacesInLine) : convert(text, node, wanted);
  }
  const existing = splitAgentList(value);
  const conflict = findPatternConflict(existing, wanted);
  if (conflict !== null) return { ok: false, ...conflict };
  const missing = missingEntries(existing, wanted);
  const entries = [...existing, ...missing];
  if (missing.length === 0) return { ok: true, splices: [], entries, note: null };
  // One line of a literal block reads well, two do not.
  if (node.type === "BLOCK_LITERAL" || (isBlock && hidesItsEnd(node, source)))
    return convert(text, node, wanted);
  if (hidesItsEnd(node, source)) {
    return refuse(listRefusalWords.hiddenEnd);
  }
  if (isBlock) return { ok: true, splices: [appendToBlock(text, node, missing)], entries, note: null };
  return { ok: true, splices: [appendInline(text, node, missing)], entries, note: null };
}

/** The agent splits at the space alone, so a line end or tab inside sticks to an entry; a `#` starts no comment there. */
function isMisread(value: string): boolean {
  return /[^\S ]/.test(value.trim()) || splitAtWhiteSpace(value).some((part) => part.startsWith("#"));
}

/** Whether what stands at the list's end, which the action trims, would stick to an entry that follows it. */
function hidesItsEnd({ type, value }: Scalar, source: string): boolean {
  const start = String(value).trimStart();
  // Line ends of the file become spaces there; those that escapes write stay what they are.
  if (type !== "QUOTE_DOUBLE" || !source.includes("\\")) return /[^\S \n]/.test(start);
  return /[^\S ]/.test(start) || source.slice(0, -1).trimEnd().endsWith("\\");
}

function appendToBlock(text: string, node: Scalar, missing: readonly string[]): Splice {
  const last = lastContentLine(text, node);
  const indent = " ".repeat(indentOf(text.slice(last.start, last.end)));
  const lineBreak = lineBreakAt(text, last.start);
  return {
    at: last.end,
    remove: 0,
    insert: missing.map((entry) => `${lineBreak}${indent}${entry}`).join(""),
  };
}

/** The last line of a block scalar that is not blank. Its trailing blank lines belong to what follows. */
function lastContentLine(text: string, node: Scalar): { start: number; end: number } {
  const [from = 0, to = 0] = node.range ?? [];
  let found = { start: from, end: lineEnd(text, from) };
  for (let at = nextLine(text, from); at < to; at = nextLine(text, at)) {
    const end = lineEnd(text, at);
    if (text.slice(at, end).trim() !== "") found = { start: at, end };
  }
  return found;
}

function appendInline(text: string, node: Scalar, missing: readonly string[]): Splice {
  const [start = 0, end = 0] = node.range ?? [];
  const source = text.slice(start, end);
  const isQuoted = node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE";
  const at = isQuoted ? end - 1 : end;
  const lastBreak = source.lastIndexOf("\n");
  if (lastBreak < 0) return { at, remove: 0, insert: missing.map((entry) => ` ${entry}`).join("") };
  const indent = " ".repeat(indentOf(source.slice(lastBreak + 1)));
  const lineBreak = lineBreakAt(text, start + lastBreak);
  // A closing quote on a line of its own stays there.
  const body = isQuoted ? text.slice(start, at).trimEnd().length + start : at;
  return { at: body, remove: 0, insert: missing.map((entry) => `${lineBreak}${indent}${entry}`).join("") };
}

function fillEmpty(
  text: string,
  pair: Pair,
  node: Scalar,
  wanted: readonly string[],
  isFlow: boolean,
): ListEdit {
  const entries = missingEntries([], wanted);
  if (entries.length === 0) return { ok: true, splices: [], entries, note: null };
  const key = pair.key;
  if (!isScalar(key) || key.range === undefined || key.range === null) return refuse(listRefusalWords.noKey);
  const [start = 0, end = 0] = node.range ?? [];
  const colon = text.indexOf(":", key.range[1]);
  if (text.slice(key.range[1], colon).trim() !== "") return refuse(listRefusalWords.noColon);
  if (isFlow) {
    const separator = text[start - 1] === ":" ? " " : "";
    return {
      ok: true,
      splices: [{ at: start, remove: end - start, insert: `${separator}"${entries.join(" ")}"` }],
      entries,
      note: null,
    };
  }
  const isBlock = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
  const hasSource = isBlock || end > start;
  if (hasSource && lineEnd(text, colon) < start) return refuse(listRefusalWords.emptyElsewhere);
  const bottom = lineEnd(text, hasSource && !isBlock ? end : colon);
  const indent = columnOf(text, key.range[0]) + 2;
  if (!staysBelow(text, bottom, indent)) {
    return refuse(listRefusalWords.emptyAboveComment);
  }
  const lineBreak = lineBreakAt(text, key.range[0]);
  const lines = entries.map((entry) => `${lineBreak}${" ".repeat(indent)}${entry}`).join("");
  const header = hasSource
    ? { at: start, remove: sourceLength(text, node, isBlock), insert: ">" }
    : { at: colon + 1, remove: 0, insert: " >" };
  return { ok: true, splices: [header, { at: bottom, remove: 0, insert: lines }], entries, note: null };
}

/** The length of an empty scalar: of a block only the indicator, of another all of it. */
function sourceLength(text: string, node: Scalar, isBlock: boolean): number {
  const [start = 0, end = 0] = node.range ?? [];
  return isBlock ? (blockIndicator.exec(text.slice(start, end))?.[0].length ?? 1) : end - start;
}

const blockIndicator = /^[|>][-+0-9]*/;

/** Writes a list anew as a folded block, one entry a line, in the order it had. */
function convert(text: string, node: Scalar, wanted: readonly string[]): ListEdit {
  const [start = 0, end = 0] = node.range ?? [];
  const source = text.slice(start, end);
  const isBlock = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
  if (!isBlock) return refuse(listRefusalWords.splitsAtSpaces);
  const lines = source.split("\n").slice(1);
  const dropped = lines.some((line) => /(?:^|\s)#/.test(line));
  const existing = readMeantEntries(text, node);
  const conflict = findPatternConflict(existing, wanted);
  if (conflict !== null) return { ok: false, ...conflict };
  const entries = [...existing, ...missingEntries(existing, wanted)];
  const firstLine = lines.find((line) => line.trim() !== "") ?? "";
  const indent = " ".repeat(indentOf(firstLine));
  const lineBreak = lineBreakAt(text, start);
  const last = lastContentLine(text, node);
  const headerEnd = lineEnd(text, start);
  const indicator = blockIndicator.exec(source)?.[0] ?? "|";
  const chomping = /[-+]/.exec(indicator)?.[0] ?? "";
  return {
    ok: true,
    splices: [
      { at: start, remove: indicator.length, insert: `>${chomping}` },
      {
        at: headerEnd,
        remove: last.end - headerEnd,
        insert: entries.map((entry) => `${lineBreak}${indent}${entry}`).join(""),
      },
    ],
    entries,
    note: dropped ? editNotes.commentDropped : editNotes.lineEndsFolded,
  };
}

function refuse(message: string): ListEdit {
  return { ok: false, code: "unsupported-value", message };
}
