/**
 * Renders the insights pages from made-up data and takes pictures of them in headless Chromium, light and dark, wide and narrow:
 * `node script/insight-pictures.ts FOLDER`. FOLDER gets the pages too.
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startBrowser } from "../test/support/browser.ts";
import { renderSamples } from "../test/support/insights/render-samples.ts";
import { startTestRedis } from "../test/support/redis.ts";

const [folder = "."] = process.argv.slice(2);
const looks = [
  { name: "light", colorScheme: "light", width: 1_400 },
  { name: "dark", colorScheme: "dark", width: 1_400 },
  { name: "light-narrow", colorScheme: "light", width: 360 },
] as const;

mkdirSync(folder, { recursive: true });
for (const name of ["style.css", "page.js", "icon.svg"])
  copyFileSync(`views/assets/${name}`, join(folder, name));
const redis = await startTestRedis();
const browser = await startBrowser();
try {
  for (const { name, html } of await renderSamples(redis.redis, (asset) => asset)) {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, html);
    for (const look of looks) {
      const page = await browser.newPage({
        viewport: { width: look.width, height: 900 },
        colorScheme: look.colorScheme,
      });
      await page.goto(pathToFileURL(resolve(file)).href);
      await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), fullPage: true });
      await page.close();
    }
  }
} finally {
  await browser.close();
  await redis.stop();
}
