import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** The path of the Chromium that is installed; null where there is none. */
export const chromiumPath: string | null =
  (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path)) ?? null;

if (chromiumPath === null)
  process.stderr.write("Chromium is not installed: the tests that need a browser are skipped\n");

/** Starts Chromium without a window. The caller closes it. */
export function startBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error("Chromium is not installed");
  // As root, as in a container, its sandbox does not start. It only ever opens the tests' own pages.
  return chromium.launch({ executablePath: chromiumPath, chromiumSandbox: process.getuid?.() !== 0 });
}
