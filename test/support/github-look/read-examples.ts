import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MarkdownText } from "./measure-texts.ts";

const folder = fileURLToPath(new URL("../../../docs/examples/", import.meta.url));
/** What GitHub shows as plain text. */
const plain = new Set([
  "Title",
  "Labels",
  "Commit message",
  "Reactions",
  "State",
  "Name and conclusion of the check",
  "Title of the check",
  "Annotations",
]);

/** Every text of `docs/examples` that GitHub shows as Markdown, in the order of the files. */
export function readExampleTexts(): readonly MarkdownText[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort()
    .flatMap((file) =>
      readParts(readFileSync(`${folder}${file}`, "utf8"))
        .filter(({ heading }) => !plain.has(heading))
        .map(({ heading, text }) => ({ name: file.replace(/\.md$/, ""), heading, markdown: text })),
    );
}

/** The parts of an example: what stands in a block below each heading. */
export function readParts(example: string): readonly { readonly heading: string; readonly text: string }[] {
  return [...example.matchAll(/^## (.*)\n\n(`{3,})text\n([\s\S]*?)\n\2$/gm)].map(
    ([, heading = "", , text = ""]) => ({ heading, text }),
  );
}
