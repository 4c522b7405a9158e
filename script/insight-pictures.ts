/**
 * Renders the insights pages from made-up data and takes pictures of them in headless Chromium: `node script/insight-pictures.ts` makes those in
 * `docs/pictures`. With a FOLDER behind it gets whole pages, light and dark, wide and narrow, and the pages themselves.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startBrowser } from "../test/support/browser.ts";
import { renderSamples } from "../test/support/insights/render-samples.ts";
import { startTestRedis } from "../test/support/redis.ts";

interface Look {
  /** The page, by its name. */
  readonly page: RegExp;
  readonly end: string;
  readonly colorScheme: "light" | "dark";
  readonly width: number;
  /** Null for the whole page. */
  readonly height: number | null;
}

const shown: readonly Look[] = [
  { page: /^job-build$/, end: "", colorScheme: "light", width: 1_360, height: 860 },
  { page: /^job-build$/, end: "-dark", colorScheme: "dark", width: 1_360, height: 860 },
  { page: /^job-build$/, end: "-narrow", colorScheme: "light", width: 360, height: 1_000 },
  { page: /^(?:run|repository|owner)$/, end: "", colorScheme: "light", width: 1_360, height: 860 },
];
const all: readonly Look[] = [
  { page: /./, end: "-light", colorScheme: "light", width: 1_400, height: null },
  { page: /./, end: "-dark", colorScheme: "dark", width: 1_400, height: null },
  { page: /./, end: "-narrow", colorScheme: "light", width: 360, height: null },
];

const [folder] = process.argv.slice(2);
const pages = folder ?? mkdtempSync(join(tmpdir(), "insights-"));
const target = folder ?? "docs/pictures";
const prefix = folder === undefined ? "insights-" : "";
mkdirSync(pages, { recursive: true });
for (const name of ["style.css", "page.js", "icon.svg"])
  copyFileSync(`views/assets/${name}`, join(pages, name));
const redis = await startTestRedis();
const browser = await startBrowser();
try {
  for (const { name, html } of await renderSamples(redis.redis, (asset) => asset)) {
    const file = join(pages, `${name}.html`);
    writeFileSync(file, html);
    for (const look of (folder === undefined ? shown : all).filter(({ page }) => page.test(name))) {
      const { width, height, colorScheme } = look;
      const page = await browser.newPage({ viewport: { width, height: height ?? 900 }, colorScheme });
      await page.goto(pathToFileURL(resolve(file)).href);
      await page.screenshot({
        path: join(target, `${prefix}${name.replace("-build", "")}${look.end}.png`),
        fullPage: height === null,
      });
      await page.close();
    }
  }
} finally {
  await browser.close();
  await redis.stop();
  if (folder === undefined) rmSync(pages, { recursive: true });
}
