import { styleText } from "node:util";
import { stripAnsi } from "../../../shared/strip-ansi.ts";
import { foldHelp } from "./fold.ts";

type Style = Parameters<typeof styleText>[0];

const noColor = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "";

/** Styles a text if standard output is a terminal that may show colours. */
export function paint(style: Style, text: string): string {
  return process.stdout.isTTY && !noColor ? styleText(style, text) : text;
}

/** What may move the cursor, hide text or change its direction, and every character that nobody sees. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Foreign text made safe for a terminal: no control or direction characters, and not longer than a line should be. */
export function plain(text: string): string {
  return stripAnsi(text).replace(unseen, "?").slice(0, 300);
}

/** A line of a foreign file as it is, but for what a terminal would obey, which is shown as `\u{1b}`. Tabs and a CRLF stay. */
export function inertLine(line: string): string {
  const end = line.endsWith("\r") ? "\r" : "";
  const shown = line.slice(0, line.length - end.length).replace(unseen, (character) => {
    return character === "\t" ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return shown + end;
}

/** A value as JSON that says the same and has no character that a terminal would obey. */
export function toJsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(unseen, (character) =>
    // The line ends and spaces between values are JSON's own; within texts they are escaped.
    character === "\n" ? character : escapeUnits(character),
  );
}

function escapeUnits(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** How many characters a line of the terminal holds; in a pipe or a file as many as there are. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** A text no wider than the terminal: what is too long goes on below where it began. */
export function fitText(text: string): string {
  return foldHelp(text, terminalWidth());
}

/** Prints the text of `--help`, no wider than the terminal. */
export function printHelp(text: string): void {
  process.stdout.write(fitText(text));
}
