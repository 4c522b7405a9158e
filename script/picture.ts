/**
 * Pictures of Markdown as GitHub shows it, by headless Chromium. Without arguments it makes those in `docs/pictures`; with a file and a target it
 * shows that file: `node script/picture.ts README.md /tmp/readme.png`. Needs Debian's `chromium`, or CHROMIUM with the path of one.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { columnWidth } from "../test/support/github-look/measure-texts.ts";
import { readParts } from "../test/support/github-look/read-examples.ts";
import { markdownStyles, renderMarkdown } from "../test/support/github-look/render-markdown.ts";

/** How wide GitHub shows a README, and the description of a pull request. */
const widths = { page: 900, comment: columnWidth } as const;
const frame = `
  body { margin: 0; background: #fff; }
  main { box-sizing: border-box; padding: 24px; }
  .pull table { font-size: 12px; }
  .pull th, .pull td { padding: 6px 8px !important; }
  .pull { border: 1px solid #d1d9e0; border-radius: 6px; margin: 16px 24px 24px; padding: 0; }
  h1.title { font: 400 30px/1.25 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; margin: 24px 24px 8px; }
  h1.title span { color: #59636e; font-weight: 300; }
  .check { background: #1f883d; border-radius: 3px; color: #fff; padding: 0 3px; }
  .state { margin: 0 24px; font: 14px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #59636e; }
  .state b { background: #1f883d; border-radius: 2em; color: #fff; font-weight: 500; margin-right: 8px; padding: 5px 12px; }
`;

const [source, target] = process.argv.slice(2);
if (source !== undefined && target !== undefined)
  await take({
    html: show(readFileSync(source, "utf8"), { isFile: true }),
    base: source,
    width: widths.page,
    height: null,
    to: target,
  });
else await takePullRequest();

async function takePullRequest(): Promise<void> {
  const example = "docs/examples/pull-request-block-13-endpoints.md";
  const parts = readParts(readFileSync(example, "utf8"));
  const [title = "", body = ""] = parts.map(({ text }) => text);
  // Without a font for emoji there would be an empty box.
  const shown = show(body, { isFile: false }).replaceAll("✅", '<span class="check">✓</span>');
  const html = `<h1 class="title">${title.trim()} <span>#12</span></h1>
<p class="state"><b>Open</b> egress-bot wants to merge 1 commit into main from egress-bot/ci.yml</p>
<div class="pull">${shown}</div>`;
  await take({
    html,
    base: example,
    width: widths.comment,
    height: 900,
    to: "docs/pictures/pull-request.png",
  });
}

function show(markdown: string, { isFile }: { readonly isFile: boolean }): string {
  return `<main class="markdown-body">${renderMarkdown(markdown, { isFile })}</main>`;
}

/** `height`: null for the whole page, in px. */
async function take(picture: {
  readonly html: string;
  readonly base: string;
  readonly width: number;
  readonly height: number | null;
  readonly to: string;
}): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: picture.width, height: picture.height ?? 800 } });
    // Pictures within the text lie beside it.
    await page.goto(pathToFileURL(`${resolve(dirname(picture.base))}/`).href);
    await page.setContent(`<style>${markdownStyles}${frame}</style>${picture.html}`, { waitUntil: "load" });
    await page.screenshot({ path: picture.to, fullPage: picture.height === null });
  } finally {
    await browser.close();
  }
}
