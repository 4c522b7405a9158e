import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findLiterals, readLiterals } from "./literals.ts";
import { isMark, isSentence } from "./sentences.ts";

const folder = fileURLToPath(new URL("../../src", import.meta.url));
const speaking = /^(?:adapters\/github|apps\/server|domain|features)\//;
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && speaking.test(file))
  .sort();
const literals = new Map(files.map((file) => [file, readLiterals(folder, file)]));

/** Where sentences stand that nobody reads on GitHub, or that are not the bot's, and why. A name with a slash behind it is a folder. */
const exceptions: Readonly<Record<string, string>> = {
  "adapters/github/files/commit.ts": "words of errors, and a query",
  "adapters/github/talk/approvals.ts": "a query",
  "adapters/github/talk/drafts.ts": "queries",
  "adapters/github/talk/read-editor.ts": "a query",
  "apps/server/enter-redis.ts": "printed by `egress serve` where it cannot start",
  "apps/server/web/": "answers to HTTP requests, and their headers",
  "domain/guard/check/": "printed by `egress check`, on a terminal or as SARIF",
  "domain/record/harden-runner/": "what Harden-Runner prints, which is recognised",
  "domain/record/log/": "what the runner prints, which is recognised",
  "features/talk/commands/": "each command states its own line of the help, in its one file",
  "domain/workflow/step-key.ts": "how GitHub's runner names its own steps",
};

function isExcepted(file: string): boolean {
  return Object.keys(exceptions).some((name) => (name.endsWith("/") ? file.startsWith(name) : file === name));
}

function findIn(some: readonly string[], isMeant: (text: string) => boolean): readonly string[] {
  return some.flatMap((file) =>
    (literals.get(file) ?? [])
      .filter(({ text }) => isMeant(text))
      .map(({ text, line }) => `${file}:${line}: ${text}`),
  );
}

test("sentences stand in views/ and domain/text", () => {
  const others = files.filter((file) => !file.startsWith("domain/text/") && !isExcepted(file));
  expect(files.length - others.length).toBeGreaterThan(0);
  expect(findIn(others, isSentence)).toEqual([]);
});

test("labels, names of checks and hidden marks stand in domain/marks", () => {
  const others = files.filter((file) => !file.startsWith("domain/marks/"));
  expect(findIn(others, isMark)).toEqual([]);
});

test.each(Object.keys(exceptions))("the exception %s is needed", (name) => {
  const excepted = files.filter((file) => (name.endsWith("/") ? file.startsWith(name) : file === name));
  expect(findIn(excepted, isSentence)).not.toEqual([]);
});

test.each([
  ["a sentence", 'const text = "the list is empty";', ["the list is empty"]],
  ["a template", "const text = `${job} has no list yet`;", ["… has no list yet"]],
  ["a sentence behind `as const`", 'const words = { empty: "no list yet" } as const;', ["no list yet"]],
  ["a sentence in a call", 'tell(repository, "no list yet");', ["no list yet"]],
  ["few words", 'const code = "too few";', []],
  ["an error", 'throw new StartError("down", "Redis cannot be reached");', []],
  [
    "an error's own words",
    'class LateError extends Error { constructor() { super("it came too late"); } }',
    [],
  ],
  ["a line of the log", 'log.warn({ queue }, "a task has failed");', []],
  ["a type", 'type State = "not yet known" | "known";', []],
  ["the description of a setting", 'whole(1, 200).meta({ description: "Runs to be seen." });', []],
  ["an import", 'import { one } from "a file of ours";', []],
])("%s is told from what is none", (_, code, texts) => {
  expect(
    findLiterals(code)
      .map(({ text }) => text)
      .filter(isSentence),
  ).toEqual(texts);
});

test.each([
  ["<!-- egress-bot:answer=… -->", true],
  ["egress-repair", true],
  ["egress-bot trial", true],
  ["egress-bot/", true],
  ["egress", true],
  ["egress-policy", false],
  ["egress-policy: audit", false],
  ["/egress propose JOB", false],
])("whether %s is a mark: %s", (text, expected) => {
  expect(isMark(text)).toBe(expected);
});
