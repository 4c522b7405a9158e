import { styleText } from "node:util";
import { stripAnsi } from "../../../shared/strip-ansi.ts";
import { foldHelp } from "./fold.ts";

type Style = Parameters<typeof styleText>[0];

const noColor = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "";

/** Styles a text if standard output is a terminal that may show colours. */
export function paint(style: Style, text: string): string {
  return process.stdout.isTTY && !noColor ? styleText(style, text) : text;
}

/** Foreign text made safe for a terminal: no control or direction characters, and not longer than a line should be. */
export function plain(text: string): string {
  return stripAnsi(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?")
    .slice(0, 300);
}

/** How many characters a line of the terminal holds; in a pipe or a file as many as there are. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** Prints the text of `--help`, no wider than the terminal. */
export function printHelp(text: string): void {
  process.stdout.write(foldHelp(text, terminalWidth()));
}
