import { indentOf, lineBreakAt, lineEnd, lineStart, nextLine } from "../../workflow/lines.ts";

/** Replaces `remove` characters at `at` by `insert`. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Applies splices that don't overlap; those at the same place are applied in the order given. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = splices
    .map((splice, order) => ({ ...splice, order }))
    .sort((a, b) => a.at - b.at || a.order - b.order);
  let result = "";
  let at = 0;
  for (const splice of ordered) {
    result += text.slice(at, splice.at) + splice.insert;
    at = splice.at + splice.remove;
  }
  return result + text.slice(at);
}

/** A part of a text, from `start` to before `end`. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** The pieces of a text, put together. */
export function cutPieces(text: string, pieces: readonly Piece[]): string {
  return pieces.map(({ start, end }) => text.slice(start, end)).join("");
}

/**
 * Where splices of an extract, put together from pieces of a whole text of this length, are in the whole, in order. Null if one of
 * them touches the edge of a piece: what follows there in the extract is not what follows in the whole, except at the very end.
 */
export function placeInWhole(
  splices: readonly Splice[],
  pieces: readonly Piece[],
  length: number,
): Splice[] | null {
  const placed: Splice[] = [];
  let index = 0;
  /** Where the piece begins in the extract. */
  let from = 0;
  for (const splice of [...splices].sort((a, b) => a.at - b.at)) {
    let piece = pieces[index];
    while (piece !== undefined && splice.at >= from + piece.end - piece.start && piece.end < length) {
      from += piece.end - piece.start;
      index += 1;
      piece = pieces[index];
    }
    if (piece === undefined || splice.at <= from) return null;
    const at = piece.start + splice.at - from;
    const end = at + splice.remove;
    if (end > piece.end || (end === piece.end && end < length)) return null;
    placed.push({ ...splice, at });
  }
  return placed;
}

/**
 * Inserts lines below the line of `offset`. Comment lines that stand there deeper than the new lines (which begin with
 * `indent` spaces) would become part of the list that ends them, so they stay where they are, above it; and so do lines that
 * begin with a tab, which may not follow a block scalar.
 */
export function insertBelow(text: string, offset: number, lines: readonly string[], indent: number): Splice {
  const lineBreak = lineBreakAt(text, offset);
  let end = lineEnd(text, offset);
  for (let at = nextLine(text, offset); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    const isBlank = line.trim() === "";
    if (!isBlank && !line.trimStart().startsWith("#")) break;
    const isTabbed = line[indentOf(line)] === "\t" && indentOf(line) < indent + 2;
    if (isBlank && !isTabbed) continue;
    if (!isTabbed && indentOf(line) <= indent) break;
    end = lineEnd(text, at);
  }
  return { at: end, remove: 0, insert: lines.map((line) => `${lineBreak}${line}`).join("") };
}

/** Inserts lines above the line of `offset`. */
export function insertAbove(text: string, offset: number, lines: readonly string[]): Splice {
  const lineBreak = lineBreakAt(text, offset);
  return {
    at: lineStart(text, offset),
    remove: 0,
    insert: lines.map((line) => `${line}${lineBreak}`).join(""),
  };
}

/** Whether what stands below the line of `offset` stays out of a block scalar, indented so, that is to end with that line. */
export function staysBelow(text: string, offset: number, indent: number): boolean {
  for (let at = nextLine(text, offset); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    const isBlank = line.trim() === "";
    if (line[indentOf(line)] === "\t" && (!isBlank || indentOf(line) < indent)) return false;
    if (!isBlank) return !line.trimStart().startsWith("#") || indentOf(line) < indent;
  }
  return true;
}
