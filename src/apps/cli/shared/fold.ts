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

/** Lays out a help text for a width: a line that is too long goes on below its explanation. */
export function foldHelp(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const indent = hanging.exec(line)?.[0].length ?? 0;
      // Too narrow for two columns.
      if (line.length <= width || width - indent < 20) return [line];
      const [first = "", ...rest] = fold(line.slice(indent), width - indent);
      return [line.slice(0, indent) + first, ...rest.map((part) => " ".repeat(indent) + part)];
    })
    .join("\n");
}
