/**
 * Measures every text of `docs/examples` as GitHub shows it, in headless Chromium: `node script/measure-texts.ts [FOLDER [NAME…]]`. For each
 * text: the words that are seen unless something folded is opened, its height, its widest table and the most columns, in px. FOLDER gets a
 * picture of each example, or of those whose names begin with a NAME, as `NAME.png` and with everything unfolded as `NAME-open.png`. It fails
 * when a table is too wide or has too many columns.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startBrowser } from "../test/support/browser.ts";
import { findFaults, foldTexts, measureTexts, showTexts } from "../test/support/github-look/measure-texts.ts";
import { readExampleTexts } from "../test/support/github-look/read-examples.ts";

const [folder, ...names] = process.argv.slice(2);
const texts = readExampleTexts().filter(
  ({ name }) => names.length === 0 || names.some((start) => name.startsWith(start)),
);
const browser = await startBrowser();
try {
  const page = await browser.newPage();
  await showTexts(page, texts);
  const measures = await measureTexts(page);
  console.log("words\theight\ttable\tcolumns\ttext");
  for (const { name, heading, words, height, tableWidth, columns } of measures)
    console.log([words, height, tableWidth, columns, `${name}: ${heading}`].join("\t"));
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    // One at a time: Chromium does not finish drawing a page with all of them.
    for (const [name, ofExample] of Map.groupBy(texts, (text) => text.name)) {
      await showTexts(page, ofExample);
      for (const isOpen of [false, true]) {
        await foldTexts(page, { isOpen });
        const section = page.locator("section");
        if (isOpen && (await section.locator("details").count()) === 0) continue;
        await section.screenshot({ path: join(folder, `${name}${isOpen ? "-open" : ""}.png`) });
      }
    }
  }
  const faults = measures.flatMap(findFaults);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
}
