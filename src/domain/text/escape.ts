/** Names are read, not studied: what is longer is cut. */
const longestName = 80;
/** More than the longest endpoint, a host of 253 characters with its port. */
const longestCode = 300;
const longestSentence = 500;
const mostNames = 4;
/** More than a command with the longest file, job, host and reason. */
const longestCommand = 1_500;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // Entities are decoded before GitHub looks for mentions and references; the invisible space behind keeps them dead.
  "@": "&#64;&#8203;",
  "#": "&#35;&#8203;",
};

// What Markdown may read as more than itself within a line. An underscore inside a word is not.
const special = /[&<>"'`*~[\]|\\$@#!{}]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/**
 * Foreign text for Markdown, as one line of plain text wherever it stands: in a paragraph, a list or a table's cell. It
 * cannot format, link, mention, refer, end a cell or a comment, or hide its direction. Cut behind 80 characters.
 */
export function escapeText(text: unknown, longest: number = longestName): string {
  return escapeLine(oneLine(String(text), longest));
}

function escapeLine(line: string): string {
  return line
    .replace(special, entityOf)
    .replace(/:(?=\/\/)/g, "&#58;")
    .replace(/(?<=www)\./gi, "&#46;")
    .replace(/(?<=\bGH)-(?=\d)/gi, "-&#8203;")
    .replace(/^[-+=](?= |$|[-+=])/, entityOf)
    .replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");
}

/** Foreign text for a table's cell; a cell that would be empty holds a dash. */
export function escapeCell(text: unknown, longest?: number): string {
  const escaped = escapeText(text, longest);
  return escaped === "" ? "–" : escaped;
}

/**
 * A foreign sentence, in a paragraph or a table's cell: as `escapeText`, but what stands between backticks is in the type of code, and what is
 * too long is cut behind a word.
 */
export function escapeSentence(text: unknown, longest: number = longestSentence): string {
  const line = oneLine(String(text), longest);
  const isCut = line.endsWith("…") && !String(text).trim().endsWith("…");
  const parts = (isCut ? line.replace(/\s\S*…$/u, " …") : line).split("`");
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return escapeLine(part);
      const isClosed = index < parts.length - 1;
      if (isClosed && part !== "") return code(part);
      return escapeLine(isClosed ? "``" : `\`${part}`);
    })
    .join("");
}

/** Foreign names in one cell: the first four, and how many more there are. */
export function cellOfNames(names: readonly string[]): string {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  const shown = names.slice(0, mostNames).map((name) => escapeCell(name));
  return shown.length === 0 ? "–" : `${shown.join(", ")}${more}`;
}

/** A name, a path or an endpoint in the type of code, also in a table's cell. Cut behind 300 characters. */
export function code(text: string, longest: number = longestCode): string {
  if (text.length <= longest && /^[\w.*:/-]+(?: [\w.*:/-]+)*$/.test(text)) return `\`${text}\``;
  return `<code>${escapeCell(text, longest)}</code>`;
}

/** A whole command to copy, whose words may be foreign. Never cut: what is cut would be another command. */
export function command(line: string): string {
  return /^[\w.*:/ -]+$/.test(line) ? `\`${line}\`` : `<code>${escapeText(line, longestCommand)}</code>`;
}

/** A whole command as a block that GitHub lets people copy. Its words may be foreign. */
export function block(line: string): string {
  return /^[\w.*:/ -]+$/.test(line)
    ? `\`\`\`text\n${line}\n\`\`\``
    : `<pre>${escapeText(line, longestCommand)}</pre>`;
}

/**
 * Foreign text for a title or a commit's message, which GitHub searches for mentions and words such as `fixes #1` without
 * reading Markdown: letters, digits and the few signs that names are made of.
 */
export function plainName(text: string, longest: number): string {
  return oneLine(text, longest).replace(/[^\p{L}\p{M}\p{N}._ …-]/gu, "_");
}

/** Text without line ends, control and direction characters and halves of characters, of at most so many characters. */
export function oneLine(text: string, longest: number): string {
  // Four times as much is enough for what is dropped from any honest text, and bounds the work for every other.
  const clean = text
    .slice(0, longest * 4)
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const characters = [...clean];
  if (characters.length <= longest && text.length <= longest * 4) return clean;
  return `${characters.slice(0, longest - 1).join("")}…`;
}

function entityOf(character: string): string {
  return entities[character] ?? `&#${character.codePointAt(0)};`;
}
