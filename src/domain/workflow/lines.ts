/** Where the line that contains `offset` begins. */
export function lineStart(text: string, offset: number): number {
  // Searching backwards from before the start would look at the first character all the same.
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the line that contains `offset` ends, before its line end. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  const end = newline < 0 ? text.length : newline;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}

/** Where the line after the one that contains `offset` begins; the text's length if there is none. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

/** The line end in use around `offset`: that of its line, or, on the last line, of the line above. */
export function lineBreakAt(text: string, offset: number): "\n" | "\r\n" {
  const newline = text.indexOf("\n", offset);
  const nearest = newline < 0 ? text.lastIndexOf("\n", offset) : newline;
  return nearest > 0 && text[nearest - 1] === "\r" ? "\r\n" : "\n";
}

/** How many spaces a line begins with. */
export function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** The column of an offset, counted from 0; a byte order mark has no width. */
export function columnOf(text: string, offset: number): number {
  const line = text.slice(lineStart(text, offset), offset);
  return line.startsWith("\uFEFF") ? line.length - 1 : line.length;
}

/** Whether nothing but spaces and the dashes of sequences stands before an offset in its line, so that its column is an indentation. */
export function isFirstInLine(text: string, offset: number): boolean {
  return /^\uFEFF?[ -]*$/.test(text.slice(lineStart(text, offset), offset));
}
