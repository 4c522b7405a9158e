import type { Page } from "playwright-core";
import { markdownStyles, renderMarkdown } from "./render-markdown.ts";

/** How wide GitHub shows the text of a pull request, an issue or a comment, in px. */
export const columnWidth = 866;
const pageWidth = 900;

/** A text that GitHub shows as Markdown. */
export interface MarkdownText {
  /** Of the example it is from; the texts of one example stand together. */
  readonly name: string;
  readonly heading: string;
  readonly markdown: string;
}

/** How a text looks on GitHub. Lengths in px. */
export interface TextMeasure {
  readonly name: string;
  readonly heading: string;
  /** Words that are seen before anything folded is opened. */
  readonly words: number;
  readonly height: number;
  /** Of the widest table, folded ones too; 0 without a table. */
  readonly tableWidth: number;
  /** Of the table with the most columns. */
  readonly columns: number;
}

/** What is wrong with a text's tables, a sentence each. */
export function findFaults({ name, heading, tableWidth, columns }: TextMeasure): readonly string[] {
  const where = `${name}.md, ${heading}`;
  return [
    ...(tableWidth > columnWidth ? [`${where}: a table is ${tableWidth} px wide, of ${columnWidth}`] : []),
    ...(columns > 4 ? [`${where}: a table has ${columns} columns, of at most 4`] : []),
  ];
}

/** Shows all texts on one page, each example in a `section` whose id is its example's name. */
export async function showTexts(page: Page, texts: readonly MarkdownText[]): Promise<void> {
  const sections = [...Map.groupBy(texts, ({ name }) => name)].map(([name, ofExample]) => {
    const articles = ofExample.map(
      ({ heading, markdown }) =>
        `<h6></h6><article class="markdown-body" data-heading="${toAttribute(heading)}">${renderMarkdown(markdown, { isFile: false })}</article>`,
    );
    return `<section id="${name}">${articles.join("")}</section>`;
  });
  await page.setViewportSize({ width: pageWidth, height: 800 });
  await page.setContent(`<style>${markdownStyles}${styles}</style>${sections.join("")}`, {
    waitUntil: "load",
  });
}

/** Measures what `showTexts` shows, and folds everything. */
export async function measureTexts(page: Page): Promise<readonly TextMeasure[]> {
  const articles = page.locator("article");
  await foldTexts(page, { isOpen: false });
  const shown = await articles.allInnerTexts();
  const heights = await articles.evaluateAll((all: readonly Shown[]) =>
    all.map(({ offsetHeight }) => offsetHeight),
  );
  await foldTexts(page, { isOpen: true });
  const tables = await articles.evaluateAll((all: readonly Shown[]) =>
    all.map((article) => {
      const found = [...article.querySelectorAll("table")];
      const columns = found.flatMap(({ rows }) => [...rows].map(({ cells }) => cells.length));
      return {
        name: article.parentElement.id,
        heading: article.dataset.heading,
        tableWidth: Math.max(0, ...found.map(({ scrollWidth }) => scrollWidth)),
        columns: Math.max(0, ...columns),
      };
    }),
  );
  await foldTexts(page, { isOpen: false });
  return tables.map((table, index) => ({
    ...table,
    words: (shown[index] ?? "").split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
    height: heights[index] ?? 0,
  }));
}

/** Unfolds everything that `showTexts` shows, or folds it. */
export async function foldTexts(page: Page, { isOpen }: { readonly isOpen: boolean }): Promise<void> {
  await page.locator("details").evaluateAll((all: readonly { open: boolean }[], open) => {
    for (const one of all) one.open = open;
  }, isOpen);
}

/** What is asked of an element in the browser. */
interface Shown {
  readonly parentElement: { readonly id: string };
  readonly dataset: { readonly heading: string };
  readonly offsetHeight: number;
  querySelectorAll(selector: "table"): Iterable<{
    readonly scrollWidth: number;
    readonly rows: Iterable<{ readonly cells: { readonly length: number } }>;
  }>;
}

const styles = `
  body { margin: 0; background: #fff; }
  section { padding: 16px ${(pageWidth - columnWidth) / 2}px; border-bottom: 8px solid #d1d9e0; }
  article + h6 { border-top: 1px solid #d1d9e0; margin: 16px 0; }
  h6 { margin: 0; }
  details:not([open]) > :not(summary) { display: none; }
`;

function toAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
