import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";

/** GitHub's styles for Markdown, in light colours. */
export const markdownStyles = readFileSync(
  fileURLToPath(import.meta.resolve("github-markdown-css/github-markdown-light.css")),
  "utf8",
);

const alertTitles = {
  NOTE: "Note",
  TIP: "Tip",
  IMPORTANT: "Important",
  WARNING: "Warning",
  CAUTION: "Caution",
} as const;

/**
 * The HTML of Markdown as GitHub shows it: the inside of an element with the class `markdown-body`. In issues, pull requests and comments an
 * end of line is a line break; in files (`isFile`) it is a space.
 */
export function renderMarkdown(markdown: string, { isFile }: { readonly isFile: boolean }): string {
  const html = new Marked({ gfm: true, breaks: !isFile }).parse(markdown, { async: false });
  return html.replaceAll(
    /<blockquote>\s*<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:<br>)?\s*([\s\S]*?)<\/blockquote>/g,
    (_, kind: keyof typeof alertTitles, inside: string) =>
      `<div class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${alertTitles[kind]}</p><p>${inside}</div>`,
  );
}
