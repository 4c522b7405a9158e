/**
 * Cuts a text into lines of at most `width` characters, between words; a word that is longer stays whole where it is one, as whoever copies an
 * endpoint needs all of it.
 */
export function fold(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What stands before a line's text, and before what explains a word in front of it: where the line goes on when it is too long. */
const hanging = /^(?: *\S+(?: \S+)* {2,}| *)/;

/** A line of a paragraph; those that say how a command is called stay as they are. */
const prose = /^(?!usage:)\S/;

/** Lays out a help text for a width: where it is too wide, paragraphs flow anew, and what explains an option goes on below itself. */
export function foldHelp(text: string, width: number): string {
  const lines = text.split("\n");
  if (lines.every(({ length }) => length <= width)) return text;
  return joinLines(lines)
    .flatMap((line) => {
      const indent = hanging.exec(line)?.[0].length ?? 0;
      // Too narrow for two columns.
      if (line.length <= width || width - indent < 20) return [line];
      const [first = "", ...rest] = fold(line.slice(indent), width - indent);
      return [line.slice(0, indent) + first, ...rest.map((part) => " ".repeat(indent) + part)];
    })
    .join("\n");
}

/** Joins the lines of a paragraph, and those of an explanation, into one each. */
function joinLines(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1) ?? "";
    const goesOn =
      (prose.test(line) && prose.test(last)) || (/^ {10,}\S/.test(line) && /^ +\S.* {2,}\S/.test(last));
    if (goesOn) joined[joined.length - 1] = `${last} ${line.trim()}`;
    else joined.push(line);
  }
  return joined;
}
