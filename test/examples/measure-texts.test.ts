import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startBrowser } from "../support/browser.ts";
import {
  findFaults,
  type MarkdownText,
  measureTexts,
  showTexts,
  type TextMeasure,
} from "../support/github-look/measure-texts.ts";
import { readExampleTexts } from "../support/github-look/read-examples.ts";

let browser: Browser;
beforeAll(async () => {
  if (chromiumPath !== null) browser = await startBrowser();
});
afterAll(() => browser?.close());

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (cells: readonly string[]): string => [row(cells), row(cells.map(() => "---"))].join("\n");

async function measureAll(texts: readonly MarkdownText[]): Promise<readonly TextMeasure[]> {
  const page = await browser.newPage();
  await showTexts(page, texts);
  const measured = await measureTexts(page);
  await page.close();
  return measured;
}

/** The answers to `/egress explain` still have wider tables. */
const isStillWide = ({ name }: TextMeasure): boolean => name.startsWith("command-explain");

describe.skipIf(chromiumPath === null)("docs/examples as GitHub shows them", () => {
  let measures: readonly TextMeasure[] = [];
  beforeAll(async () => {
    measures = await measureAll(readExampleTexts());
  });

  test("no table has more than four columns or is wider than GitHub's column", () => {
    expect(measures.length).toBeGreaterThan(100);
    expect(measures.filter((one) => !isStillWide(one)).flatMap(findFaults)).toEqual([]);
  });

  test("the pull request for 13 endpoints is read at a glance", () => {
    const isMeant = ({ name, heading }: TextMeasure): boolean =>
      name === "pull-request-block-13-endpoints" && heading === "Body";
    const [body] = measures.filter(isMeant);
    expect(body?.words).toBeLessThanOrEqual(250);
    expect(body?.height).toBeLessThanOrEqual(1_100);
  });
});

describe.skipIf(chromiumPath === null)("the measures of a text as GitHub shows it", () => {
  const measure = async (markdown: string) => {
    const [measured] = await measureAll([{ name: "text", heading: "Body", markdown }]);
    if (measured === undefined) throw new Error("nothing was measured");
    return measured;
  };

  test("count the words that are seen, not what is folded", async () => {
    const folded =
      "<details><summary>Two more</summary>\n\nseven words that nobody sees at first\n\n</details>";
    expect(await measure(`**One** \`two\` · ▇▁▇ 3 of 4.\n\n${folded}`)).toMatchObject({ words: 7 });
  });

  test("show a warning as GitHub's, without its mark", async () => {
    expect(await measure("> [!WARNING]\n> Look at this.")).toMatchObject({ words: 4 });
  });

  test.each([
    ["a table that fits", table(["a", "b", "c", "d"]), []],
    ["a word that is too long", table(["a", "b".repeat(200)]), [/^text\.md, Body: a table is \d+ px wide/]],
    ["five columns", table(["a", "b", "c", "d", "e"]), [/a table has 5 columns/]],
    [
      "five folded columns",
      `<details>\n\n${table(["a", "b", "c", "d", "e"])}\n\n</details>`,
      [/has 5 columns/],
    ],
  ])("find the faults of %s", async (_, markdown, faults) => {
    const found = findFaults(await measure(markdown));
    expect(found).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });
});
