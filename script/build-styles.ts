/**
 * Makes `views/assets/style.css`: of GitHub's Primer only what the pages use, light and dark, and then our own. `node script/build-styles.ts`
 * writes it anew; a test holds that it is as this makes it.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { PurgeCSS } from "purgecss";

const require = createRequire(import.meta.url);
const target = new URL("../views/assets/style.css", import.meta.url);
const templates = new URL("../views/insights/", import.meta.url);

const primer = ["base", "buttons", "forms", "labels"];
const themes = ["light", "dark"];

/** The style of the pages. */
export async function buildStyles(): Promise<string> {
  const own = readFileSync(new URL("insights.css", templates), "utf8");
  const sources = [
    ...themes.map((theme) => require.resolve(`@primer/primitives/dist/css/functional/themes/${theme}.css`)),
    ...["size/border", "size/size", "typography/typography"].map((name) =>
      require.resolve(`@primer/primitives/dist/css/functional/${name}.css`),
    ),
    ...["size/size", "typography/typography"].map((name) =>
      require.resolve(`@primer/primitives/dist/css/base/${name}.css`),
    ),
    ...primer.map((part) => require.resolve(`@primer/css/dist/${part}.css`)),
  ];
  const content = readdirSync(templates)
    .filter((name) => name.endsWith(".eta"))
    .map((name) => ({ raw: readFileSync(new URL(name, templates), "utf8"), extension: "html" }));
  const words = new URL("../src/domain/text/pages/", import.meta.url);
  for (const name of readdirSync(words))
    content.push({ raw: readFileSync(new URL(name, words), "utf8"), extension: "html" });
  const css = [...sources.map((file) => ({ raw: readFileSync(file, "utf8") })), { raw: own }];
  const [purged] = await new PurgeCSS().purge({
    content,
    css: [{ raw: css.map(({ raw }) => raw).join("\n") }],
    variables: true,
    safelist: { standard: ["html", "body", "data-color-mode", "data-light-theme", "data-dark-theme"] },
  });
  if (purged === undefined) throw new Error("there is no style");
  return `/* Of @primer/css and @primer/primitives, MIT License, Copyright (c) GitHub Inc. */\n${shorten(purged.css)}`;
}

/** Without comments and needless white space, and without the names that tokens had once. */
function shorten(css: string): string {
  return css
    .replace(/var\((--[\w-]+),\s*var\(--color-[\w-]+\)\)/g, "var($1)")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/\s*([{};,])\s*/g, "$1")
    .replace(/}/g, "}\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(target, await buildStyles());
