import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import data from "../../../src/domain/harden-runner/versions.json" with { type: "json" };

/** The versions at which something of the table begins or ends. */
const ends = new Set(
  [...data.statements, ...data.inputs, ...data.implicit].flatMap((row) =>
    ["since" in row ? row.since : undefined, "below" in row ? row.below : undefined].filter(
      (end) => end !== undefined,
    ),
  ),
);
const newest = data.tags.at(-1)?.tag ?? "";
/** Those that people read, and the sentences that stand too deep to ask the table. */
const documents = ["README.md", "SECURITY.md", "ARCHITECTURE.md"].concat(
  ["docs", "views", "src/domain/text/sentences"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(?:md|eta|ts)$/.test(name))
      .map((name) => `${folder}/${name}`),
  ),
);

test.each(documents)("%s names no version of Harden-Runner at which the table has nothing", (path) => {
  const named = readFileSync(path, "utf8").match(/\bv2\.\d+\.\d+\b/g) ?? [];
  expect(named.filter((version) => !ends.has(version) && version !== newest)).toEqual([]);
});

test.each([
  ["README.md", `What is said here holds for its ${newest}.`],
  ["docs/trust.md", `What is said here holds for Harden-Runner ${newest}, `],
])("what %s says of Harden-Runner is said to hold for the newest release of the table", (page, sentence) => {
  expect(readFileSync(page, "utf8")).toContain(sentence);
});
