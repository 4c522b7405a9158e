import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, foldHelp } from "../../../../src/apps/cli/shared/fold.ts";
import { formatTable } from "../../../../src/apps/cli/shared/table.ts";

const head = ["allow", "runs", "processes", "flags"];
const rows = [
  ["packages.example.org:443", "15 of 15", "npm ci", ""],
  ["github.com:443", "1 of 15", "git-remote-http", "rare, exfiltration-capable"],
];
const drop = ["processes", "runs"];

test.each<[number, readonly string[]]>([
  [
    200,
    [
      "  allow                     runs      processes        flags",
      "  packages.example.org:443  15 of 15  npm ci",
      "  github.com:443            1 of 15   git-remote-http  rare, exfiltration-capable",
    ],
  ],
  [
    70,
    [
      "  allow                     runs      flags",
      "  packages.example.org:443  15 of 15",
      "  github.com:443            1 of 15   rare, exfiltration-capable",
      "  (not shown here: processes)",
    ],
  ],
  [
    50,
    [
      "  allow                     flags",
      "  packages.example.org:443",
      "  github.com:443            rare,",
      "                            exfiltration-capable",
      "  (not shown here: processes, runs)",
    ],
  ],
])("a table for %d characters", (width, lines) => {
  expect(formatTable(head, rows, { drop, width }).trimEnd().split("\n")).toEqual(lines);
});

test("the last column goes on in the next line before it is left out, and what fits in its place is shown", () => {
  const seen = ["endpoint", "via", "first", "processes"];
  const long = ["a".repeat(40), "called", "12:08:59", "curl, git-remote-http, java"];
  const show = (width: number): string[] =>
    formatTable(seen, [long], { drop: ["first", "via", "processes"], width })
      .trimEnd()
      .split("\n");
  expect(show(74)).toEqual([
    `  ${"endpoint".padEnd(40)}  processes`,
    `  ${"a".repeat(40)}  curl, git-remote-http, java`,
    "  (not shown here: first, via)",
  ]);
  expect(show(68)).toEqual([
    `  ${"endpoint".padEnd(40)}  processes`,
    `  ${"a".repeat(40)}  curl, git-remote-http,`,
    `  ${" ".repeat(40)}  java`,
    "  (not shown here: first, via)",
  ]);
  expect(show(60)).toEqual([
    `  ${"endpoint".padEnd(40)}  via     first`,
    `  ${"a".repeat(40)}  called  12:08:59`,
    "  (not shown here: processes)",
  ]);
});

test("a table is no wider than the terminal where its words and the columns that stay let it", () => {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  const cell = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, cell, cell), { minLength: 1 }),
      fc.integer({ min: 25, max: 90 }),
      (cells, width) => {
        const lines = formatTable(["name", "some", "why"], cells, { drop: ["some"], width }).split("\n");
        for (const line of lines.filter((one) => !one.includes("not shown")))
          expect(line.length).toBeLessThanOrEqual(width);
        for (const [name] of cells) expect(lines.some((line) => line.startsWith(`  ${name}`))).toBe(true);
      },
    ),
  );
});

test("folding keeps every word, in order", () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 40 }), fc.integer({ min: 1, max: 60 }), (text, width) => {
      expect(fold(text, width).join(" ")).toBe(text);
    }),
  );
});

test("a paragraph flows anew, and so does an explanation of several lines", () => {
  const text =
    "usage: egress x [--one]\n       egress x [--two]\n\nShows what would be proposed: for every job how it stands, and what is\nmissing. Writes nothing.\n\n" +
    "  --runs N       runs per workflow, instead of those\n                 of the settings\n";
  expect(foldHelp(text, 40)).toBe(
    "usage: egress x [--one]\n       egress x [--two]\n\nShows what would be proposed: for every\njob how it stands, and what is missing.\nWrites nothing.\n\n" +
      "  --runs N       runs per workflow,\n                 instead of those of the\n                 settings\n",
  );
});

test("a help text goes on below its explanation", () => {
  const text = "usage: egress x\n\n  --bump         move a version of Harden-Runner that must not block\n";
  expect(foldHelp(text, 50)).toBe(
    "usage: egress x\n\n  --bump         move a version of Harden-Runner\n                 that must not block\n",
  );
  expect(foldHelp(text, 200)).toBe(text);
});
