import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../src/domain", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

/** What a value needs: no network, no files, no Redis, no queue, no client of GitHub. */
const allowed = ["d3-scale", "d3-shape", "eta", "leven", "node:crypto", "node:util", "tldts", "yaml", "zod"];
const imported = /^(?:import|export)\s(?:[^"';]*\sfrom\s)?\s*"([^."][^"]*)"/gm;
/** What shows an international name as people see it. */
const usingUrls = ["endpoint/similar.ts"];

test("the domain imports nothing that speaks to the outside", () => {
  const found = files.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(imported)]
      .map(([, name = ""]) => name)
      .filter((name) => !allowed.includes(name) && !(usingUrls.includes(file) && name === "node:url"))
      .map((name) => `${file} imports ${name}`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

test("the domain asks no clock and no environment", () => {
  const asking =
    /\bDate\.now\(|\bnew Date\(\)|\bprocess\.(?:env|cwd|argv|platform|std)|\bperformance\.|\bMath\.random\(/;
  expect(files.filter((file) => asking.test(readFileSync(join(folder, file), "utf8")))).toEqual([]);
});
