import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const page = readFileSync("SECURITY.md", "utf8");

/** The rows of the tables whose last column says what holds a promise, with the promise. */
const rows = page
  .split(/^## /m)
  .filter((section) => /^\|.*held by \|$/m.test(section))
  .flatMap((section) => section.match(/^\| .*\|$/gm) ?? [])
  .map((row) => row.slice(1, -1).split(" | "))
  .flatMap((cells) => {
    const [holder = ""] = cells.slice(-1);
    return /held by/.test(holder) ? [] : [[cells.at(-2)?.trim() ?? "", holder.trim()] as const];
  });

const tests = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => readFileSync(join("test", file), "utf8"))
  .join("\n");
const proofs = readdirSync("script/proofs", { encoding: "utf8" }).map((file) => file.replace(/\.\w+$/, ""));

test("the threat model has two tables of promises", () => {
  expect(rows.length).toBeGreaterThan(25);
});

test.each(rows)("%s: what holds it is there", (promise, holder) => {
  expect(promise).not.toBe("");
  const names = [...holder.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  if (holder !== "the same") expect(names.length, holder).toBeGreaterThan(0);
  for (const name of names) expect(isThere(name), name).toBe(true);
});

/** A file of tests, a folder of them, a proof, or an example of a text. */
function isThere(name: string): boolean {
  const [, proof] = /^script\/prove (\w+)$/.exec(name) ?? [];
  if (proof !== undefined) return proofs.includes(proof) || tests.includes(`// prove: ${proof} `);
  if (name.startsWith("test/")) return existsSync(name);
  return existsSync(join("docs/examples", `${name}.md`));
}
