import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startBrowser } from "../support/browser.ts";
import { findFaults, measureTexts, showTexts } from "../support/github-look/measure-texts.ts";

let browser: Browser;
beforeAll(async () => {
  if (chromiumPath !== null) browser = await startBrowser();
});
afterAll(() => browser?.close());

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (cells: readonly string[]): string => [row(cells), row(cells.map(() => "---"))].join("\n");

describe.skipIf(chromiumPath === null)("the measures of a text as GitHub shows it", () => {
  const measure = async (markdown: string) => {
    const page = await browser.newPage();
    await showTexts(page, [{ name: "text", heading: "Body", markdown }]);
    const [measured] = await measureTexts(page);
    await page.close();
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
