import { styleText } from "node:util";
import { stripAnsi } from "../../../shared/strip-ansi.ts";

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

/** Lays out rows in columns as wide as their widest cell; the last column is left ragged. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const format = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join("  ")}`.trimEnd();
  return [paint("dim", format(head)), ...rows.map(format)].map((line) => `${line}\n`).join("");
}
