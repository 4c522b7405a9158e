import { formatPatch, structuredPatch } from "diff";
import { inertLine, paint } from "./terminal.ts";

/** The difference of two texts of one file as `diff -u` writes it, but for what a terminal would obey; empty if there is none. */
export function formatDifference(path: string, before: string, after: string): string {
  if (before === after) return "";
  const name = path.replace(/^\.?\//, "");
  const patch = structuredPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
  });
  return formatPatch(patch)
    .split("\n")
    .filter((line) => !/^(?:Index: |=+$)/.test(line))
    .map(inertLine)
    .map((line) => {
      if (line.startsWith("+")) return paint("green", line);
      return line.startsWith("-") ? paint("red", line) : line;
    })
    .join("\n");
}
