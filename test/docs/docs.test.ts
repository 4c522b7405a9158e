import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { defaultReadinessSettings } from "../../src/domain/readiness/gate.ts";
import { neededQuietDays, neededQuietRuns } from "../../src/domain/readiness/list-age.ts";

const pages = [".", "docs", "docs/operations"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** A page without the code in it, which is no prose. */
function proseOf(page: string): string {
  return readFileSync(page, "utf8").replace(/^```[\s\S]*?^```$/gm, "");
}

test("the README has at most 900 words, code and tables among them", () => {
  const text = readFileSync("README.md", "utf8").replace(/\]\([^)]*\)/g, "]");
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'’./:@$_-]*/gu) ?? [];
  expect(words.length).toBeGreaterThan(500);
  expect(words.length).toBeLessThanOrEqual(900);
  expect(readFileSync("README.md", "utf8").trim().split(/\s+/).length).toBeLessThanOrEqual(900);
});

test("how long a list must be quiet is what the program asks for, wherever it is said", () => {
  const text = readFileSync("README.md", "utf8") + readFileSync("docs/readiness.md", "utf8");
  const rows = [...text.matchAll(/^\| (\d+) \| (\d+) \| (\d+) \|$/gm)];
  expect(rows).toHaveLength(8);
  for (const row of rows) {
    const [entries = 0, runs, days] = row.slice(1).map(Number);
    const measured = { entries, settings: defaultReadinessSettings };
    expect([neededQuietRuns(measured), neededQuietDays(measured)]).toEqual([runs, days]);
  }
});

test.each(pages)("%s has one title, and its links lead somewhere", (page) => {
  const prose = proseOf(page);
  expect(prose.match(/^# .+$/gm)).toHaveLength(1);
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  for (const link of links.filter((one) => !/^https?:/.test(one))) {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? page : join(dirname(page), file);
    expect(existsSync(target), `${page} links to ${link}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(target), `${page} links to ${link}`).toContain(anchor);
  }
});

/** Headings as GitHub names them in addresses. */
function anchorsOf(page: string): readonly string[] {
  return (proseOf(page).match(/^#+ .+$/gm) ?? []).map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

// The report of a simulation is numbers by rule, and is read as such.
const reports: readonly string[] = ["docs/simulation.md"];

test.each(pages.filter((page) => !reports.includes(page)))(
  "%s has no table of more than four columns",
  (page) => {
    const heads = proseOf(page).match(/^\|(?:[ :]*-+[ :]*\|)+$/gm) ?? [];
    expect(heads.filter((head) => head.split("|").length - 2 > 4)).toEqual([]);
  },
);

test.each(pages)("%s has no table that a blank line cuts", (page) => {
  const lines = proseOf(page).split("\n");
  const cut = lines.filter(
    (line, at) => isRow(line) && lines[at - 1] === "" && !/^\|[-: |]+\|$/.test(lines[at + 1] ?? ""),
  );
  expect(cut).toEqual([]);
});

function isRow(line: string): boolean {
  return line.startsWith("|") && line.endsWith("|");
}

/** What reads badly, and what to write in its place. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/\b(?:is|are) told of\b/i, "is reported"],
  [/\bfor want of\b/i, "because there is no"],
  [/\bis mended\b/i, "is fixed"],
  [/\bknows again\b/i, "recognises"],
  [/\bwhat lifts it\b/i, "Next"],
  [/\bwhere it remembers\b/i, "where learned data is stored"],
  [/\bin place of the next\b/i, "instead of the next"],
  [/\bwrites no more\b/i, "stops pushing"],
  [/\balthough some\b/i, "even though some"],
  [/\bone whose\b/i, "name the thing"],
  [/\bwhich once did\b/i, "name what it did"],
  [/\bthat which\b/i, "what"],
  [/\butili[sz]e/i, "use"],
  [/\bin order to\b/i, "to"],
  [/\b(?:simply|obviously|just)\b/i, "leave it out"],
];

/** More words than this are read twice. */
const mostWords = 35;
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** The parts of a page's sentences, parted at colons and semicolons, each cell of a table on its own. Code counts as a word. */
function partsOf(page: string): readonly string[] {
  const prose = proseOf(page)
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/`[^`]*`/g, "X");
  const blocks = prose.split(/\n\s*\n|\n(?=\s*(?:[-|#]|\d+\. ))/);
  return blocks
    .flatMap((block) => (block.startsWith("|") ? block.split("|") : [block]))
    .flatMap((text) => [...sentences.segment(text.replace(/\s+/g, " "))])
    .flatMap(({ segment }) => segment.split(/[;:] /));
}

test.each(pages.filter((page) => page !== "CHANGELOG.md"))("%s has no sentence that is too long", (page) => {
  const long = partsOf(page).filter(
    (part) => (part.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []).length > mostWords,
  );
  expect(long).toEqual([]);
});

test.each(pages.filter((page) => page !== "CHANGELOG.md"))("%s has no phrase that we do not use", (page) => {
  const prose = proseOf(page).replace(/`[^`]*`/g, "");
  const found = phrases.flatMap(([pattern, better]) => {
    const [match] = pattern.exec(prose) ?? [];
    return match === undefined ? [] : [`${match}: ${better}`];
  });
  expect(found).toEqual([]);
});
