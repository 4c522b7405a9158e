import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import type { Frame } from "../../../src/domain/text/pages/frame.ts";
import { renderPage } from "../../../src/domain/text/pages/render-page.ts";
import type { SamplePage } from "./render-samples.ts";

/** Where the pages are while no server serves them. */
export const sampleOrigin = "http://insights.test";
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types: Readonly<Record<string, string>> = {
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};

/** Opens a page under the policy of the server, and collects what the browser complains about, asks elsewhere for, and shows as a dialog. */
export async function openSample(
  browser: Browser,
  { here, body }: SamplePage,
  look: { readonly width: number; readonly colorScheme: "light" | "dark" },
  frame: Partial<Frame> = {},
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const page = await browser.newPage({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.colorScheme,
  });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== sampleOrigin) {
      complaints.push(`asked ${url.origin}`);
      return route.abort();
    }
    const [, asset] = /^\/assets\/(.+)$/.exec(url.pathname) ?? [];
    if (asset !== undefined)
      return route.fulfill({
        contentType: types[asset.split(".").at(-1) ?? ""] ?? "",
        body: readFileSync(`views/assets/${asset}`),
      });
    const assets = (name: string): string => `/assets/${name}`;
    const html = renderPage(
      { viewer: "mona", csrf: "token", mayWrite: true, here, assets, notice: null, ...frame },
      body,
    );
    return route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": policy },
      body: html,
    });
  });
  await page.goto(`${sampleOrigin}${here}`);
  return { page, complaints };
}
