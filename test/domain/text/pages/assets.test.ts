import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { buildStyles } from "../../../../script/build-styles.ts";

const style = readFileSync("views/assets/style.css", "utf8");

test("the style that is served is what the templates, Primer and our own make", async () => {
  expect(await buildStyles()).toBe(style);
});

test("the style asks nobody for anything, and has the tokens that our own part uses", () => {
  expect(style).not.toMatch(/@import|url\(/);
  const set = new Set([...style.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
  const used = [...readFileSync("views/insights/insights.css", "utf8").matchAll(/var\((--[\w-]+)\)/g)].map(
    ([, name]) => name,
  );
  expect([...new Set(used)].filter((name) => !set.has(name))).toEqual([]);
});

test("every asset is used by a template, and every one that is used is there", () => {
  const used = readdirSync("views/insights")
    .filter((name) => name.endsWith(".eta"))
    .flatMap((name) => [...readFileSync(`views/insights/${name}`, "utf8").matchAll(/assets\("([^"]+)"\)/g)])
    .map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual(readdirSync("views/assets").sort());
});
