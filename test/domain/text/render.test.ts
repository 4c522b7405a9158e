import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a pattern captures in the files of a folder with such an ending. */
function findIn(folder: string, ending: string, pattern: RegExp, recursive = true): readonly string[] {
  return readdirSync(join(root, folder), { recursive, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .flatMap((file) => [...readFileSync(join(root, folder, file), "utf8").matchAll(pattern)])
    .map(([, name]) => name ?? "");
}

function listTemplates(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".eta"))
    .map((file) => file.replace(/\.eta$/, ""))
    .sort();
}

test("every template that is named is there, and every one that is there is named", () => {
  const rendered = findIn("src", ".ts", /(?<!\beta\.)\brender\(\s*"([^"]*)"/g);
  const included = findIn("views", ".eta", /\binclude\("\.\/([^"]*)"/g, false);
  expect([...new Set([...rendered, ...included])].sort()).toEqual(listTemplates("views"));
});

test("every page that is named is there, and every one that is there is named", () => {
  const named = findIn("src", ".ts", /\btemplate: "([^"]*)"/g);
  expect([...new Set([...named, "style"])].sort()).toEqual(listTemplates("views/pages"));
});

test("every page of the insights that is named is there, and every one that is there is named", () => {
  const kinds = findIn("src/domain/text/pages", "frame.ts", /\breadonly kind: "([^"]*)"/g);
  const included = findIn("views/insights", ".eta", /\binclude\("\.\/([^"]*)"/g);
  expect([...new Set([...kinds, ...included, "frame"])].sort()).toEqual(listTemplates("views/insights"));
});
