const longestAnswer = 600;

/** That what was asked for is not done yet. */
export function sayAsked(): string {
  return "The bot is working on it. Reload this page in a moment to see what became of it.";
}

/** Why somebody's click on a page changes nothing. */
export function sayNotAWriter(): string {
  return "Nothing was changed: this needs write access to the repository.";
}

/** Why a decision says what it says, for those who read it later. `place` is `ci.yml:build`. All text is foreign. */
export function sayOnPage(reason: string, place: string): string {
  return reason === "" ? `on the page of ${place}` : `${reason} (on the page of ${place})`;
}

/** What a page says of the answer to a command, which is Markdown. */
export function sayDoneOnPage(answer: string): string {
  return plainText(answer) || "Done.";
}

/** The same where the command was not obeyed. */
export function sayNotDoneOnPage(answer: string): string {
  return plainText(answer) || "Nothing was changed.";
}

/** The first paragraphs of a Markdown text in plain words, without tables, lists and hidden marks. */
function plainText(markdown: string): string {
  const paragraphs = markdown
    .replace(/<!--[\s\S]*?-->/g, "")
    .split(/\n\s*\n/)
    .filter((paragraph) => !/^\s*(?:[|>#]|- |<)/.test(paragraph));
  const words = paragraphs
    .slice(0, 2)
    .join(" ")
    .replace(/\[([^[\]\n]*)\]\([^()\s]*\)/g, "$1")
    // What is in the type of code stays as it is, two stars too.
    .replace(/(?<!\\)`([^`]*)`|(?<!\\)(?:\*\*|`)|<\/?code>/g, "$1")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/&(?:(lt|gt|amp|quot)|#(\d{1,6}));/g, (_, name = "", number = "") => decode(name, number))
    .replace(/\s+/g, " ")
    .trim();
  return [...words].length > longestAnswer ? `${[...words].slice(0, longestAnswer).join("")}…` : words;
}

/** An entity that escaping has written. The invisible space was for GitHub alone. */
function decode(name: string, number: string): string {
  if (number === "8203") return "";
  return number === "" ? (entities[name] ?? "") : String.fromCodePoint(Number(number));
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
