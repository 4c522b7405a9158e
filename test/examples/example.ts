import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/** One part of what is sent to GitHub, such as a title, a body or a comment, as it is sent. */
export type Part = readonly [heading: string, text: string];

/** One text that people read on GitHub, or a few of a kind, as a file in docs/examples shows it. */
export interface Example {
  /** The file's name without `.md`. */
  readonly name: string;
  /** Which text it is, for the first heading. */
  readonly what: string;
  /** When people see it, as a sentence. */
  readonly when: string;
  /** Has the text written and returns what GitHub got. Called in a world of its own, with the time stopped. */
  readonly write: () => Promise<readonly Part[]>;
}

const folder = fileURLToPath(new URL("../../docs/examples/", import.meta.url));
/** Set to 1, it has the files written that differ, or are missing. */
const mayWrite = process.env.UPDATE_EXAMPLES === "1";

/** The names of the files in docs/examples. Sorted. */
export function listFiles(): readonly string[] {
  return readdirSync(folder).sort();
}

/** The text of a file in docs/examples; null where there is none. */
export function readFile(name: string): string | null {
  return listFiles().includes(name) ? readFileSync(`${folder}${name}`, "utf8") : null;
}

/** Holds a file in docs/examples to its text: one that is missing, or differs, fails the test. */
export function holdFile(name: string, text: string): void {
  if (mayWrite) writeFileSync(`${folder}${name}`, text);
  const hint = `docs/examples/${name} differs: look at the difference, then UPDATE_EXAMPLES=1 npx vitest run test/examples`;
  expect(readFile(name), hint).toBe(text);
}

/** Each part stands in a block of its own, in which every character is shown as it was sent. */
export function renderExample({ what, when }: Example, parts: readonly Part[]): string {
  const blocks = parts.map(([heading, text]) => {
    const shown = normalise(text);
    const longest = Math.max(2, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
    const fence = "`".repeat(longest + 1);
    return `## ${normalise(heading)}\n\n${fence}text\n${shown}\n${fence}\n`;
  });
  return `# ${what}\n\n${when}\n\n${blocks.join("\n")}`;
}

export function renderIndex(examples: readonly Example[]): string {
  const lines = examples.map(({ name, what }) => `- [${name}.md](${name}.md): ${what}\n`);
  return [
    "# What the bot writes on GitHub\n\n",
    "One example of every text, as it is sent, with its hidden marks. The tests in `test/examples` write these files and hold them; ",
    "after a change of words, `UPDATE_EXAMPLES=1 npx vitest run test/examples` writes them anew.\n\n",
    ...lines,
  ].join("");
}

/** Replaces what is another in each run of the tests: the fake GitHub's port, and what follows from it. */
function normalise(text: string): string {
  return text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "https://github.com")
    .replaceAll(/egress-bot:text=[0-9a-f]{64}/g, "egress-bot:text=SHA256")
    .replaceAll(/egress-bot:closed=[0-9a-f]{40}/g, "egress-bot:closed=COMMIT")
    .replaceAll(/egress-bot:answer=\d+/g, "egress-bot:answer=COMMENT")
    .replaceAll(/egress-bot:ticks=[0-9a-f]{16}/g, "egress-bot:ticks=TICK");
}
