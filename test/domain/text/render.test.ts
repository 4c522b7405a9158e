import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a pattern captures in the files of a folder with such an ending. */
function findIn(folder: string, ending: string, pattern: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .flatMap((file) => [...readFileSync(join(root, folder, file), "utf8").matchAll(pattern)])
    .map(([, name]) => name ?? "");
}

test("every template that is named is there, and every one that is there is named", () => {
  const rendered = findIn("src", ".ts", /\brender\(\s*"([^"]*)"/g);
  const included = findIn("views", ".eta", /\binclude\("\.\/([^"]*)"/g);
  const there = readdirSync(join(root, "views")).map((file) => file.replace(/\.eta$/, ""));
  expect([...new Set([...rendered, ...included])].sort()).toEqual(there.sort());
});
