import { fold } from "./fold.ts";
import { paint, plain, terminalWidth } from "./terminal.ts";

/** Which columns a table can do without, by their heads, the least important first. */
export interface TableOptions {
  readonly drop?: readonly string[];
  /** In characters; by default that of the terminal, and none in a pipe or a file. */
  readonly width?: number;
}

const gap = 2;
/** Narrower than this the last column is left as it is. */
const narrowest = 12;
/** Columns are left out only until the last one has so much room, or all that it needs. */
const foldedWidth = 24;

/**
 * Lays out rows of foreign text in columns as wide as their widest cell. Where that is wider than the terminal, the least important columns are left out, and
 * said to be; then the last column goes on in the next line.
 */
export function formatTable(
  head: readonly string[],
  foreignRows: readonly (readonly string[])[],
  { drop = [], width = terminalWidth() }: TableOptions = {},
): string {
  const rows = foreignRows.map((row) => row.map(plain));
  let shown = head.map((_, column) => column);
  const dropped: string[] = [];
  for (const title of drop) {
    if (neededFor(head, rows, shown) <= width) break;
    shown = shown.filter((column) => head[column] !== title);
    dropped.push(title);
  }
  // What was left out before a wide column may fit in its place.
  for (const title of dropped.toReversed()) {
    const more = head.flatMap((name, column) => (shown.includes(column) || name === title ? [column] : []));
    if (neededFor(head, rows, more) > width) continue;
    shown = more;
    dropped.splice(dropped.indexOf(title), 1);
  }
  const pick = (row: readonly string[]): string[] => shown.map((column) => row[column] ?? "");
  const widths = widthsOf(head, rows, shown);
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + gap, gap);
  const room = Math.max(width - before, narrowest);
  const lines = [
    paint("dim", formatRow(pick(head), widths)),
    ...rows.flatMap((row) => foldRow(pick(row), widths, room)),
  ];
  if (dropped.length > 0) lines.push(paint("dim", `  (not shown here: ${dropped.join(", ")})`));
  return lines.map((line) => `${line}\n`).join("");
}

function widthsOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  shown: readonly number[],
): readonly number[] {
  return shown.map((column) =>
    Math.max(head[column]?.length ?? 0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
}

/** How wide a table must be at least: its last column may go on in the next line. */
function neededFor(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  shown: readonly number[],
): number {
  const widths = widthsOf(head, rows, shown);
  return widths.reduce((sum, one, at) => {
    const isLast = at === widths.length - 1;
    return sum + gap + (isLast ? Math.min(one, foldedWidth) : one);
  }, 0);
}

/** A row, its last cell folded below itself. */
function foldRow(row: readonly string[], widths: readonly number[], room: number): readonly string[] {
  const [first = "", ...more] = fold(row.at(-1) ?? "", room);
  const others = row.slice(0, -1);
  return [[...others, first], ...more.map((part) => [...others.map(() => ""), part])].map((cells) =>
    formatRow(cells, widths),
  );
}

function formatRow(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)));
  return `  ${padded.join("  ")}`.trimEnd();
}
