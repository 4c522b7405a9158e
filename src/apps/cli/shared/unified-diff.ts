import { formatPatch, structuredPatch } from "diff";
import { lineStart, nextLine } from "../../../domain/workflow/lines.ts";
import { paint } from "./terminal.ts";

const context = 3;

/** The difference of two texts of one file as `diff -u` writes it; empty if there is none. */
export function formatDifference(path: string, before: string, after: string): string {
  if (before === after) return "";
  const name = path.replace(/^\.?\//, "");
  const same = countSameLines(before, after);
  // Only what lies between the first and the last difference is compared line by line.
  const patch = structuredPatch(
    `a/${name}`,
    `b/${name}`,
    same.cut(before),
    same.cut(after),
    undefined,
    undefined,
    { context },
  );
  for (const hunk of patch.hunks) {
    hunk.oldStart += same.linesBefore;
    hunk.newStart += same.linesBefore;
  }
  return formatPatch(patch)
    .split("\n")
    .filter((line) => !/^(?:Index: |=+$)/.test(line))
    .map((line) => {
      if (line.startsWith("+")) return paint("green", line);
      return line.startsWith("-") ? paint("red", line) : line;
    })
    .join("\n");
}

/** What two texts have in common at both ends, in whole lines and less the context that a difference shows. */
function countSameLines(a: string, b: string): { readonly linesBefore: number; cut(text: string): string } {
  const shorter = Math.min(a.length, b.length);
  const prefix = findLargest(shorter, (from, to) => b.startsWith(a.slice(from, to), from));
  const suffix = findLargest(shorter - prefix, (from, to) =>
    b.endsWith(a.slice(a.length - to, a.length - from), b.length - from),
  );
  let start = lineStart(a, prefix);
  for (let line = 0; line < context && start > 0; line += 1) start = lineStart(a, start - 1);
  let end = a.length - suffix;
  for (let line = 0; line <= context && end < a.length; line += 1) end = nextLine(a, end);
  const kept = a.length - end;
  const linesBefore = a.slice(0, start).split("\n").length - 1;
  return { linesBefore, cut: (text) => text.slice(start, text.length - kept) };
}

/** How far, up to `most`, a condition holds for all that is between zero and there; each stretch is asked about on its own. */
function findLargest(most: number, holds: (from: number, to: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(low, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
